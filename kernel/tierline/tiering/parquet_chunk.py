"""Encodes the columns of a result as Parquet's column chunks: compressed pages, ready to be written.

A result's columns hold few values in many rows. They are known to be ranks and small numbers, so they
are packed as they come out of the compiled pass, which a general writer would take ten times as long for.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from tierline.compiled import pack
from tierline.tiering.parquet_thrift import Value, int32, struct, varint
from tierline.tiering.text_memory import text_memory

ZSTD = 6  # Parquet's number of the codec
PLAIN, RLE, RLE_DICTIONARY = 0, 3, 8  # and of the encodings
_DATA_PAGE, _DICTIONARY_PAGE = 0, 2
_PAGE_ROWS = 2**16  # texts in a page: about a megabyte


@dataclass
class Chunk:
    """One column of one row group, as it will lie in the file."""

    rows: int
    pieces: list[Any] = field(default_factory=list)  # headers and compressed pages
    size: int = 0
    plain_size: int = 0  # were the pages not compressed
    codec: int = ZSTD
    encodings: tuple[int, ...] = (PLAIN, RLE)
    dictionary: int | None = None  # where the page lies, from the chunk's beginning
    data: int = 0  # where the first page of values lies

    def add_page(self, content: bytes, head: dict[int, Value]) -> None:
        """Compress a page and put it behind the others; ``head`` is its header without the sizes."""
        packed = pa.Codec("zstd").compress(content)
        kind = head.pop(1)
        sizes = {2: int32(len(content)), 3: int32(packed.size)}
        _struct, header = struct({1: kind, **sizes, 4: checksum(packed), **head})
        self.pieces += [header, packed]
        self.size += len(header) + packed.size
        self.plain_size += len(header) + len(content)


def checksum(content: Any) -> Value:
    """Return the CRC-32 of a page's content, as stored, in the way its header holds it: with a sign."""
    found = zlib.crc32(content)
    return int32(found - (found >> 31 << 32))


def small_numbers(parts: Sequence[Any]) -> Chunk:
    """Encode numbers of int8 or int16, none negative.

    Parameters
    ----------
    parts : sequence of int8[n] or int16[n]
        One after the other, at least one row in all; each becomes a page.
    """
    return _coded(parts, lambda used: (len(used), used.astype("<i4").tobytes()))


def names(parts: Sequence[Any], words: Sequence[str]) -> Chunk:
    """Encode ranks as the words they stand for; NONE is null."""

    def dictionary(used: Any) -> tuple[int, bytes]:
        told = [words[rank].encode() for rank in used]
        return len(told), b"".join(len(word).to_bytes(4, "little") + word for word in told)

    return _coded(parts, dictionary)


def texts(parts: Sequence[pa.Array]) -> Chunk:
    """Encode texts (type string, no null) that all differ, so that a dictionary would be in vain."""
    chunk = Chunk(sum(map(len, parts)))
    for part in parts:
        for first in range(0, len(part), _PAGE_ROWS):
            offsets, data = text_memory(part.slice(first, _PAGE_ROWS))
            rows = len(offsets) - 1
            values = np.empty(4 * rows + int(offsets[-1]) - int(offsets[0]), np.uint8)
            pack.with_lengths(offsets, data, values)
            _add_values(chunk, rows, PLAIN, _run(1, rows), values.tobytes())
    return chunk


def _coded(given: Sequence[Any], dictionary: Callable[[Any], tuple[int, bytes]]) -> Chunk:
    parts = [part for part in given if len(part)]  # a page without rows ends the chunk for some readers
    highest = max(int(part.max()) for part in parts)
    used = np.zeros(highest + 1, np.bool_)
    negative = [_mark(part, used) for part in parts]
    found = np.flatnonzero(used)
    codes = np.zeros(highest + 1, np.uint32)
    codes[found] = np.arange(len(found))
    chunk = Chunk(sum(map(len, parts)), encodings=(PLAIN, RLE, RLE_DICTIONARY), dictionary=0)
    count, content = dictionary(found)
    chunk.add_page(content, {1: int32(_DICTIONARY_PAGE), 7: struct({1: int32(count), 2: int32(PLAIN)})})
    chunk.data = chunk.size
    width = max(count - 1, 1).bit_length()  # not every reader knows codes of no bits
    for part, nulls in zip(parts, negative, strict=True):
        levels = _levels(part, nulls)
        values = bytes([width]) + _packed(part, len(part) - nulls, codes, width)
        _add_values(chunk, len(part), RLE_DICTIONARY, levels, values)
    return chunk


def _mark(part: Any, used: Any) -> int:
    """Note the values of one part and count its nulls; most parts hold but one value."""
    low, high = int(part.min()), int(part.max())
    if low < high:
        return int(pack.mark_used(part, used))
    if low < 0:
        return len(part)
    used[low] = True
    return 0


def _levels(part: Any, nulls: int) -> bytes:
    """Say which rows hold a value: one run if all or none do, else a bit for each."""
    if nulls in (0, len(part)):
        return _run(0 if nulls else 1, len(part))
    groups = -(-len(part) // 8)
    bits = np.zeros(groups, np.uint8)
    pack.pack_present(part, bits)
    return varint(groups << 1 | 1) + bits.tobytes()


def _packed(part: Any, count: int, codes: Any, width: int) -> bytes:
    if not codes.any():
        return _run(0, count) if count else b""
    groups = -(-count // 8)
    out = np.zeros(-(-groups * width // 4), np.uint32)
    pack.pack_codes(part, codes, width, out)
    return varint(groups << 1 | 1) + out.tobytes()[: groups * width]


def _run(value: int, count: int) -> bytes:
    """Return a run of one value of at most eight bits."""
    return varint(count << 1) + bytes([value])


def _add_values(chunk: Chunk, rows: int, encoding: int, levels: bytes, values: bytes) -> None:
    head = struct({1: int32(rows), 2: int32(encoding), 3: int32(RLE), 4: int32(RLE)})
    chunk.add_page(len(levels).to_bytes(4, "little") + levels + values, {1: int32(_DATA_PAGE), 5: head})
