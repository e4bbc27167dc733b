"""Writes results as Parquet while they come: aside first, renamed when they are whole and on the disk."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import IO

from tierline.tables.aside import aside, told
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
    with aside(path) as place:
        rows = _write(columns, groups, place, path)
    with told(path):
        _settle(path.parent)
    return rows


def _write(columns: Mapping[str, int], groups: Iterable[Mapping[str, Chunk]], place: Path, path: Path) -> int:
    places: list[list[tuple[Chunk, int]]] = []
    rows, at = 0, len(MAGIC)
    with told(path):
        file = open_aside(place)
    try:
        with told(path):
            file.write(MAGIC)
        for group in groups:
            places.append([])
            for name in columns:
                chunk = group[name]
                with told(path):
                    for piece in chunk.pieces:
                        file.write(piece)
                chunk.pieces.clear()  # only where it lies is needed from here on
                places[-1].append((chunk, at))
                at += chunk.size
            rows += places[-1][0][0].rows
        with told(path):
            file.write(footer(columns, places, rows))
            file.flush()
            os.fsync(file.fileno())
    finally:
        with told(path):
            file.close()
    return rows


def open_aside(path: Path) -> IO[bytes]:
    """Open the file that becomes the result."""
    return path.open("wb")


def _settle(folder: Path) -> None:
    if os.name == "nt":
        return  # a folder cannot be opened there
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
