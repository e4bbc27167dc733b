"""The facts of a month that derived actuals rest on: its tables, and those of the months before."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Protocol

from tierline.errors import ScopeError
from tierline.messages import N_
from tierline.policy.dated import last_day

if TYPE_CHECKING:
    import pyarrow as pa

    from tierline.store.closed import ClosedMonth
    from tierline.store.scope import Scope


class MonthFacts(Protocol):
    """What a derivation may ask of a month."""

    @property
    def month(self) -> str:
        """The month, "YYYY-MM"."""

    @property
    def classes(self) -> Mapping[str, str]:
        """The class of each tier, as the month's policy of accounts has it."""

    def table(self, name: str) -> pa.Table:
        """Return one of the month's tables, all rows; results stand in the order of accounts."""

    def earlier(self, months: int) -> MonthFacts | None:
        """Return the facts so many months before; None when that month is not there."""


@dataclass(frozen=True)
class TableFacts:
    """Facts from tables at hand, as a monthly run or a test has them.

    Parameters
    ----------
    month : str
    tables : mapping of str to pyarrow.Table
        At least "accounts"; one that is not there has no rows.
    classes : mapping of str to str
        Class of each tier.
    before : mapping of int to MonthFacts
        Earlier months by how many months earlier they are.
    """

    month: str
    tables: Mapping[str, pa.Table]
    classes: Mapping[str, str] = field(default_factory=dict)
    before: Mapping[int, MonthFacts] = field(default_factory=dict)

    def table(self, name: str) -> pa.Table:
        """Return one of the month's tables."""
        from tierline.tables.registry import empty_table

        return self.tables[name] if name in self.tables else empty_table(name)

    def earlier(self, months: int) -> MonthFacts | None:
        """Return the facts so many months before, if they are at hand."""
        return self.before.get(months)


class ClosedFacts:
    """Facts of a closed month, read through a scope that sees every customer; each look is recorded.

    Parameters
    ----------
    closed : ClosedMonth
    scope : Scope
        From `scope_for`.

    Raises
    ------
    ScopeError
        The scope is not whole: points of managers rest on all of their customers.
    """

    def __init__(self, closed: ClosedMonth, scope: Scope) -> None:
        if not scope.whole:
            raise ScopeError(
                N_("The points of {month} rest on every customer, and '{login}' does not see them all."),
                month=closed.month,
                login=scope.login,
            )
        self._closed, self._scope = closed, scope
        self._read: dict[str, pa.Table] = {}

    @property
    def month(self) -> str:
        """The month."""
        return self._closed.month

    @property
    def classes(self) -> Mapping[str, str]:
        """The class of each tier."""
        return {tier.id: tier.class_id for tier in self._closed.policy().tiers}

    def table(self, name: str) -> pa.Table:
        """Return one of the month's tables; read once."""
        if name not in self._read:
            self._read[name] = self._closed.load(self._scope, name)
        return self._read[name]

    def earlier(self, months: int) -> MonthFacts | None:
        """Return the closed month so many months before; None when it is not closed."""
        workspace, wanted = self._closed.workspace, months_before(self.month, months)
        return ClosedFacts(workspace.closed(wanted), self._scope) if wanted in workspace.months() else None


def months_before(month: str, months: int) -> str:
    """Return the month so many months before."""
    day = last_day(month)
    number = day.year * 12 + day.month - 1 - months
    return f"{number // 12:04d}-{number % 12 + 1:02d}"


def first_day(month: str) -> date:
    """Return the first day of a month."""
    return last_day(month).replace(day=1)
