"""Parquet's pages as they lie in a file: where each begins and ends, and the checksum its writer left.

A page is a header in Thrift's compact form and its content, mostly compressed. The checksum is the CRC-32
of the content as it is stored; a header may do without one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import IO

from tierline.tables.thrift_read import Fields

_SIZE, _CHECKSUM = 3, 4  # fields of a header
_HEADER = 2**12  # bytes in which one is looked for first
_LONGEST = 2**22  # statistics within may hold long texts
_FIRST_VERSION, _SECOND_VERSION = 5, 8  # those of a page of values
_COUNT, _DEFINED, _REPEATED = 1, 5, 6  # within these; the last two in the second only


@dataclass(frozen=True)
class Page:
    """One page.

    Attributes
    ----------
    begin, body, end : int
        Where its header, its content and what follows begin.
    gap : int
        Where in its header a checksum stands or would stand.
    checksum : int or None
        CRC-32 of its content, None if its header holds none.
    values : int or None
        How many it holds, nulls counted; None: it is a dictionary.
    levels : tuple of int, or None
        In a page of the second version, the bytes of the two kinds of levels before the values: which
        repeat, and which are defined.
    """

    begin: int
    body: int
    end: int
    gap: int
    checksum: int | None
    values: int | None
    levels: tuple[int, int] | None = None

    def moved(self, by: int) -> Page:
        """Return the same page with its places counted from ``by`` before."""
        begin, body, end, gap = (place + by for place in (self.begin, self.body, self.end, self.gap))
        return replace(self, begin=begin, body=body, end=end, gap=gap)


def page_at(content: bytes, begin: int) -> Page:
    """Return the page whose header begins there; its end may lie behind the end of ``content``.

    Raises
    ------
    ValueError
        There is no header of a page.
    IndexError
        The header goes on behind the end of ``content``.
    """
    header = Fields(content, begin)
    size = gap = -1
    checksum = values = levels = None
    for number, kind in header:
        if number == _SIZE:
            size = header.whole(kind)
            gap = header.at
        elif number == _CHECKSUM:
            checksum = header.whole(kind) & 0xFFFFFFFF
        elif number in (_FIRST_VERSION, _SECOND_VERSION):
            told = header.numbers(kind)
            values = told.get(_COUNT)
            if number == _SECOND_VERSION:
                levels = told.get(_REPEATED, 0), told.get(_DEFINED, 0)
        else:
            header.skip(kind)
    if size < 0:
        raise ValueError("no size of a page")
    return Page(begin, header.at, header.at + size, gap, checksum, values, levels)


def pages(chunk: bytes) -> Iterator[Page]:
    """Yield the pages of a whole column chunk.

    Raises
    ------
    ValueError
        It does not consist of whole pages.
    """
    at = 0
    while at < len(chunk):
        try:
            page = page_at(chunk, at)
        except IndexError as error:
            raise ValueError("a header is cut off") from error
        if page.end > len(chunk):
            raise ValueError("a page is cut off")
        yield page
        at = page.end


def page_in(content: IO[bytes], begin: int) -> Page:
    """Return the page whose header begins there in an open file; errors as of ``page_at``."""
    size = _HEADER
    while True:
        content.seek(begin)
        head = content.read(size)
        try:
            return page_at(head, 0).moved(begin)
        except IndexError:
            if len(head) < size or size >= _LONGEST:
                raise
            size *= 16
