"""A column chunk of the input that lies in the result as it was, but that each page has a checksum."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from tierline.tables.parquet_pages import Page, pages
from tierline.tiering.parquet_chunk import Chunk, checksum


def sealed(chunk: Chunk) -> Chunk | None:
    """Return a chunk whose pages all have a checksum: the writer's, or else that of what was read.

    Parameters
    ----------
    chunk : Chunk
        One piece, the bytes as they lay in the input; it is not changed.

    Returns
    -------
    Chunk or None
        None if the bytes are not whole pages that hold the chunk's rows, at most the first a dictionary.
    """
    content = chunk.pieces[0]
    try:
        found = list(pages(content))
    except ValueError:
        return None
    coded = bool(found) and found[0].values is None
    counts = [page.values for page in found[coded:]]
    if None in counts or sum(filter(None, counts)) != chunk.rows:
        return None
    pieces: list[Any] = []
    for page in found:
        pieces += [_header(content, page), memoryview(content)[page.body : page.end]]
    size = sum(map(len, pieces))
    return replace(
        chunk,
        pieces=pieces,
        size=size,
        plain_size=chunk.plain_size + size - chunk.size,
        dictionary=0 if coded else None,
        data=len(pieces[0]) + len(pieces[1]) if coded else 0,
    )


def _header(content: bytes, page: Page) -> bytes:
    if page.checksum is not None:
        return content[page.begin : page.body]
    head, told = checksum(memoryview(content)[page.body : page.end])
    following = content[page.gap]
    if following >> 4:  # the step from the field before, which is now one nearer
        following -= 1 << 4
    return (
        content[page.begin : page.gap]
        + bytes([1 << 4 | head])
        + told
        + bytes([following])
        + content[page.gap + 1 : page.body]
    )
