"""The facts of a closed month that a later month's points rest on, read by the monthly run itself."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from tierline.performance.approvers import Approvers, day_of_intake
from tierline.performance.facts import MonthFacts, TableFacts
from tierline.performance.statement_tables import findings_in
from tierline.store.runfolder import RunFolder
from tierline.times import day

if TYPE_CHECKING:
    import pyarrow as pa

    from tierline.policy.resolved import Policy
    from tierline.store.closed import ClosedMonth


class RunFacts:
    """Facts of one run, all rows; for the engine itself, never handed to a person.

    Parameters
    ----------
    closed : ClosedMonth
    before : mapping of int to MonthFacts, optional
        Months that it may look back on, by how many months earlier they are.
    """

    def __init__(self, closed: ClosedMonth, before: Mapping[int, MonthFacts] | None = None) -> None:
        self._closed, self._before = closed, dict(before or {})
        self._files = RunFolder.of(closed)

    @property
    def month(self) -> str:
        """The month."""
        return self._closed.month

    @property
    def classes(self) -> Mapping[str, str]:
        """The class of each tier."""
        return classes_of(self._closed.policy())

    def table(self, name: str) -> pa.Table:
        """Return one of the month's tables; one that it came without has no rows."""
        from tierline.tables.registry import empty_table

        there = f"{name}.parquet" in self._files.manifest["outputs"]
        return self._files.table(name) if there else empty_table(name)

    def earlier(self, months: int) -> MonthFacts | None:
        """Return the facts so many months before, if they were handed over."""
        return self._before.get(months)


def approvers_of(run: ClosedMonth) -> Approvers:
    """Return a run's staff as approvers, by its own tables and the day on which it was made."""
    facts = RunFacts(run)
    managers, areas = (facts.table(name).to_pylist() for name in ("managers", "areas"))
    return Approvers(managers, areas, day_of_run(run))


def day_of_run(run: ClosedMonth) -> date:
    """Return the latest day that an approval taken in by a run may be of: as it was judged at the close.

    Runs made by earlier versions do not say their day. Where one of them held an approval for being of a
    later day, the finding names the day; else it was that of the close, as it is read here.
    """
    made = run.manifest["made"]
    if "day" not in made and (told := _day_told(run)) is not None:
        return told
    return day_of_intake(run.month, date.fromisoformat(made.get("day") or day(made["at"])))


def _day_told(run: ClosedMonth) -> date | None:
    table = "statement_findings"
    if f"{table}.parquet" not in run.manifest["outputs"]:
        return None
    found = (each for each in findings_in(RunFolder.of(run).table(table)) if each.kind == "approval_ahead")
    return next((date.fromisoformat(each.places["day"]) for each in found), None)


def facts_of_run(
    month: str,
    policy: Policy,
    tables: Mapping[str, pa.Table],
    results: pa.Table,
    earlier: Mapping[int, ClosedMonth],
) -> TableFacts:
    """Return the facts of a month that is being closed.

    Parameters
    ----------
    month : str
    policy : Policy
        Of accounts, as the month is scored with it.
    tables : mapping of str to pyarrow.Table
        What intake accepted.
    results : pyarrow.Table
        In the order of the accounts.
    earlier : mapping of int to ClosedMonth
        The closed months it may look back on.
    """
    before: dict[int, MonthFacts] = {number: RunFacts(closed) for number, closed in earlier.items()}
    return TableFacts(month, {**tables, "results": results}, classes_of(policy), before)


def classes_of(policy: Policy) -> dict[str, str]:
    """Return the class of each tier of a policy of accounts."""
    return {tier.id: tier.class_id for tier in policy.tiers}
