"""Means per tier or class against the expected order (XJ-2), over the accounts in scope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from traitlets import Dict, HasTraits, List

from tierline_widgets.session import Session


@dataclass(frozen=True)
class Group:
    """A column that has an expected order: over tiers or classes, highest group first."""

    column: str
    by: str
    order: tuple[tuple[str, ...], ...]
    title: dict[str, str]


class ProfileModel(HasTraits):
    """``groups``: the columns; ``means[(column, group)]``: mean or None; ``contradictions``: in words."""

    groups: List[Group] = List()
    means: Dict[tuple[str, str], float | None] = Dict()
    contradictions: List[dict[str, str]] = List()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        session.observe(self._load, names=["month"])
        self._load()

    def figures(self) -> list[dict[str, Any]]:
        """Return one row a column and group, for the record."""
        return [
            {"column": column, "group": group, "mean": mean} for (column, group), mean in self.means.items()
        ]

    def _load(self, _change: Any = None) -> None:
        found = self._found()
        held = {one["column"] for one in found["means"]}
        groups = [
            Group(one.column, one.by, one.order, {"en": one.title["en"], "zh": one.title["zh"]})
            for one in self.session.policy().profile
            if one.column in held
        ]
        titles = {one.column: one.title for one in groups}
        with self.hold_trait_notifications():
            self.groups = groups
            self.means = {(one["column"], one["group"]): one["mean"] for one in found["means"]}
            self.contradictions = [
                {language: _titled(text, titles, language) for language, text in one.items()}
                for one in found["contradictions"]
            ]

    def _found(self) -> dict[str, Any]:
        run = self.session.closed()
        if self.session.scope.whole:
            return run.profile(self.session.scope)
        from tierline.tiering.profile import profile

        named = [one.column for one in self.session.policy().profile if one.column in run.columns()]
        rows = self.session.rows(run, ("account_id", "tier", *dict.fromkeys(named)))
        return profile(rows, rows, self.session.policy()).to_dict()


def _titled(text: str, titles: dict[str, dict[str, str]], language: str) -> str:
    """Return ``text`` with the column it begins with called by its title."""
    for column in sorted(titles, key=len, reverse=True):
        if text.startswith(column):
            return titles[column][language] + text[len(column) :]
    return text
