"""The rows of a list, page by page: the table stays in a plain attribute, only the page drawn leaves."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from traitlets import HasTraits, Int, Unicode

from tierline_widgets.session import Session

PAGE = 8
SORTS = ("name", "before", "tier", "score", "monthly_revenue")


class AccountsModel(HasTraits):
    """A list of accounts of which one page is shown.

    Attributes
    ----------
    sort, needle, page : traits
        Column sorted by, text looked for in id and name, page from 0.
    descending : bool
        Direction of the sort.
    version : int
        Counts up whenever what is to be drawn has changed.
    """

    sort = Unicode("monthly_revenue")
    needle = Unicode("")
    page = Int(0)
    version = Int(0)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.descending = True
        self._all: pa.Table | None = None
        self._kept: pa.Table | None = None

    def show(self, table: pa.Table | None) -> None:
        """List ``table`` (accounts in scope, with results), largest revenue first; None lists nothing."""
        self._all = table
        self.sort, self.descending, self.needle = "monthly_revenue", True, ""
        self._sift()

    @property
    def total(self) -> int:
        """Rows in the list."""
        return self._all.num_rows if self._all is not None else 0

    @property
    def found(self) -> int:
        """Rows that hold the text looked for."""
        return self._kept.num_rows if self._kept is not None else 0

    @property
    def pages(self) -> int:
        """Number of pages, at least one."""
        return max(1, -(-self.found // PAGE))

    def shown(self) -> list[dict[str, Any]]:
        """Return the rows of the page, in order."""
        if self._kept is None:
            return []
        return list(self._kept.slice(self.page * PAGE, PAGE).to_pylist())

    def sort_by(self, column: str) -> None:
        """Sort by ``column``; a second time turns the direction."""
        if column not in SORTS:
            return
        self.descending = (
            not self.descending if column == self.sort else column in ("score", "monthly_revenue")
        )
        self.sort = column
        self._sift()

    def look_for(self, needle: str) -> None:
        """Keep rows whose id or name holds ``needle``."""
        self.needle = needle.strip()
        self._sift()

    def turn(self, page: str) -> None:
        """Show page number ``page`` (text, from 0), held within the list."""
        if page.lstrip("-").isdigit():
            self.page = min(max(int(page), 0), self.pages - 1)
            self.version += 1

    def kept(self) -> pa.Table | None:
        """Return every row found, in order: what an export holds."""
        return self._kept

    def _sift(self) -> None:
        table = self._all
        if table is not None and self.needle:
            held = pc.match_substring(
                pc.cast(table["account_id"], pa.string()), self.needle, ignore_case=True
            )
            named = pc.match_substring(pc.cast(table["name"], pa.string()), self.needle, ignore_case=True)
            table = table.filter(pc.or_kleene(pc.fill_null(held, False), pc.fill_null(named, False)))
        if table is not None:
            order = "descending" if self.descending else "ascending"
            keys = [self.sort] if self.sort in table.column_names else ["monthly_revenue"]
            plain = {name: _plain(table[name]) for name in {*keys, "account_id"}}
            order_keys = [(keys[0], order), ("account_id", "ascending")]
            table = table.take(pc.sort_indices(pa.table(plain), sort_keys=order_keys))
        self._kept = table
        self.page = 0
        self.version += 1


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return dictionary-coded text as text: codes do not sort as words do."""
    return pc.cast(column, pa.string()) if pa.types.is_dictionary(column.type) else column
