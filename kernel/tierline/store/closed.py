"""A closed month, read through a scope; every look and export leaves an entry in the audit trail."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tierline.errors import BadInputError, IntegrityError, ScopeError, UsageError
from tierline.messages import N_
from tierline.store.audit import append
from tierline.store.runfolder import RunFolder, damaged, unknown_columns
from tierline.store.scope import Scope, check_scope, check_still_so, rows_in_scope

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    import pyarrow as pa

    from tierline.policy.resolved import Policy
    from tierline.store.workspace import Workspace

CUSTOMER_TABLES = ("accounts", "results", "overrides")
STAFF_TABLES = ("managers", "teams", "areas")
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

    def load(
        self,
        scope: Scope,
        table: str = "accounts",
        columns: Sequence[str] | None = None,
        purpose: str = "look",
    ) -> pa.Table:
        """Return the rows of a table that the person may see; the look is recorded (LY-20).

        Parameters
        ----------
        scope : Scope
            From `scope_for`.
        table : str
            "accounts", "results", "overrides", or "managers", "teams", "areas".
        columns : sequence of str, optional
            Which columns; all by default.
        purpose : str
            "look" or "export".

        Returns
        -------
        pyarrow.Table
            Rows in the order they came in.
        """
        check_scope(scope, self.workspace)
        found = self._scoped(scope, table, columns)
        self._record(scope, table, found.column_names, found.num_rows, purpose)
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
        left = self._scoped(
            scope, "accounts", [name for name in wanted if name in accounts] or ["account_id"]
        )
        right = self._scoped(
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

        accounts = only(self._scoped(scope, "accounts", None))
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
        results = self._scoped(scope, "results", ["account_id", "tier", "reason"])
        base = self.previous()
        found = movers(results, base._files.table("results", ["account_id", "tier"]) if base else results)
        self._record(scope, "moves", found.column_names, found.num_rows, "look")
        return found

    def summary(self, scope: Scope) -> pa.Table:
        """Return accounts, revenue and ICT revenue (fen) per tier and area within the scope; recorded."""
        from tierline.store.summary import summarise

        check_scope(scope, self.workspace)
        if scope.whole:
            found = self._files.table("summary")
        else:
            accounts = self._scoped(
                scope, "accounts", _present(self, "area_id", "monthly_revenue", "ict_revenue")
            )
            results = self._scoped(scope, "results", ["tier"])
            found = summarise(accounts, results, self.manifest["tiers"])
        self._record(scope, "summary", found.column_names, found.num_rows, "look")
        return found

    def record_export(self, scope: Scope, subject: str, columns: Iterable[str], rows: int) -> None:
        """Put on record that rows already loaded were handed out as a file (LY-20)."""
        check_scope(scope, self.workspace)
        self._record(scope, subject, columns, rows, "export")

    def profile(self) -> dict[str, Any]:
        """Return the month's profile per tier (XJ-2): means of whole tiers, no customer."""
        path = self.folder / "profile.json"
        try:
            content: dict[str, Any] = json.loads(path.read_bytes())
        except (OSError, ValueError) as error:
            raise damaged(path) from error
        return content

    @cached_property
    def _keys(self) -> tuple[pa.Table, pa.Table]:
        return self._files.table("accounts", _present(self, "manager_id", "area_id")), self._files.table(
            "managers"
        )

    def _mask(self, scope: Scope) -> np.ndarray:
        return rows_in_scope(scope, *self._keys)

    def _scoped(self, scope: Scope, table: str, columns: Sequence[str] | None) -> pa.Table:
        import pyarrow as pa
        import pyarrow.compute as pc

        if table not in (*CUSTOMER_TABLES, *STAFF_TABLES):
            raise BadInputError(
                N_("There is no table '{table}' in a closed month. There are: {tables}."),
                table=table,
                tables=", ".join((*CUSTOMER_TABLES, *STAFF_TABLES)),
            )
        found = self._files.table(table, columns)
        if scope.whole or table in ("teams", "areas"):
            return found
        if table == "managers":
            return found.filter(
                pa.array(rows_in_scope(scope, self._files.table("managers"), self._files.table("managers")))
            )
        seen = self._mask(scope)
        if table == "overrides":
            accounts = self._files.table("accounts", ["account_id"]).filter(pa.array(seen))
            ids = accounts["account_id"].cast(pa.string())
            keys = self._files.table("overrides", ["account_id"])["account_id"].cast(pa.string())
            return found.filter(pc.is_in(keys, value_set=ids.combine_chunks()))
        if found.num_rows != len(seen):
            raise damaged(self.folder / f"{table}.parquet")
        return found.filter(pa.array(seen))

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


def load_months(
    workspace: Workspace, scope: Scope, months: Iterable[str], columns: Sequence[str] | None = None
) -> pa.Table:
    """Return accounts and results of several months below each other, with a column ``month`` first."""
    import pyarrow as pa

    parts = []
    for month in months:
        part = workspace.closed(month).joined(scope, columns)
        parts.append(part.add_column(0, "month", pa.array([month] * part.num_rows, pa.string())))
    if not parts:
        raise UsageError(N_("No month was named. Name at least one closed month."))
    return pa.concat_tables(parts, promote_options="permissive")


def _present(month: ClosedMonth, *columns: str) -> list[str]:
    return [name for name in columns if name in month._files.names("accounts")]
