"""Parquet files to stream: columns by name, changed from a few plain accounts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tierline.policy.load import load_policy
from tierline.policy.resolved import Policy
from tierline.tables.parquet_pages import Page, pages

MONTH = "2026-10"
ROWS = 3000


def policy() -> Policy:
    return load_policy("generic-abcd", MONTH)


def accounts(rows: int = ROWS, **changed: Any) -> pa.Table:
    random = np.random.default_rng(7)
    columns = {
        "account_id": [f"A{number:08}" for number in range(rows)],
        "monthly_revenue": np.round(random.lognormal(8, 2, rows), 2),
        "ict_products": random.integers(0, 9, rows),
        "ict_revenue": np.round(random.lognormal(6, 2, rows), 2),
        "tenure_months": random.integers(0, 200, rows),
        "arrears_months": random.integers(0, 5, rows),
    }
    return pa.table({**columns, **changed})


def written(path: Path, table: pa.Table, rows_a_group: int = 700, **options: Any) -> Path:
    pq.write_table(table, path, row_group_size=rows_a_group, **options)
    return path


def left_in(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def found_pages(path: Path, group: int, column: str) -> list[Page]:
    """Return the pages of a column chunk, by their places in the file."""
    metadata = pq.ParquetFile(path).metadata
    place = metadata.schema.names.index(column)
    chunk = metadata.row_group(group).column(place)
    start = chunk.dictionary_page_offset if chunk.has_dictionary_page else chunk.data_page_offset
    content = path.read_bytes()[start : start + chunk.total_compressed_size]
    return [page.moved(start) for page in pages(content)]
