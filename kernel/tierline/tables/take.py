"""Take one file in: read, check, part the good rows from the bad, find repeated keys."""

from __future__ import annotations

import datetime
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tierline.errors import BadInputError, IntegrityError
from tierline.messages import N_
from tierline.tables.check import TableCheck
from tierline.tables.duplicates import KeyHashes, judge
from tierline.tables.faults import Refusal
from tierline.tables.registry import TableSpec
from tierline.tables.scratch import Scratch
from tierline.tables.source import Source

Refuse = Callable[[Refusal], None]
Progress = Callable[[str, int], None]


@dataclass(frozen=True)
class Count:
    """Rows of one table: ``read`` is always ``accepted`` and ``quarantined`` together."""

    read: int
    accepted: int
    quarantined: int


@dataclass(frozen=True)
class Taken:
    """One file taken in: ``keys`` are those of all its rows, refused or not, if they were kept."""

    table: pa.Table
    count: Count
    keys: pa.Array


def take_file(
    source: Source,
    spec: TableSpec,
    refuse: Refuse,
    month_end: datetime.date | None = None,
    known: Mapping[str, pa.Array] | None = None,
    progress: Progress | None = None,
    keep_keys: bool = False,
) -> Taken:
    """Read a file to its end, in batches, and keep what is good.

    Parameters
    ----------
    source : Source
        An opened file.
    spec : TableSpec
        The table it holds.
    refuse : callable
        Told of every row that is not taken.
    month_end : date or None
        Limit of dates.
    known : mapping of table name to Array
        Keys that references are checked against.
    progress : callable or None
        Told the table and the rows read so far, batch by batch.
    keep_keys : bool
        Keep the first key column of every row, for tables that others refer to.

    Returns
    -------
    Taken
        The table is mapped from a temporary file, so it takes no memory until it is used.

    Raises
    ------
    BadInputError
        The file is damaged, or was changed while it was read.
    IntegrityError
        Rows read are not rows accepted and refused together.
    """
    before = source.path.stat()
    check: TableCheck | None = None
    hashes = KeyHashes(spec)
    keys: list[pa.Array] = []
    read = refused = 0
    with tempfile.TemporaryDirectory(prefix="tierline-") as folder:
        scratch: Scratch | None = None
        for batch in source.batches():
            if check is None or scratch is None:
                check = TableCheck(spec, batch.columns, month_end, known)
                scratch = Scratch(Path(folder), spec, tuple(column.name for column in check.columns))
            read += len(batch.rows) + len(batch.refused)
            checked = check.check(batch)
            for refusal in checked.refused:
                refuse(refusal)
            refused += len(checked.refused)
            scratch.write(checked.accepted)
            hashes.add(checked.accepted)
            if keep_keys:
                keys.append(checked.keys)
            if progress is not None:
                progress(spec.name, read)
        if scratch is None:
            scratch = Scratch(Path(folder), spec, ())
        refused += _refuse_repeated(spec, scratch, hashes, refuse)
        table = scratch.finish()
    after = source.path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise BadInputError(
            N_("{file}: the file was changed while it was read. Run again when it is finished."),
            file=source.path.name,
        )
    if read != table.num_rows + refused:
        raise IntegrityError(
            N_("{file}: {read} rows were read, but {accepted} accepted and {quarantined} refused. "
               "Report this fault."),
            file=source.path.name, read=read, accepted=table.num_rows, quarantined=refused,
        )  # fmt: skip
    return Taken(table, Count(read, table.num_rows, refused), _distinct(keys))


def _refuse_repeated(spec: TableSpec, scratch: Scratch, hashes: KeyHashes, refuse: Refuse) -> int:
    places = hashes.repeated()
    if not places.size:
        return 0
    numbers = []
    for refusal in judge(spec, scratch.take(places)):
        refuse(refusal)
        numbers.append(refusal.row)
    scratch.drop(np.array(numbers, dtype=np.int64))
    return len(numbers)


def _distinct(keys: list[pa.Array]) -> pa.Array:
    return pc.unique(pa.chunked_array(keys)) if keys else pa.array([], pa.string())
