"""One table made ready for scoring under many policies: planners try weights and bands, the rows stay."""

from __future__ import annotations

from typing import Any

from tierline.compiled import layout as kernel
from tierline.errors import UsageError
from tierline.messages import N_
from tierline.policy.resolved import Policy
from tierline.tiering.columns import Table, View, column_names, row_count, text_column
from tierline.tiering.narrow import refuse_narrow
from tierline.tiering.room import empty_outcome
from tierline.tiering.score import Graded, check_columns, policy_view, run_pass
from tierline.tiering.state import state_before


class Prepared:
    """A table whose columns are found, and whose accounts are lined up with last month, only once.

    Columns are taken in when a policy first reads them; text becomes codes then. Last month's tiers and the
    overrides are lined up once for each scheme of tiers and month.

    Parameters
    ----------
    table, previous, overrides
        As for ``tierline.score``. They must not change while this is in use.

    Examples
    --------
    >>> accounts = Prepared(table, previous, overrides)  # doctest: +SKIP
    >>> accounts.grade(heavier).to_table(heavier)  # doctest: +SKIP
    """

    def __init__(self, table: Table, previous: Table | None = None, overrides: Table | None = None) -> None:
        self._table, self._previous, self._overrides = table, previous, overrides
        self._names = frozenset(column_names(table))
        self._rows = row_count(table)
        self._accounts: Any = None
        self._views: dict[tuple[str, str], View] = {}
        self._before: dict[tuple[tuple[str, ...], str], kernel.Before] = {}

    def grade(self, policy: Policy, *, points: bool = False, instead_of: Graded | None = None) -> Graded:
        """Run the compiled pass.

        Parameters
        ----------
        policy : Policy
            Any policy whose columns the table holds.
        points : bool
            Also keep each indicator's points.
        instead_of : Graded, optional
            An earlier result of this table that nobody needs any more: it is written over, which
            saves asking for memory. Tables and indexes made from it share that memory: those must not
            be read, these not count again.

        Returns
        -------
        Graded
            The same bits as ``grade_table``.

        Raises
        ------
        BadInputError
            A column is absent or of the wrong kind, or a tier name is unknown.
        """
        check_columns(self._names, policy)
        views = [self._view(column, policy) for column in policy.columns]
        before = self._state(policy)
        out = self._room(len(policy.indicators) if points else 0, instead_of)
        run_pass(views, policy, before, out)
        return Graded(self._accounts, out, before)

    def _view(self, column: str, policy: Policy) -> View:
        place = policy.subject, column
        if place not in self._views:
            self._views[place] = policy_view(self._table, column, policy)
        view = self._views[place]
        if view.kind == kernel.FLOAT32 and view.dictionary is None:
            refuse_narrow(policy, column)
        return view

    def _state(self, policy: Policy) -> kernel.Before:
        if self._accounts is None:
            self._accounts = text_column(self._table, "account_id")
        scheme = policy.tier_ids, policy.month
        if scheme not in self._before:
            self._before[scheme] = state_before(self._accounts, policy, self._previous, self._overrides)
        return self._before[scheme]

    def _room(self, indicators: int, instead_of: Graded | None) -> kernel.Outcome:
        if instead_of is None:
            return empty_outcome(self._rows, indicators)
        out = instead_of.outcome
        if instead_of.account_id is not self._accounts or out.points.shape[1] != indicators:
            raise UsageError(
                N_("Only a result of the same table, with as many points kept, can be written over.")
            )
        return out
