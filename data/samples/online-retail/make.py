"""Make the aggregate in this folder from the invoices of UCI data set 352.

Usage: python make.py INVOICES FOLDER

INVOICES is the data set as Parquet, CSV or XLSX with its own column names; FOLDER receives
``customer_months.parquet`` and ``left_out.csv``. Amounts are whole pence: each line's Quantity x
UnitPrice is rounded to the penny (four lines of 0.001 pounds become 0), then added exactly.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq


def read(path: Path) -> pd.DataFrame:
    """Return the invoice lines, with month, day, pence and whether the line cancels."""
    readers = {".parquet": pd.read_parquet, ".csv": pd.read_csv, ".xlsx": pd.read_excel}
    lines = readers[path.suffix.lower()](path)
    lines["InvoiceNo"] = lines["InvoiceNo"].astype(str)
    lines["StockCode"] = lines["StockCode"].astype(str)
    at = pd.to_datetime(lines["InvoiceDate"])
    lines["month"] = at.dt.strftime("%Y-%m")
    lines["day"] = at.dt.date
    mills = np.rint(lines["Quantity"] * lines["UnitPrice"] * 1000).astype("int64")
    lines["pence"] = np.sign(mills) * ((np.abs(mills) + 5) // 10)
    lines["cancels"] = lines["InvoiceNo"].str.startswith("C")
    return lines


def customer_months(lines: pd.DataFrame) -> pa.Table:
    """Return one row per customer and month with any invoice, in that order."""
    known = lines[lines["CustomerID"].notna()].sort_values(["CustomerID", "InvoiceDate"], kind="stable")
    keys = ["CustomerID", "month"]
    sold, cancelled = known[~known["cancels"]], known[known["cancels"]]
    groups = known.groupby(keys)
    table = pd.DataFrame(
        {
            "country": groups["Country"].last(),
            "gross_pence": sold.groupby(keys)["pence"].sum(),
            "cancelled_pence": -cancelled.groupby(keys)["pence"].sum(),
            "orders": sold.groupby(keys)["InvoiceNo"].nunique(),
            "cancellations": cancelled.groupby(keys)["InvoiceNo"].nunique(),
            "products": sold.groupby(keys)["StockCode"].nunique(),
            "first_day": groups["day"].min(),
        }
    )
    counts = ["gross_pence", "cancelled_pence", "orders", "cancellations", "products"]
    table[counts] = table[counts].fillna(0).astype("int64")
    table["net_pence"] = table["gross_pence"] - table["cancelled_pence"]
    table = table.reset_index().rename(columns={"CustomerID": "customer_id"})
    schema = pa.schema(
        [("customer_id", pa.int64()), ("month", pa.string()), ("country", pa.string())]
        + [(name, pa.int64()) for name in (*counts[:2], "net_pence", *counts[2:])]
        + [("first_day", pa.date32())]
    )
    return pa.Table.from_pandas(table[schema.names], schema=schema, preserve_index=False)


def left_out(lines: pd.DataFrame) -> pd.DataFrame:
    """Return what carries no customer number, per month."""
    unknown = lines[lines["CustomerID"].isna()].groupby("month")
    return pd.DataFrame(
        {
            "lines": unknown.size(),
            "invoices": unknown["InvoiceNo"].nunique(),
            "net_pence": unknown["pence"].sum(),
        }
    )


def main(arguments: list[str]) -> int:
    """Write both files; return the exit code."""
    if len(arguments) != 2:
        sys.stderr.write(__doc__ or "")
        return 2
    lines = read(Path(arguments[0]))
    folder = Path(arguments[1])
    table = customer_months(lines).replace_schema_metadata(None)
    pq.write_table(table, folder / "customer_months.parquet", compression="zstd")
    left_out(lines).to_csv(folder / "left_out.csv", lineterminator="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
