"""Write a table as Parquet, CSV or XLSX: aside first, renamed when it is whole."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as arrow_csv
import pyarrow.parquet as pq

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.tables.aside import aside, told
from tierline.tables.safe_text import RISKY_PATTERN, neutralise
from tierline.tables.xlsx_written import workbook

_BATCH_ROWS = 65_536
_XLSX_ROWS = 1_048_576


def write_table(table: pa.Table, path: Path | str) -> Path:
    """Write ``table`` to ``path``; an earlier file is replaced only by a whole one.

    Parameters
    ----------
    table : Table
        Plain columns; dictionary-encoded text is written as text.
    path : Path
        Ends in .parquet, .csv (UTF-8 with mark) or .xlsx. In the last two, text that a
        spreadsheet would run as a formula gets an apostrophe before it.

    Returns
    -------
    Path
        The file.

    Raises
    ------
    BadInputError
        Another suffix, no such folder, too many rows for a sheet, or no room on the disk.
    """
    path = Path(path)
    writer = _WRITERS.get(path.suffix.lower())
    if writer is None:
        raise BadInputError(
            N_("{file}: files of the kind '{suffix}' are not written. Use one of: {suffixes}."),
            file=path.name, suffix=path.suffix, suffixes=", ".join(_WRITERS),
        )  # fmt: skip
    with aside(path) as place, told(path):
        writer(table, place)
    return path


def _decoded(table: pa.Table) -> pa.Table:
    for place, field in enumerate(table.schema):
        if pa.types.is_dictionary(field.type):
            table = table.set_column(place, field.name, table.column(place).cast(field.type.value_type))
    return table


def _write_parquet(table: pa.Table, path: Path) -> None:
    pq.write_table(table, path, compression="zstd", write_page_checksum=True)


def _write_csv(table: pa.Table, path: Path) -> None:
    schema = _decoded(table.slice(0, 0)).schema
    with path.open("wb") as stream:
        stream.write(b"\xef\xbb\xbf")
        with arrow_csv.CSVWriter(stream, schema) as writer:
            for start in range(0, table.num_rows, _BATCH_ROWS):
                writer.write_table(_harmless(_decoded(table.slice(start, _BATCH_ROWS))))


def _harmless(table: pa.Table) -> pa.Table:
    for place, field in enumerate(table.schema):
        if pa.types.is_string(field.type):
            text = table.column(place)
            risky = pc.match_substring_regex(text, RISKY_PATTERN)
            if pc.any(risky).as_py():
                text = pc.if_else(risky, pc.binary_join_element_wise("'", text, ""), text)
                table = table.set_column(place, field, text)
    return table


def _write_xlsx(table: pa.Table, path: Path) -> None:
    if table.num_rows >= _XLSX_ROWS:
        raise BadInputError(
            N_("{rows} rows do not fit into a sheet (at most {limit}). Write .csv or .parquet."),
            rows=table.num_rows, limit=_XLSX_ROWS - 1,
        )  # fmt: skip
    with workbook(path, rows_in_order=True) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        date = book.add_format({"num_format": "yyyy-mm-dd"})
        bold = book.add_format({"bold": True})
        for place, name in enumerate(table.column_names):
            sheet.write_string(0, place, neutralise(name), bold)
        row = 1
        for batch in _decoded(table).to_batches(max_chunksize=_BATCH_ROWS):
            kinds = [batch.schema.field(place).type for place in range(batch.num_columns)]
            for values in zip(*(column.to_pylist() for column in batch.columns), strict=True):
                for place, value in enumerate(values):
                    if value is None:
                        continue
                    if isinstance(value, str):
                        sheet.write_string(row, place, neutralise(value))
                    elif pa.types.is_temporal(kinds[place]):
                        sheet.write_datetime(row, place, value, date)
                    elif isinstance(value, bool):
                        sheet.write_boolean(row, place, value)
                    else:
                        sheet.write_number(row, place, value)
                row += 1


_WRITERS: Mapping[str, Callable[[pa.Table, Path], None]] = {
    ".parquet": _write_parquet,
    ".csv": _write_csv,
    ".xlsx": _write_xlsx,
}
