"""Parquet's pages as they lie in a file: where each begins and ends, and the checksum its writer left.

A page is a header in Thrift's compact form and its content, mostly compressed. The checksum is the CRC-32
of the content as it is stored; a header may do without one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from tierline.tables.thrift_read import Fields

_SIZE, _CHECKSUM = 3, 4  # fields of a header
_WITH_VALUES = (5, 8)  # those of a page of values, of either version; their first field is how many
_COUNT = 1


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
    """

    begin: int
    body: int
    end: int
    gap: int
    checksum: int | None
    values: int | None

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
    checksum = values = None
    for number, kind in header:
        if number == _SIZE:
            size = header.whole(kind)
            gap = header.at
        elif number == _CHECKSUM:
            checksum = header.whole(kind) & 0xFFFFFFFF
        elif number in _WITH_VALUES:
            within = header.within(kind)
            for inner, inner_kind in within:
                if inner == _COUNT:
                    values = within.whole(inner_kind)
                else:
                    within.skip(inner_kind)
            header.at = within.at
        else:
            header.skip(kind)
    if size < 0:
        raise ValueError("no size of a page")
    return Page(begin, header.at, header.at + size, gap, checksum, values)


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
