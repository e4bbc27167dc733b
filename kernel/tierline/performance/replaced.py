"""What became of an appeal, a correction or an approved event whose month was closed anew since.

What is open stays open and is decided on the run that holds. A correction that was approved counts in the run
on which it was approved and in no other: what it mended may be in the tables by now. An approved event counts
in every run whose tables have it as it was approved.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tierline.messages import N_, Message
from tierline.performance.corrections import APPROVED, PROPOSED
from tierline.policy.exact import decimal_text
from tierline.times import day

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tierline.performance.appeals import Appeal
    from tierline.performance.approvals import EventApproval
    from tierline.performance.corrections import Proposal


@dataclass(frozen=True)
class EventLeft:
    """An approved event that counted in a replaced run and counts no more.

    Parameters
    ----------
    approval : EventApproval
    points : int or None
        Hundredths that it counted for in the replaced run, below 0 of a deduction; None where the file that
        tells it is damaged.
    waits : bool
        Whether the new run has the event, changed, so that it waits again; else it has no such event.
    """

    approval: EventApproval
    points: int | None
    waits: bool


def appeal_since(appeal: Appeal, holds: str) -> Message | None:
    """Return what became of an appeal; None where the run on which it was raised ``holds`` still."""
    if appeal.run == holds:
        return None
    if appeal.decided_in == holds:
        said = N_("raised on run {run}, which was replaced since; decided on the run that holds")
    elif appeal.open:
        said = N_(
            "raised on run {run}, which was replaced since; it stays open and is decided on the run that "
            "holds"
        )
    else:
        said = N_("belongs to run {run}, which was replaced since")
    return Message(said, {"run": appeal.run})


def correction_since(proposal: Proposal, holds: str) -> Message | None:
    """Return what became of a correction; None where it belongs to the run that ``holds``."""
    run = proposal.counts_in or proposal.run
    if run == holds:
        return None
    if proposal.state == PROPOSED:
        said = N_(
            "proposed on run {run}, which was replaced since; approved, it counts in the run that holds: "
            "look first whether the tables have mended it"
        )
    elif proposal.state == APPROVED:
        said = N_("counts in run {run} only, which was replaced since; not in the run that holds")
    else:
        said = N_("belongs to run {run}, which was replaced since")
    return Message(said, {"run": run})


def left_behind(
    run: str, made: Iterable[Proposal], raised: Iterable[Appeal], events: Iterable[EventLeft] = ()
) -> list[Message]:
    """Return what is said when a run is replaced: all that was approved and counts no more, each open item.

    Parameters
    ----------
    run : str
        The run just replaced.
    made, raised : iterable of Proposal, iterable of Appeal
        Those of the month.
    events : iterable of EventLeft
    """
    corrections, appeals = list(made), list(raised)
    stay = [each for each in corrections if each.state == APPROVED and each.counts_in == run]
    told = [
        Message(
            N_(
                "The correction {id} of {manager}, {about}: {points}, approved by {who} on {day}, stays with "
                "run {run} and does not count in the new one."
            ),
            _named(each.id, each.manager_id, each.about)
            | {
                "points": decimal_text(each.points),
                "who": each.decided_by,
                "day": day(each.decided_at),
                "run": run,
            },
        )
        for each in stay
    ]
    if stay:
        told.append(
            Message(
                N_(
                    "Of these {count}: what the tables do not mend must be proposed again, with "
                    "tierline points correct propose."
                ),
                {"count": len(stay)},
            )
        )
    told += map(_event_left, events)
    told += [
        Message(
            N_(
                "The correction {id} of {manager}, {about}: {points}, proposed by {who}, stays open; "
                "approved, it counts in the new run."
            ),
            _named(each.id, each.manager_id, each.about)
            | {"points": decimal_text(each.points), "who": each.by},
        )
        for each in corrections
        if each.state == PROPOSED
    ]
    told += [
        Message(
            N_("The appeal {id} of {manager}, {about}, stays open and is decided on the new run."),
            _named(each.id, each.manager_id, each.about),
        )
        for each in appeals
        if each.open
    ]
    return told


def _event_left(left: EventLeft) -> Message:
    made = left.approval.decision
    said = (
        N_(
            "The event {event} of {manager}: {points}, approved by {who} on {day}, does not count in the new "
            "run: its row was changed since, so it waits again. To approve it as it is now: tierline points "
            "event approve."
        )
        if left.waits
        else N_(
            "The event {event} of {manager}: {points}, approved by {who} on {day}, does not count in the new "
            "run, which has no such event: its row is gone or was refused. Put it back and close the month "
            "again, or propose the points with tierline points correct propose."
        )
    )
    points = "-" if left.points is None else decimal_text(left.points)
    places = {"event": made.event, "manager": left.approval.manager_id, "who": made.by, "day": made.on}
    return Message(said, places | {"points": points})


def _named(subject: str, manager: str, about: str) -> dict[str, object]:
    return {"id": subject, "manager": manager, "about": about or Message(N_("the whole statement"))}
