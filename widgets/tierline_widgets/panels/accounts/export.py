"""A list of accounts as a CSV file: no cell that a spreadsheet would run, the export on record (LY-20)."""

from __future__ import annotations

import csv
from decimal import Decimal
from io import StringIO
from typing import Any

from tierline.tables.safe_text import neutralise
from tierline_widgets.panels.accounts.model import AccountsModel

COLUMNS = (
    "account_id",
    "name",
    "before",
    "tier",
    "score",
    "monthly_revenue",
    "ict_revenue",
    "reason",
    "rule",
)


def csv_bytes(rows: list[dict[str, Any]], columns: tuple[str, ...]) -> bytes:
    """Return ``rows`` as CSV with a head, encoded utf-8-sig so that spreadsheets read Chinese."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(row.get(name)) for name in columns])
    return out.getvalue().encode("utf-8-sig")


def in_whole(hundredths: int) -> Decimal:
    """Return hundredths of a point or of the currency as a number with two decimals."""
    return Decimal(hundredths).scaleb(-2)


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    return neutralise(value) if isinstance(value, str) else value


def export_accounts(model: AccountsModel) -> tuple[str, bytes]:
    """Return (file name, content) of every account found in the list, and put the export on record.

    Scores are written in points with two decimals, money in the currency.
    """
    session = model.session
    table = model.kept()
    rows = table.select([name for name in COLUMNS if name in table.column_names]).to_pylist() if table else []
    session.record_export("moves", COLUMNS, len(rows))
    for row in rows:
        if row.get("score") is not None:
            row["score"] = in_whole(row["score"])
    return f"tierline-{session.month}-accounts.csv", csv_bytes(rows, COLUMNS)
