"""Writes results as Parquet while they come: aside first, renamed when they are whole and on the disk."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from tierline.errors import BadInputError
from tierline.messages import N_

GROUP_ROWS = 2**20
# few values in many rows; account numbers are all different, and a dictionary of them would be made in vain
_FEW_VALUES = ["score", "tier_by_score", "floor", "tier", "reason", "cap", "rule", "months_below"]


def write_stream(tables: Iterable[pa.Table], path: Path) -> int:
    """Write ``tables`` (one schema) as one Parquet file and return its rows.

    Row groups hold 2**20 rows, whatever the sizes of the tables. An earlier file is replaced only by
    a whole one.

    Raises
    ------
    BadInputError
        No such folder, or it cannot be written, as on a full disk. What the tables raise is passed on.
    """
    if not path.parent.is_dir():
        raise BadInputError(
            N_("{folder}: there is no such folder to write {file} to."), folder=path.parent, file=path.name
        )
    aside = path.with_name(f".{path.name}.writing-{os.getpid()}")
    try:
        rows = _write(tables, aside, path)
        with _told(path):
            aside.replace(path)
            _settle(path.parent)
    finally:
        aside.unlink(missing_ok=True)
    return rows


def _write(tables: Iterable[pa.Table], aside: Path, path: Path) -> int:
    writer: pq.ParquetWriter | None = None
    waiting: list[pa.Table] = []
    count = rows = 0
    with _told(path):
        file = open_aside(aside)
    try:
        for table in tables:
            waiting.append(table)
            count += table.num_rows
            rows += table.num_rows
            with _told(path):
                writer = writer or _writer(file, table.schema)
                while count >= GROUP_ROWS:
                    whole = pa.concat_tables(waiting)
                    writer.write_table(whole.slice(0, GROUP_ROWS), row_group_size=GROUP_ROWS)
                    waiting, count = [whole.slice(GROUP_ROWS)], count - GROUP_ROWS
        with _told(path):
            if writer is not None:
                if count or rows == 0:
                    writer.write_table(pa.concat_tables(waiting), row_group_size=GROUP_ROWS)
                writer.close()
            file.flush()
            os.fsync(file.fileno())
    finally:
        if writer is not None:
            writer.is_open = False  # what is left unfinished is thrown away, not finished when it is let go
        with _told(path):
            file.close()
    return rows


def open_aside(path: Path) -> IO[bytes]:
    """Open the file that becomes the result."""
    return path.open("wb")


def _writer(file: object, schema: pa.Schema) -> pq.ParquetWriter:
    # names are given as dictionaries, but a reader shall find plain text: no Arrow schema is stored
    # nor are smallest and largest values, which take a third of the time and skip nothing in such columns
    return pq.ParquetWriter(
        file,
        schema,
        compression="zstd",
        use_dictionary=_FEW_VALUES,
        store_schema=False,
        write_statistics=False,
    )


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise BadInputError(
            N_("{file} cannot be written: {why}. Nothing is left of it; make room or choose another place."),
            file=path, why=error.strerror or error,
        ) from error  # fmt: skip


def _settle(folder: Path) -> None:
    if os.name == "nt":
        return  # a folder cannot be opened there
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
