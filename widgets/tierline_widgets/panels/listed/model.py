"""A table of which one page is shown; the rows stay in a plain attribute."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

PAGE = 8


class Listed:
    """Rows in a given order, page by page."""

    def __init__(self) -> None:
        self.table: pa.Table | None = None
        self.page = 0

    def show(self, table: pa.Table | None) -> None:
        """List other rows, from their first page; None for none."""
        self.table, self.page = table, 0

    def turn(self, page: str) -> None:
        """Turn to a page (text, from 0), held within the list."""
        if page.lstrip("-").isdigit():
            self.page = min(max(int(page), 0), self.pages - 1)

    @property
    def total(self) -> int:
        """Rows in the list."""
        return self.table.num_rows if self.table is not None else 0

    @property
    def pages(self) -> int:
        """Number of pages, at least one."""
        return max(1, -(-self.total // PAGE))

    def shown(self) -> list[dict[str, Any]]:
        """Return the rows of the page."""
        return [] if self.table is None else list(self.table.slice(self.page * PAGE, PAGE).to_pylist())
