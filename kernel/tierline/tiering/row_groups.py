"""Which rows of a Parquet file are read together, and a column chunk that is taken over as it lies there.

An account's number goes into the result as it came. Where a row group is of a good size, its chunk of
numbers is copied, compressed as it is, in place of being written anew: half of all writing is saved.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pyarrow.parquet as pq

from tierline.tables.parquet_damage import look_at
from tierline.tiering.parquet_chunk import Chunk

GROUP_ROWS = 2**20  # rows of a row group of ours
_LEAST = 16  # a row group of a sixteenth of ours up to twice ours is taken over
_MOST_BYTES = 2**26
_CODECS = {"UNCOMPRESSED": 0, "SNAPPY": 1, "GZIP": 2, "ZSTD": 6}
_ENCODINGS = {
    "PLAIN": 0,
    "PLAIN_DICTIONARY": 2,
    "RLE": 3,
    "BIT_PACKED": 4,
    "DELTA_LENGTH_BYTE_ARRAY": 6,
    "DELTA_BYTE_ARRAY": 7,
    "RLE_DICTIONARY": 8,
}
_WRONG_SIZES = re.compile(r"parquet-mr( version (0|1\.[0-9])\b|$)")  # before 1.10, some forgot a header


@dataclass(frozen=True)
class Stretch:
    """Row groups to read together; ``stored`` is the key's chunk if these rows may be a row group of ours."""

    groups: list[int]
    rows: int
    stored: Chunk | None = None


def stretches(file: pq.ParquetFile, path: Path, key: str | None) -> Iterator[Stretch]:
    """Yield all rows of a file in their order.

    Parameters
    ----------
    file : ParquetFile
        Open.
    path : Path
        The same file.
    key : str or None
        The column to take over, None to take over none.

    Raises
    ------
    ArrowException, OSError
        The file cannot be read.
    """
    together: list[int] = []
    rows = 0
    metadata = file.metadata
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        stored = None if key is None else _stored(path, file, number, key)
        if stored is None and rows + group.num_rows <= GROUP_ROWS:
            together.append(number)
            rows += group.num_rows
            continue
        if together:
            yield Stretch(together, rows)
        together, rows = ([], 0) if stored else ([number], group.num_rows)
        if stored:
            yield Stretch([number], group.num_rows, stored)
    if together:
        yield Stretch(together, rows)


def _stored(path: Path, file: pq.ParquetFile, number: int, key: str) -> Chunk | None:
    """Return the key's chunk of a row group if it can stand in a file of ours."""
    group = file.metadata.row_group(number)
    if not GROUP_ROWS // _LEAST <= group.num_rows <= 2 * GROUP_ROWS:
        return None
    look_at(file, number, [key])
    place = file.schema_arrow.get_field_index(key)
    column = group.column(place)
    if (
        column.path_in_schema != key  # a column of lists before it moves the places
        or column.physical_type != "BYTE_ARRAY"
        or file.schema.column(place).max_definition_level != 1
        or column.compression not in _CODECS
        or not set(column.encodings) <= _ENCODINGS.keys()
        or column.total_compressed_size > _MOST_BYTES
        or _WRONG_SIZES.match(file.metadata.created_by or "")
    ):
        return None
    dictionary = column.dictionary_page_offset if column.has_dictionary_page else None
    start = min(column.data_page_offset, dictionary or column.data_page_offset)
    with path.open("rb") as content:
        content.seek(start)
        piece = content.read(column.total_compressed_size)
    if len(piece) != column.total_compressed_size:
        return None
    return Chunk(
        rows=group.num_rows,
        pieces=[piece],
        size=len(piece),
        plain_size=column.total_uncompressed_size,
        codec=_CODECS[column.compression],
        encodings=tuple(_ENCODINGS[each] for each in column.encodings),
        dictionary=None if not dictionary else dictionary - start,
        data=column.data_page_offset - start,
    )
