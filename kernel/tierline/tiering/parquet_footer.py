"""Parquet's footer: the schema of a result and where each column chunk lies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tierline._version import __version__
from tierline.tiering.parquet_chunk import Chunk
from tierline.tiering.parquet_thrift import Value, int8, int32, int64, listed, struct, text, truth

MAGIC = b"PAR1"
TEXT = 0  # a column of texts; any other number is the bits of a whole number
_INT32, _BYTES = 1, 6  # Parquet's physical types
_OPTIONAL, _UTF8 = 1, 0
_CONVERTED = {8: 15, 16: 16}  # how readers before logical types knew whole numbers of so many bits
_VERSION = 2


def footer(columns: Mapping[str, int], groups: Sequence[Sequence[tuple[Chunk, int]]], rows: int) -> bytes:
    """Return what ends a file.

    Parameters
    ----------
    columns : mapping of name to kind
        TEXT, 8 or 16.
    groups : sequence of row groups
        For each column the chunk and where it begins in the file.
    rows : int
        Of the whole file.
    """
    root = struct({4: text("schema"), 5: int32(len(columns))})
    fields = {
        1: int32(_VERSION),
        2: listed([root, *(_column(name, kind) for name, kind in columns.items())]),
        3: int64(rows),
        4: listed([_group(columns, group) for group in groups]) if groups else (9, b"\x0c"),
        6: text(f"tierline version {__version__}"),
    }
    _struct, content = struct(fields)
    return content + len(content).to_bytes(4, "little") + MAGIC


def _column(name: str, kind: int) -> Value:
    logical = {1: struct({})} if kind == TEXT else {10: struct({1: int8(kind), 2: truth(True)})}
    return struct(
        {
            1: int32(_BYTES if kind == TEXT else _INT32),
            3: int32(_OPTIONAL),
            4: text(name),
            6: int32(_UTF8 if kind == TEXT else _CONVERTED[kind]),
            10: struct(logical),
        }
    )


def _group(columns: Mapping[str, int], group: Sequence[tuple[Chunk, int]]) -> Value:
    chunks = [
        struct({2: int64(start), 3: _chunk(name, kind, chunk, start)})
        for (name, kind), (chunk, start) in zip(columns.items(), group, strict=True)
    ]
    first = group[0][0]
    return struct(
        {1: listed(chunks), 2: int64(sum(chunk.plain_size for chunk, _start in group)), 3: int64(first.rows)}
    )


def _chunk(name: str, kind: int, chunk: Chunk, start: int) -> Value:
    fields = {
        1: int32(_BYTES if kind == TEXT else _INT32),
        2: listed([int32(encoding) for encoding in chunk.encodings]),
        3: listed([text(name)]),
        4: int32(chunk.codec),
        5: int64(chunk.rows),
        6: int64(chunk.plain_size),
        7: int64(chunk.size),
        9: int64(start + chunk.data),
    }
    if chunk.dictionary is not None:
        fields[11] = int64(start + chunk.dictionary)
    return struct(fields)
