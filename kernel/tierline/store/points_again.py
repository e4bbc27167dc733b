"""Do the statements of a closed month follow from what it holds and from the months they rest on?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tierline.errors import IntegrityError
from tierline.messages import N_, Message
from tierline.store.compare import differences
from tierline.store.points_earlier import (
    by_earlier_rule,
    tells_transfers,
    told_earlier,
    told_without_transfers,
)
from tierline.store.points_step import POLICY_FILE, decisions_in, settle_facts
from tierline.store.runfolder import RunFolder

if TYPE_CHECKING:
    from tierline.store.closed import ClosedMonth


def replaced_since(run: ClosedMonth) -> Iterator[Message]:
    """Name the earlier months that points rest on and that have another run now."""
    for noted in _earlier(run):
        held = run.workspace.runs(noted["month"])
        now = held[-1].run if held else None
        if now != noted["run"]:
            yield Message(
                N_(
                    "Its points rest on run {run} of {before}, which {now} has replaced. "
                    "Close it again: --replace {own} --reason TEXT."
                ),
                {"run": noted["run"], "before": noted["month"], "now": now or "-", "own": run.run},
            )


def points_again(run: ClosedMonth) -> Iterator[Message]:
    """Settle the stored statements again and tell what differs; nothing of a month without any."""
    from tierline.performance.facts import MonthFacts
    from tierline.performance.holdings import transfer_faults
    from tierline.performance.policy_load import load_points_policy
    from tierline.performance.statement_tables import to_tables
    from tierline.store.points_facts import RunFacts, day_of_run

    noted = run.manifest.get("points")
    if not noted:
        return
    policy = load_points_policy(run.folder / POLICY_FILE, run.month)
    if policy.sha256 != noted["policy"]["sha256"]:
        yield Message(N_("points_policy.toml is not the policy of points that the manifest names."))
        return
    before: dict[int, MonthFacts] = {}
    for each in _earlier(run):
        before[_months_between(each["month"], run.month)] = RunFacts(_run(run, each))
    earlier_rule = by_earlier_rule(run)
    if earlier_rule:
        yield told_earlier(run, earlier_rule)
    decided = {**decisions_in(run.manifest), **earlier_rule}
    facts, tells = RunFacts(run, before), tells_transfers(run)
    astray = set() if tells else {each.places["account"] for each in transfer_faults(facts)}
    if astray and "transfers" in policy.derive:
        yield told_without_transfers(run, astray)
    statements, findings = settle_facts(facts, policy, decided, day_of_run(run), tells)
    files = RunFolder.of(run)
    for name, table in to_tables(statements, findings).items():
        yield from differences(f"{name}.parquet", files.table(name), table)


def _earlier(run: ClosedMonth) -> list[dict[str, str]]:
    found: list[dict[str, str]] = (run.manifest.get("points") or {}).get("earlier", [])
    return found


def _run(run: ClosedMonth, noted: dict[str, str]) -> ClosedMonth:
    for each in run.workspace.runs(noted["month"]):
        if each.run == noted["run"]:
            return each
    raise IntegrityError(
        N_("{month}: the run {run} of {before} that its points rest on is gone. Put back a copy of it."),
        month=run.month,
        run=noted["run"],
        before=noted["month"],
    )


def _months_between(earlier: str, later: str) -> int:
    years, months = (int(later[part]) - int(earlier[part]) for part in (slice(0, 4), slice(5, 7)))
    return 12 * years + months
