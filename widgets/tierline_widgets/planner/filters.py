"""Which accounts the desk looks at: by area with all below it, by industry, by manager (LY-3)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from traitlets import HasTraits, Int, Tuple, Unicode

from tierline.errors import BadInputError
from tierline.messages import LANGUAGES, N_
from tierline.tables.registry import table_spec
from tierline_widgets.planner.desk import Desk

COLUMNS = {"area": "area_id", "industry": "industry", "manager": "manager_id"}
WITHOUT = "-"  # stands for accounts that have none
MOST_FOUND = 8


@dataclass(frozen=True)
class Option:
    """Something to filter by: ``codes`` are those that count with it, ``depth`` its place under others."""

    code: str
    title: Mapping[str, str]
    accounts: int
    codes: tuple[str | None, ...]
    depth: int = 0


class FilterModel(HasTraits):
    """The filter of a desk.

    Attributes
    ----------
    needle : str
        What is looked for among everything that one can filter by.
    refused : (str, str)
        Kind and code that were asked for last and let no account through together with the rest of the
        filter, which stays as it was; empty texts for nothing.
    version : int
        Counts up when the filter changed.
    """

    needle = Unicode("")
    refused = Tuple(Unicode(), Unicode(), default_value=("", ""))
    version = Int()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self._known: dict[str, list[Option]] = {}
        self._of: pa.Table | None = None
        desk.observe(self._anew, names=["graded", "filtered"])

    @property
    def active(self) -> bool:
        """Whether the desk looks at some of the accounts only."""
        return any(self.chosen(kind) for kind in COLUMNS)

    def chosen(self, kind: str) -> str:
        """Return the code that the desk is filtered by, nothing when it is not filtered by this kind."""
        value = self.desk.filter.get(kind)
        if value is None:
            return ""
        first = value if isinstance(value, str) else next(iter(value), None)
        return WITHOUT if first is None else str(first)

    def options(self, kind: str) -> list[Option]:
        """Return what one can filter by, with how many accounts in scope each has."""
        if self._of is not self.desk.accounts:
            self._of, self._known = self.desk.accounts, {}
        if kind not in self._known:
            self._known[kind] = self._options(kind)
        return self._known[kind]

    def choose(self, kind: str, code: str) -> None:
        """Filter by one code of a kind; an empty code lifts that part of the filter.

        Raises
        ------
        BadInputError
            The code is not one of the options; the filter stays as it was.
        """
        codes = self.option(kind, code).codes if code else None
        self._put({**{each: self.desk.filter.get(each) for each in COLUMNS}, kind: codes}, (kind, code))

    def only(self, _value: str = "") -> None:
        """Filter by what was refused, and by nothing else."""
        kind, code = self.refused
        if kind:
            self._put({kind: self.option(kind, code).codes}, (kind, code))

    def clear(self, _value: str = "") -> None:
        """Look at all accounts again."""
        self._put({}, ("", ""))

    def option(self, kind: str, code: str) -> Option:
        """Return one of the options; BadInputError when there is none of that code."""
        for each in self.options(kind):
            if each.code == code:
                return each
        raise BadInputError(
            N_("None of your accounts belongs to '{code}'. Choose one of the list."), code=code
        )

    def look_for(self, needle: str) -> None:
        """Look for areas, industries and managers whose title or code holds ``needle``."""
        self.needle = needle.strip()

    def take(self, value: str) -> None:
        """Filter by something found, named ``"kind:code"``; anything else is left alone."""
        kind, _, code = value.partition(":")
        if kind in COLUMNS and code:
            self.choose(kind, code)

    def found(self) -> list[tuple[str, Option]]:
        """Return what the needle finds, those with most accounts first, at most ``MOST_FOUND``."""
        needle = self.needle.casefold()
        if not needle:
            return []
        hits = [
            (kind, each)
            for kind in COLUMNS
            for each in self.options(kind)
            if needle in each.code.casefold()
            or any(needle in title.casefold() for title in each.title.values())
        ]
        return sorted(hits, key=lambda hit: (-hit[1].accounts, hit[1].code))[:MOST_FOUND]

    def _put(self, wanted: dict[str, Any], asked: tuple[str, str]) -> None:
        taken = self.desk.set_filter(**wanted)
        with self.hold_trait_notifications():
            self.needle = ""
            self.refused = ("", "") if taken else asked

    def _options(self, kind: str) -> list[Option]:
        table, column = self.desk.accounts, COLUMNS[kind]
        if column not in table.column_names:
            return []
        counted = {row["values"]: row["counts"] for row in pc.value_counts(_texts(table, column)).to_pylist()}
        nobody = counted.pop(None, 0)
        if kind == "area":
            found = self._areas(counted)
        else:
            titles = _industries() if kind == "industry" else self._managers()
            found = [
                Option(code, titles.get(code) or dict.fromkeys(LANGUAGES, code), count, (code,))
                for code, count in counted.items()
            ]
            found.sort(key=lambda each: (-each.accounts, each.code))
        if nobody:
            found.append(Option(WITHOUT, {}, nobody, (None,)))
        return found

    def _managers(self) -> dict[str, Mapping[str, str]]:
        """Return each manager's name; where two have the same, with number and team to tell them apart."""
        rows = self._staff_table("managers", "manager_id", "name", "team_id")
        held = Counter(row["name"] for row in rows)
        return {
            row["manager_id"]: dict.fromkeys(
                LANGUAGES, row["name"] if held[row["name"]] == 1 else _told_apart(row)
            )
            for row in rows
            if row["name"]
        }

    def _areas(self, counted: Mapping[str, int]) -> list[Option]:
        rows = {
            row["area_id"]: row
            for row in self._staff_table("areas", "area_id", "name", "name_en", "parent_id")
        }
        below: dict[str, list[str]] = {}
        total: Counter[str] = Counter()
        for area, count in counted.items():
            for each in _upward(area, rows):
                below.setdefault(each, []).append(area)
                total[each] += count
        depth = {area: len(_upward(area, rows)) - 1 for area in below}
        # an area comes before those below it, its neighbours by code
        order = sorted(below, key=lambda area: tuple(reversed(_upward(area, rows))))
        return [
            Option(
                area, _area_title(area, rows), total[area], (area, *_others(area, below[area])), depth[area]
            )
            for area in order
        ]

    def _staff_table(self, table: str, *columns: str) -> list[dict[str, Any]]:
        session = self.desk.session
        found = session.closed().load(session.scope, table)
        rows: list[dict[str, Any]] = found.select(
            [name for name in columns if name in found.column_names]
        ).to_pylist()
        return [{name: row.get(name) for name in columns} for row in rows]

    def _anew(self, _change: Any = None) -> None:
        with self.hold_trait_notifications():
            self.refused = ("", "")
            self.version += 1


def _texts(table: pa.Table, column: str) -> pa.ChunkedArray:
    return pc.cast(table[column], pa.string())


def _industries() -> dict[str, Mapping[str, str]]:
    return dict(table_spec("accounts").column("industry").codes or {})


def _upward(area: str, rows: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Return the area and those above it that the table knows, from below."""
    found: list[str] = []
    here: str | None = area
    while here is not None and here not in found:
        found.append(here)
        here = rows.get(here, {}).get("parent_id")
    return found


def _area_title(area: str, rows: Mapping[str, Mapping[str, Any]]) -> Mapping[str, str]:
    row = rows.get(area, {})
    name = row.get("name") or area
    return {"en": row.get("name_en") or name, "zh": name}


def _told_apart(manager: Mapping[str, Any]) -> str:
    return " · ".join(each for each in (manager["name"], manager["manager_id"], manager["team_id"]) if each)


def _others(area: str, below: Sequence[str]) -> list[str]:
    return sorted(each for each in below if each != area)
