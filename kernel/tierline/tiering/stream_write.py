"""Writes results as Parquet while they come: aside first, renamed when they are whole and on the disk."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.tiering.parquet_chunk import Chunk
from tierline.tiering.parquet_footer import MAGIC, footer


def write_stream(columns: Mapping[str, int], groups: Iterable[Mapping[str, Chunk]], path: Path) -> int:
    """Write row groups as one Parquet file and return its rows.

    An earlier file is replaced only by a whole one.

    Parameters
    ----------
    columns : mapping of name to kind
        As the footer wants them.
    groups : iterable of mapping of name to Chunk
        Encoded row groups in their order.
    path : Path
        The file.

    Raises
    ------
    BadInputError
        No such folder, or it cannot be written, as on a full disk. What the groups raise is passed on.
    """
    if not path.parent.is_dir():
        raise BadInputError(
            N_("{folder}: there is no such folder to write {file} to."), folder=path.parent, file=path.name
        )
    aside = path.with_name(f".{path.name}.writing-{os.getpid()}")
    try:
        rows = _write(columns, groups, aside, path)
        with _told(path):
            aside.replace(path)
            _settle(path.parent)
    finally:
        aside.unlink(missing_ok=True)
    return rows


def _write(columns: Mapping[str, int], groups: Iterable[Mapping[str, Chunk]], aside: Path, path: Path) -> int:
    places: list[list[tuple[Chunk, int]]] = []
    rows, at = 0, len(MAGIC)
    with _told(path):
        file = open_aside(aside)
    try:
        with _told(path):
            file.write(MAGIC)
        for group in groups:
            places.append([])
            for name in columns:
                chunk = group[name]
                with _told(path):
                    for piece in chunk.pieces:
                        file.write(piece)
                chunk.pieces.clear()  # only where it lies is needed from here on
                places[-1].append((chunk, at))
                at += chunk.size
            rows += places[-1][0][0].rows
        with _told(path):
            file.write(footer(columns, places, rows))
            file.flush()
            os.fsync(file.fileno())
    finally:
        with _told(path):
            file.close()
    return rows


def open_aside(path: Path) -> IO[bytes]:
    """Open the file that becomes the result."""
    return path.open("wb")


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
