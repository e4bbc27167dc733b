"""Holds a Parquet file's pages against their checksums, for engines that pass over them."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from pathlib import Path
from typing import IO, Any

from tierline.messages import N_, Message
from tierline.tables.parquet_damage import UNREADABLE, damaged_at, damaged_within, look_at, open_parquet
from tierline.tables.parquet_levels import refuse_wrong_levels
from tierline.tables.parquet_pages import Page, page_in

_AT_ONCE = 2**20


def refuse_wrong_checksums(path: Path, columns: Collection[str]) -> None:
    """Refuse a file in which a page of these columns is not what its checksum tells.

    No page is held whole, and all but the first of each chunk are left compressed. Pages without a checksum
    are passed over.

    Raises
    ------
    BadInputError
        A page is not what its checksum tells, or the pages do not lie where the footer says.
    """
    with open_parquet(path, pre_buffer=False) as file:
        metadata = file.metadata
        held = [name for name in columns if name in file.schema.names]
        try:
            for group in range(metadata.num_row_groups):
                look_at(file, group, held)
        except UNREADABLE as error:
            raise damaged_within(path, held, error) from error
    refuse_wrong_levels(path, metadata, columns)
    groups = metadata.num_row_groups
    with path.open("rb") as content:
        for group in range(groups):
            for place in range(metadata.num_columns):
                column = metadata.schema.column(place).path
                if column not in columns:
                    continue
                why = _wrong(content, metadata.row_group(group).column(place))
                if why is not None:
                    raise damaged_at(path, column, group, groups, why)


def _wrong(content: IO[bytes], chunk: Any) -> Message | None:
    at, left = chunk.data_page_offset, chunk.num_values
    if chunk.has_dictionary_page:
        at = min(at, chunk.dictionary_page_offset or at)  # some writers say 0 where there is none
    end = at + chunk.total_compressed_size
    try:
        while left > 0 and at < end:
            page = page_in(content, at)
            if page.checksum is not None and _checksum(content, page) != page.checksum:
                return Message(N_("a page's checksum is not that of its content"))
            left -= page.values or 0
            at = page.end
    except (ValueError, IndexError, OSError, EOFError):
        left = -1
    return Message(N_("a page is not where it should be")) if left else None


def _checksum(content: IO[bytes], page: Page) -> int:
    content.seek(page.body)
    left, found = page.end - page.body, 0
    while left:
        piece = content.read(min(left, _AT_ONCE))
        if not piece:
            raise EOFError
        found = zlib.crc32(piece, found)
        left -= len(piece)
    return found
