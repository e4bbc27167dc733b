"""Which column of which row group of a Parquet file is damaged, and what to say of it."""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tierline.errors import BadInputError
from tierline.messages import N_, Message

UNREADABLE = (pa.ArrowException, OSError, UnicodeDecodeError)  # what Arrow raises on damaged bytes
_ROWS = 2**16


def open_parquet(path: Path, **options: Any) -> pq.ParquetFile:
    """Open a file whose pages are held against their checksums, where they have them, when they are read.

    Raises
    ------
    BadInputError
        It is no Parquet.
    """
    try:
        file = pq.ParquetFile(path, page_checksum_verification=True, **options)
        file.schema.names, file.schema_arrow.names  # noqa: B018 - names that are no text are found here
    except UNREADABLE as error:
        raise damaged(path, error) from error
    return file


def look_at(file: pq.ParquetFile, group: int, columns: Collection[str]) -> None:
    """Let Arrow open column chunks before anybody asks what the footer tells of them.

    Where the sizes in a footer do not fit each other, Arrow refuses to read; asked for what it tells of
    such a chunk, it ends the process.

    Raises
    ------
    ArrowException, OSError
        They cannot be read.
    """
    next(file.iter_batches(1, row_groups=[group], columns=[*columns]), None)


def damaged(path: Path, error: Exception) -> BadInputError:
    """Return what to say of a file that Arrow could not read."""
    return _damaged(path, _first_line(error))


def damaged_within(path: Path, columns: Collection[str], error: Exception | None = None) -> BadInputError:
    """Return what to say of rows that could not be read: each column is read alone to see where.

    Parameters
    ----------
    path : Path
        The file; its footer could be read.
    columns : collection of str
        Those that were read.
    error : Exception or None
        What Arrow said; None: there were more or fewer rows than the footer tells. Arrow ends a row group,
        and says nothing, where one column ends: before a page of a kind that it does not know, say.
    """
    with suppress(*UNREADABLE), open_parquet(path, pre_buffer=False) as file:
        for group in range(file.num_row_groups):
            for column in columns:
                why = _wrong(file, group, column)
                if why is not None:
                    return damaged_at(path, column, group, file.num_row_groups, why)
    return damaged(path, error) if error else _damaged(path, Message(N_("not as many rows as it tells")))


def damaged_at(path: Path, column: str, group: int, groups: int, why: Message | str) -> BadInputError:
    """Return what to say of one column in one row group, counted from 0."""
    return BadInputError(
        N_("{file}: column '{column}' in row group {group} of {groups} is damaged: {why}. Copy the file once "
           "more from where it is sound, or write it again."),
        file=path.name, column=column, group=group + 1, groups=groups, why=why,
    )  # fmt: skip


def _wrong(file: pq.ParquetFile, group: int, column: str) -> Message | str | None:
    try:
        batches = file.iter_batches(_ROWS, row_groups=[group], columns=[column])
        found = sum(batch.num_rows for batch in batches)
    except UNREADABLE as error:
        return _first_line(error)
    rows = file.metadata.row_group(group).num_rows
    if found == rows:
        return None
    return Message(N_("{found} rows can be read in place of {rows}"), {"found": found, "rows": rows})


def _damaged(path: Path, why: Message | str) -> BadInputError:
    return BadInputError(
        N_("{file}: this is not a readable Parquet file. Write it again. ({why})"), file=path.name, why=why
    )


def _first_line(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0].rstrip(". ")
