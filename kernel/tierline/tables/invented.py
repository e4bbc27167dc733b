"""One invented account, read as a closed month's file is: it loads programs before a visitor comes."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq

from tierline.tables.registry import arrow_schema


def invented_account() -> pa.Table:
    """Return a table of accounts with one row, all but its key missing, written to memory and read back."""
    columns = {each.name: pa.nulls(1, each.type) for each in arrow_schema("accounts")}
    file = pa.BufferOutputStream()
    pq.write_table(pa.table(columns | {"account_id": ["0"]}), file)
    return pq.read_table(pa.BufferReader(file.getvalue()), read_dictionary=["area_id"])
