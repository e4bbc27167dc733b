"""A visit: whose, to which workspace, which month and language. Every panel takes its figures from here."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
from traitlets import Enum, HasTraits, Unicode

from tierline.errors import BadInputError
from tierline.messages import LANGUAGES, N_, system_language
from tierline.store.workspace import Workspace
from tierline_widgets import language as _catalogue  # noqa: F401  (puts the panels' texts in force)
from tierline_widgets.tally import Tally, from_summary
from tierline_widgets.visitor import visitor_scope

if TYPE_CHECKING:
    from tierline.policy.resolved import Policy
    from tierline.store.closed import ClosedMonth
    from tierline.store.scope import Scope

# What the panels of the first screen read; anything else is asked for when it is needed.
COLUMNS = (
    "account_id",
    "name",
    "area_id",
    "industry",
    "manager_id",
    "monthly_revenue",
    "ict_revenue",
    "score",
    "tier_by_score",
    "tier",
    "reason",
    "rule",
    "floor",
    "cap",
)
RESULTS = ("score", "tier_by_score", "floor", "cap", "tier", "reason", "rule", "months_below")
REGION = ("totals", "moves")  # figures over every customer in a run's record


class Session(HasTraits):
    """One person's visit.

    Rows are held here, in plain attributes that no browser can read, and only those of the scope.

    Parameters
    ----------
    workspace : Workspace
        Where the closed months lie.
    scope : Scope
        Who asks and what that person may see.
    month : str, optional
        Closed month, YYYY-MM; the newest when left out.
    language : {"en", "zh"}, optional
        The reader's language; the system's when left out.

    Raises
    ------
    BadInputError
        If nothing is closed yet, or not ``month``.
    """

    month = Unicode()
    language = Enum(list(LANGUAGES))

    def __init__(
        self, workspace: Workspace, scope: Scope, month: str | None = None, language: str | None = None
    ) -> None:
        super().__init__()
        self.workspace = workspace
        self.scope = scope
        self._tables: dict[tuple[str, str, tuple[str, ...]], pa.Table] = {}
        self._tallies: dict[tuple[str, str], list[Tally]] = {}
        self._policies: dict[str, Policy] = {}
        self.language = language or system_language()
        self.months: list[str] = list(workspace.months())
        if not self.months:
            raise BadInputError(
                N_("{workspace}: no month is closed yet. Close one with 'tierline monthly'."),
                workspace=workspace.path,
            )
        self.show_month(month or self.months[-1])

    def show_month(self, month: str) -> None:
        """Turn every panel to ``month``; refused when that month is not closed."""
        if month not in self.months:
            raise BadInputError(
                N_("Month {month} is not closed. Closed are {months}."),
                month=month,
                months=", ".join(self.months),
            )
        self.month = month

    def speak(self, language: str) -> None:
        """Turn every panel to ``language``; anything but Chinese is English."""
        self.language = "zh" if language == "zh" else "en"

    def closed(self, month: str | None = None) -> ClosedMonth:
        """Return the run that holds for ``month`` (default: the one shown)."""
        return self.workspace.closed(month or self.month)

    def before(self) -> ClosedMonth | None:
        """Return the run of the month before that the month shown was built on, if there was one."""
        return self.closed().previous()

    @property
    def month_before(self) -> str | None:
        """The month that the one shown is compared with."""
        run = self.before()
        return run.month if run else None

    def policy(self, month: str | None = None) -> Policy:
        """Return the policy that ``month`` (default: the one shown) was closed with."""
        asked = month or self.month
        if asked not in self._policies:
            self._policies[asked] = self.closed(asked).policy()
        return self._policies[asked]

    def tier_ids(self) -> list[str]:
        """Return the tiers of the month shown, best first."""
        return [tier.id for tier in self.policy().tiers]

    @property
    def currency(self) -> str:
        """The currency that money is in, by the policy."""
        return self.policy().currency

    def manifest(self, month: str | None = None) -> dict[str, Any]:
        """Return the record of the run that closed ``month`` (default: the one shown).

        The region's totals and moves are in it only for those who see every customer.
        """
        manifest = self.closed(month).manifest
        hidden = () if self.scope.whole else REGION
        return {name: value for name, value in manifest.items() if name not in hidden}

    def rows(self, run: ClosedMonth | None = None, columns: Sequence[str] = COLUMNS) -> pa.Table:
        """Return the accounts in scope with their results, one row each.

        Parameters
        ----------
        run : ClosedMonth, optional
            A closed month; the one shown when left out.
        columns : sequence of str
            Columns of the accounts and results tables; those that the month does not have are left out.
        """
        asked = run or self.closed()
        key = (asked.month, asked.run, tuple(columns))
        if key not in self._tables:
            near = {self.month, self.month_before, asked.month}
            self._tables = {held: table for held, table in self._tables.items() if held[0] in near}
            there = {*asked.columns(), *RESULTS}
            wanted = [name for name in columns if name in there]
            self._tables[key] = asked.joined(self.scope, columns=wanted)
        return self._tables[key]

    def tallies(self, run: ClosedMonth | None = None) -> list[Tally]:
        """Return accounts and money per tier within the scope, best tier first."""
        asked = run or self.closed()
        key = (asked.month, asked.run)
        if key not in self._tallies:
            self._tallies[key] = from_summary(asked.summary(self.scope))
        return self._tallies[key]

    def record_export(self, subject: str, columns: Sequence[str], rows: int) -> None:
        """Put on record that rows were handed out as a file (LY-20)."""
        self.closed().record_export(self.scope, subject, columns, rows)


def open_session(
    workspace: str | Path | None = None,
    month: str | None = None,
    lang: str | None = None,
    login: str | None = None,
) -> Session:
    """Open a workspace for the person at the keyboard, on a server for whoever the proxy names.

    Parameters
    ----------
    workspace : str or Path, optional
        Folder; $TIERLINE_WORKSPACE or ``workspace`` when left out or empty.
    month : str, optional
        Closed month; the newest when left out or empty.
    lang : {"en", "zh"}, optional
        Language; the system's when left out or empty.
    login : str, optional
        Look as this person of the staff table (``--as``), which only an administrator may; the
        operating-system user when left out.

    Raises
    ------
    ScopeError
        If the person is not on the staff table, or asks in another's name (LY-20).
    BadInputError
        If there is no workspace or no closed month.
    """
    place = workspace or os.environ.get("TIERLINE_WORKSPACE") or "workspace"
    opened = Workspace.open(Path(place))
    return Session(opened, visitor_scope(opened, login), month or None, lang or None)
