"""What a month was closed with by an earlier rule, so that its points can be told again.

At first any approver but the one concerned made an event count. By now one who reported it, whose role
approves no events, or who names no day, does not (LY-12). At first faults of transfers were not told, either
(LY-14). What was closed before stands as it was closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tierline.errors import IntegrityError
from tierline.messages import N_, Message

if TYPE_CHECKING:
    from collections.abc import Collection

    from tierline.performance.approvals import Decision
    from tierline.store.closed import ClosedMonth

_NEEDED = ("statement_events.parquet", "point_events.parquet", "managers.parquet")
_NEVER_COUNTED = ("pending", "own_approval")  # by no rule


class EarlierRule(Message):
    """Said of a month that is as it was closed, by a rule that holds no more."""


def told_earlier(run: ClosedMonth, events: Collection[str]) -> EarlierRule:
    """Return what is to be said of a run that counted ``events`` by the earlier rule."""
    return EarlierRule(
        N_(
            "Closed by the earlier rule of approval: {events} counted on the word of an approver who "
            "reported the event, whose role approves none, or who does not lead the manager, or of no "
            "day or one to come. Nothing is damaged, and the statements stand; "
            "such an event waits now. To settle the month by the present rule: --replace {own} --reason TEXT."
        ),
        {"events": ", ".join(sorted(events)), "own": run.run},
    )


def told_without_transfers(run: ClosedMonth, accounts: Collection[str]) -> EarlierRule:
    """Return what is to be said of a run that did not tell of transfers that counted for nothing."""
    return EarlierRule(
        N_(
            "Closed before faults of transfers were told: those of {accounts} contradict each other or the "
            "table of accounts and counted for nothing. Nothing is damaged, and the statements stand. "
            "To close the month with the rows mended: --replace {own} --reason TEXT."
        ),
        {"accounts": ", ".join(sorted(accounts)), "own": run.run},
    )


def tells_transfers(run: ClosedMonth) -> bool:
    """Return whether a run's own findings name faults of transfers; True where they cannot be trusted."""
    from tierline.performance.findings import TRANSFERS
    from tierline.store.runfolder import RunFolder
    from tierline.store.soundness import check_sound

    try:
        check_sound(run, "statement_findings.parquet")
    except IntegrityError:
        return True
    kinds = RunFolder.of(run).table("statement_findings", ["kind"])["kind"].to_pylist()
    return any(kind in TRANSFERS for kind in kinds)


def by_earlier_rule(run: ClosedMonth) -> dict[str, Decision]:
    """Return the events that a run counted and that would wait today, as the decisions they stood for.

    Parameters
    ----------
    run : ClosedMonth
        Read whole, for the engine itself.

    Returns
    -------
    dict of str to Decision
        By the event's number; approved by its own approver. Empty where a file is not the one that was
        written at the close: nothing can be said of the rule then.
    """
    from tierline.performance.approvals import APPROVED, Decision, mark_of
    from tierline.performance.events import COUNTED
    from tierline.store.points_facts import approvers_of
    from tierline.store.points_step import decisions_in
    from tierline.store.runfolder import RunFolder
    from tierline.store.soundness import check_sound

    try:
        check_sound(run, *_NEEDED)
    except IntegrityError:
        return {}
    files = RunFolder.of(run)
    approvers = approvers_of(run)
    status = files.table("statement_events", ["event_id", "status"]).to_pylist()
    counted = {row["event_id"] for row in status if row["status"] == COUNTED}
    counted -= decisions_in(run.manifest).keys()
    found = {}
    for row in files.table("point_events").to_pylist():
        lacking = approvers.lack(row) if row["event_id"] in counted else None
        if lacking is not None and lacking[0] not in _NEVER_COUNTED:
            on = row.get("approved_on")
            found[row["event_id"]] = Decision(
                row["event_id"], mark_of(row), APPROVED, row["approver"], "" if on is None else on.isoformat()
            )
    return found
