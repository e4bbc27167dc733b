"""Read one table from one file, all of it or nothing."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.tables.check import last_day
from tierline.tables.faults import Refusal, spell
from tierline.tables.headers import read_mapping
from tierline.tables.registry import table_spec
from tierline.tables.source import open_source
from tierline.tables.take import take_file

_TOLD = 5  # refused rows that are spelt out


def read_table(
    path: Path | str,
    table: str = "accounts",
    month: str | None = None,
    mapping: Path | None = None,
    notices: list[Message] | None = None,
    needed: Sequence[str] = (),
) -> pa.Table:
    """Read a CSV, XLSX or Parquet file as one table of the registry.

    Parameters
    ----------
    path : Path
        The file; its suffix tells its kind.
    table : str
        The table it holds.
    month : str or None
        YYYY-MM; given, dates after its last day are refused.
    mapping : Path or None
        TOML file that names their headers.
    notices : list of Message or None
        Columns that were left out are told here.
    needed : sequence of str
        Columns that the file must have besides the required ones, if only empty.

    Returns
    -------
    Table
        Registry types and order, every column of the registry, missing = null. Rows are mapped
        from a temporary file. References to other tables are not checked.

    Raises
    ------
    BadInputError
        The file cannot be used, or a row is bad: the first bad rows are spelt out.
    """
    spec = table_spec(table)
    month_end = None if month is None else last_day(month)
    source = open_source(Path(path), spec, read_mapping(mapping), needed)
    if notices is not None:
        notices.extend(source.notices)
    told: list[Refusal] = []

    def refuse(refusal: Refusal) -> None:
        if len(told) < _TOLD:
            told.append(refusal)

    taken = take_file(source, spec, refuse, month_end)
    if taken.count.quarantined:
        raise BadInputError(
            N_("{file}: {bad} of {read} rows cannot be used. Mend them and run again. The first:{rows}"),
            file=source.path, bad=taken.count.quarantined, read=taken.count.read, rows=spell(told, spec),
        )  # fmt: skip
    return taken.table
