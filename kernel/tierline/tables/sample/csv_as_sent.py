"""CSV as people send it: two encodings, Chinese titles in one of them, now and then a field too many."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.csv as arrow_csv

from tierline.tables.registry import table_spec


def write_csv(path: Path, name: str, table: pa.Table, encoding: str, lines: Mapping[int, str]) -> None:
    """Write text columns, under Chinese titles in GB18030; ``lines`` get a field too many or too few."""
    if encoding == "gb18030":
        spec = table_spec(name)
        table = table.rename_columns([spec.column(column).zh for column in table.column_names])
    sink = pa.BufferOutputStream()
    arrow_csv.write_csv(table, sink, arrow_csv.WriteOptions(quoting_style="needed"))
    rows = sink.getvalue().to_pybytes().decode("utf-8").split("\n")
    for place, kind in lines.items():
        rows[place + 1] = (
            rows[place + 1] + ",?" if kind == "too_many_fields" else rows[place + 1].rsplit(",", 2)[0]
        )
    path.write_bytes("\r\n".join(rows).encode(encoding))
