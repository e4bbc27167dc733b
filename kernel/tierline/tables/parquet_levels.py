"""Whether the levels in a Parquet page of the second version fill the room that its header gives them.

The levels say which values are null. How long they are stands in the header, which no checksum covers, and
the values begin behind them: one wrong bit, and other values are read, mostly without a complaint.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import IO, Any

from tierline.messages import N_, Message
from tierline.tables.parquet_damage import damaged_at
from tierline.tables.parquet_pages import Page, page_in

_FLAT = 1  # highest level of a column that is no list and no structure


def refuse_wrong_levels(path: Path, metadata: Any, columns: Collection[str]) -> None:
    """Refuse a file in which the levels of these columns are not as long as told.

    A column chunk whose first page of values is of the first version is passed over: there the levels
    themselves say how long they are.

    Parameters
    ----------
    path : Path
        The file.
    metadata : pyarrow.parquet.FileMetaData
        Its footer; the columns have been read.
    columns : collection of str
        Those that are read.

    Raises
    ------
    BadInputError
        They are shorter or longer.
    OSError
        The file cannot be opened.
    """
    schema = metadata.schema
    flat = [
        place
        for place in range(metadata.num_columns)
        if schema.column(place).path in columns and schema.column(place).max_definition_level == _FLAT
    ]
    with path.open("rb") as content:
        for group in range(metadata.num_row_groups):
            for place in flat:
                if _wrong(content, metadata.row_group(group).column(place)):
                    why = Message(N_("the levels of a page are not as long as told"))
                    raise damaged_at(path, schema.column(place).path, group, metadata.num_row_groups, why)


def _wrong(content: IO[bytes], chunk: Any) -> bool:
    at, left = chunk.data_page_offset, chunk.num_values
    try:
        while left > 0:
            page = page_in(content, at)
            if page.levels is None:
                return False
            if not _fit(content, page):
                return True
            left -= page.values or 0
            at = page.end
    except (ValueError, IndexError, OSError):
        return False  # what is no page, Arrow refuses
    return False


def _fit(content: IO[bytes], page: Page) -> bool:
    repeated, defined = page.levels or (0, 0)
    if repeated or not 0 <= defined <= page.end - page.body:
        return False
    content.seek(page.body)
    return not defined or _room(content.read(defined), page.values or 0) == defined


def _room(levels: bytes, left: int) -> int:
    """Return how many bytes tell of so many values: runs of one level, and runs of a bit for each."""
    at = 0
    while left > 0:
        head = shift = 0
        while True:
            byte = levels[at]
            at += 1
            head |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                break
        run = head >> 1
        at += run if head & 1 else 1
        left -= 8 * run if head & 1 else run
        if not run:
            return -1
    return at
