"""A closed month, read through a scope; every look and export leaves an entry in the audit trail."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from tierline.errors import IntegrityError, ScopeError, UsageError
from tierline.messages import N_
from tierline.store.audit import append
from tierline.store.runfolder import RunFolder, unknown_columns
from tierline.store.scope import Scope, check_scope, check_still_so
from tierline.store.visible import VisibleRows

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa

    from tierline.policy.resolved import Policy
    from tierline.store.refusals import Reason
    from tierline.store.workspace import Workspace

_PURPOSES = ("look", "export")


class ClosedMonth:
    """One run of one month, open to those whom the staff table lets in.

    Attributes
    ----------
    workspace : Workspace
    month : str
    run : str
        Name of the run.
    folder : pathlib.Path
    manifest : dict
        What the run read, what it wrote, and the hashes of both.
    """

    def __init__(self, workspace: Workspace, month: str, folder: Path) -> None:
        self.workspace = workspace
        self.month = month
        self.folder = folder
        self.run = folder.name.removeprefix("run=")
        self._files = RunFolder(folder)
        self._visible = VisibleRows(self._files, lambda: RunFolder.of(workspace.closed(month)))

    def __repr__(self) -> str:
        return f"<closed month {self.month}, run {self.run}>"

    @property
    def manifest(self) -> dict[str, Any]:
        """What the run read, what it wrote, and the hashes of both."""
        return self._files.manifest

    def policy(self) -> Policy:
        """Return the policy the month was scored with; its text is kept in the run."""
        from tierline.policy.load import load_policy

        return load_policy(self.folder / "policy.toml", self.month)

    def previous(self) -> ClosedMonth | None:
        """Return the run of the month before that this one was built on; None if there was none."""
        noted = self.manifest.get("previous")
        if not noted:
            return None
        for run in self.workspace.runs(noted["month"]):
            if run.run == noted["run"]:
                return run
        raise IntegrityError(
            N_(
                "{month}: the run {run} of {before} that this month was built on is gone. "
                "Put back a copy of it."
            ),
            month=self.month,
            run=noted["run"],
            before=noted["month"],
        )

    def columns(self) -> list[str]:
        """Return the columns of the accounts table: a region may have fewer than the registry."""
        return self._files.names("accounts")

    def load(
        self,
        scope: Scope,
        table: str = "accounts",
        columns: Sequence[str] | None = None,
        purpose: str = "look",
        coded: Sequence[str] = (),
    ) -> pa.Table:
        """Return the rows of a table that the person may see; the look is recorded (LY-20).

        Parameters
        ----------
        scope : Scope
            From `scope_for`.
        table : str
            "accounts", "results", "overrides", "managers", "teams", "areas", or "targets", "actuals",
            "point_events", "transfers", "statements" (no rows where the month came without them).
        columns : sequence of str, optional
            Which columns; all by default.
        purpose : str
            "look" or "export".
        coded : sequence of str
            Text columns of few values that are wanted as dictionaries, which are read much faster.

        Returns
        -------
        pyarrow.Table
            Rows in the order they came in. Whose points are among them, the run of the month that holds says.
        """
        check_scope(scope, self.workspace)
        found = self._visible.table(scope, table, columns, coded)
        self._record(scope, table, found.column_names, found.num_rows, purpose)
        return found

    def statement_tables(
        self, scope: Scope, purpose: str = "look", manager_id: str | None = None
    ) -> dict[str, pa.Table]:
        """Return the statements of points within the scope, or one manager's, by table; recorded once."""
        from tierline.performance.statement_tables import TABLES

        check_scope(scope, self.workspace)
        found = self._visible.statement_tables(scope, manager_id)
        rows, about = found[TABLES[0]].num_rows, {} if manager_id is None else {"manager": manager_id}
        self._record(scope, TABLES[0], found[TABLES[0]].column_names, rows, purpose, **about)
        return found

    def joined(self, scope: Scope, columns: Sequence[str] | None = None, purpose: str = "look") -> pa.Table:
        """Return accounts and results side by side, one row an account, within the scope; recorded."""
        check_scope(scope, self.workspace)
        accounts, results = self._files.names("accounts"), self._files.names("results")
        wanted = (
            list(columns) if columns is not None else [*accounts, *(n for n in results if n not in accounts)]
        )
        unknown = [name for name in wanted if name not in accounts and name not in results]
        if unknown:
            raise unknown_columns("accounts + results", unknown, [*accounts, *results])
        left = self._visible.table(
            scope, "accounts", [name for name in wanted if name in accounts] or ["account_id"]
        )
        right = self._visible.table(
            scope, "results", [name for name in wanted if name not in accounts] or ["account_id"]
        )
        for name in right.column_names:
            if name not in left.column_names:
                left = left.append_column(name, right[name])
        found = left.select(wanted)
        self._record(scope, "accounts+results", wanted, found.num_rows, purpose)
        return found

    def account(self, scope: Scope, account_id: str, purpose: str = "look") -> dict[str, pa.Table | None]:
        """Return all that decides about one account, if the person may see it; recorded.

        Returns
        -------
        dict
            "accounts", "results", "overrides": its rows; "previous": its result of the month before,
            also if another manager had it then (the tier is this month's business), or None.

        Raises
        ------
        ScopeError
            If there is no such account among those the person may see. Whether there is one elsewhere
            is not said.
        """
        import pyarrow as pa
        import pyarrow.compute as pc

        check_scope(scope, self.workspace)

        def only(table: pa.Table) -> pa.Table:
            return table.filter(pc.equal(table["account_id"].cast(pa.string()), account_id))

        accounts = only(self._visible.table(scope, "accounts", None))
        self._record(scope, "accounts", accounts.column_names, accounts.num_rows, purpose, account=account_id)
        if not accounts.num_rows:
            raise ScopeError(
                N_("There is no account '{account}' among those that '{login}' may see in {month}."),
                account=account_id,
                login=scope.login,
                month=self.month,
            )
        base = self.previous()
        return {
            "accounts": accounts,
            "results": only(self._files.table("results")),
            "overrides": only(self._files.table("overrides")),
            "previous": only(base._files.table("results")) if base else None,
        }

    def moves(self, scope: Scope) -> pa.Table:
        """Return each visible account whose tier is not last month's: account_id, tier_before, tier, reason.

        ``tier_before`` is null for an account that was not there. No rows if the month was not built on
        the one before. Recorded as a look.
        """
        from tierline.store.summary import movers

        check_scope(scope, self.workspace)
        results = self._visible.table(scope, "results", ["account_id", "tier", "reason"])
        base = self.previous()
        found = movers(results, base._files.table("results", ["account_id", "tier"]) if base else results)
        self._record(scope, "moves", found.column_names, found.num_rows, "look")
        return found

    def handed_on(self, scope: Scope) -> int:
        """Return how many accounts seen in the month before are still there, but outside the scope; recorded.

        A number only: which they are, and whose they are now, is not said.
        """
        from tierline.store.summary import still_there

        check_scope(scope, self.workspace)
        base, count = self.previous(), 0
        if base is not None and not scope.whole:
            before = base._visible.table(scope, "accounts", ["account_id"])
            now = self._visible.table(scope, "accounts", ["account_id"])
            count = still_there(before, now, self._files.table("accounts", ["account_id"]))
        self._record(scope, "handed on", (), count, "look")
        return count

    def summary(self, scope: Scope) -> pa.Table:
        """Return accounts, revenue and ICT revenue (fen) per tier and area within the scope; recorded."""
        from tierline.store.summary import summarise

        check_scope(scope, self.workspace)
        if scope.whole:
            found = self._files.table("summary")
        else:
            accounts = self._visible.table(
                scope, "accounts", self._files.present("area_id", "monthly_revenue", "ict_revenue")
            )
            results = self._visible.table(scope, "results", ["tier"])
            found = summarise(accounts, results, self.manifest["tiers"])
        self._record(scope, "summary", found.column_names, found.num_rows, "look")
        return found

    def record_export(self, scope: Scope, subject: str, columns: Iterable[str], rows: int) -> None:
        """Put on record that rows already loaded were handed out as a file (LY-20)."""
        check_scope(scope, self.workspace)
        self._record(scope, subject, columns, rows, "export")

    def refusals(self, scope: Scope) -> list[Reason]:
        """Return how many rows intake refused, by table, column and reason; counts only, for any scope.

        Raises
        ------
        IntegrityError
            If a quarantine file is missing or is not as it was written.
        """
        from tierline.store.refusals import refusals_in

        check_scope(scope, self.workspace)
        return refusals_in(self._files)

    def profile(self, scope: Scope) -> dict[str, Any]:
        """Return the month's profile per tier (XJ-2): means of whole tiers, no customer.

        Raises
        ------
        ScopeError
            If the scope is not whole: a tier of three accounts tells those of others.
        """
        check_scope(scope, self.workspace)
        if not scope.whole:
            raise ScopeError(
                N_("The profile of {month} is made of every customer, and '{login}' does not see them all."),
                month=self.month,
                login=scope.login,
            )
        with self.workspace.records.reading() as connection:
            check_still_so(scope, connection)
        return self._files.profile()

    def _record(
        self, scope: Scope, table: str, columns: Iterable[str], rows: int, purpose: str, **details: str
    ) -> None:
        from tierline.store.staff import system_user

        if purpose not in _PURPOSES:
            raise UsageError(N_("The purpose is 'look' or 'export', not '{purpose}'."), purpose=purpose)
        user = system_user()
        if user != scope.login:
            details["system_user"] = user
        with self.workspace.records.writing() as connection:
            check_still_so(scope, connection)
            append(
                connection,
                who=scope.login,
                action=purpose,
                month=self.month,
                subject=table,
                columns=columns,
                rows=rows,
                purpose=purpose,
                details={"run": self.run, **details},
            )
