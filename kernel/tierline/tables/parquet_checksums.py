"""Holds a Parquet file's pages against their checksums, for engines that pass over them."""

from __future__ import annotations

import zlib
from collections.abc import Collection
from pathlib import Path
from typing import IO, Any

from tierline.messages import N_, Message
from tierline.tables.parquet_damage import damaged_at, open_parquet
from tierline.tables.parquet_levels import refuse_wrong_levels
from tierline.tables.parquet_pages import Page, page_in

_AT_ONCE = 2**20


def refuse_wrong_checksums(path: Path, columns: Collection[str]) -> None:
    """Refuse a file in which a page of these columns is not what its checksum tells.

    Nothing is decompressed and no page is held whole; pages without a checksum are passed over.

    Raises
    ------
    BadInputError
        A page is not what its checksum tells, or the pages do not lie where the footer says.
    """
    with open_parquet(path) as file:
        metadata = file.metadata
    refuse_wrong_levels(path, metadata, columns)
    groups = metadata.num_row_groups
    with path.open("rb") as content:
        for group in range(groups):
            for place in range(metadata.num_columns):
                column = metadata.schema.column(place).path
                chunk = metadata.row_group(group).column(place)
                why = _wrong(content, chunk) if column in columns else None
                if why is not None:
                    raise damaged_at(path, column, group, groups, why)


def _wrong(content: IO[bytes], chunk: Any) -> Message | None:
    at, left = chunk.data_page_offset, chunk.num_values
    if chunk.has_dictionary_page:
        at = min(at, chunk.dictionary_page_offset)
    try:
        while left > 0:
            page = page_in(content, at)
            if page.checksum is not None and _checksum(content, page) != page.checksum:
                return Message(N_("a page's checksum is not that of its content"))
            left -= page.values or 0
            at = page.end
    except (ValueError, IndexError, OSError, EOFError):
        return Message(N_("a page is not where it should be"))
    return None


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
