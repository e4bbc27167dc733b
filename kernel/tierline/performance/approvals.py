"""Approvals of point events: who may give one, and what is on record of each (LY-12).

An event comes in with its approver, or it waits until a person with the right role approves or refuses it
on record: neither whom it is about nor who reported it. A decision holds for one wording of the event: an
event that is changed afterwards waits again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tierline.messages import N_, Message
from tierline.performance.statement_parts import Correction
from tierline.policy.exact import decimal_text
from tierline.times import day

if TYPE_CHECKING:
    from tierline.performance.corrections import Step
    from tierline.performance.statement_parts import EventLine

APPROVING = ("team_leader", "supervisor", "administrator")  # roles
APPROVE, REFUSE = "approve", "refuse"
APPROVED, REFUSED = "approved", "refused"
LEFT = "left"  # approved, of a run that was replaced; the run that holds has no such event
_AFTER = {APPROVE: APPROVED, REFUSE: REFUSED}
STATES: Mapping[str, str] = MappingProxyType(
    {
        "pending": N_("waits for approval"),
        APPROVED: N_("approved"),
        REFUSED: N_("turned down"),
        LEFT: N_("approved; not in the run that holds"),
    }
)
_MARKED = ("manager_id", "item", "date", "evidence", "raised_by")


@dataclass(frozen=True)
class Decision:
    """What was decided about one wording of an event.

    Parameters
    ----------
    event, mark : str
        Its number, and `mark_of` its row.
    state : str
        "approved" or "refused".
    by, on : str
        Login, and the day as "YYYY-MM-DD". Of an event that counted by its own approver under an earlier
        rule: the approver's number, and "" where no day was named.
    reason : str
        Why it was refused; may be empty for an approval.
    """

    event: str
    mark: str
    state: str
    by: str
    on: str
    reason: str = ""

    def to_dict(self) -> dict[str, str]:
        """Return it as a manifest keeps it."""
        return asdict(self)


@dataclass(frozen=True)
class EventApproval:
    """A decision on record.

    Parameters
    ----------
    id, month, manager_id : str
    run : str
        The closed run whose statement it was made on; "" before the close.
    decision : Decision
    at : str
        When, UTC.
    points : int
        Hundredths that it adds to the statement of ``run``, below 0 where it takes them: what the caps
        leave of the event.
    evidence : str
    """

    id: str
    month: str
    run: str
    manager_id: str
    decision: Decision
    at: str
    points: int
    evidence: str

    @property
    def line(self) -> Correction:
        """The dated line that it adds to a closed statement."""
        made = self.decision
        return Correction(
            id=self.id,
            month=self.month,
            manager_id=self.manager_id,
            date=date.fromisoformat(made.on),
            points=self.points,
            about=made.event,
            reason=made.reason or f"{made.event} {self.evidence}",
            approver=made.by,
            by=made.by,
            at=self.at,
        )


def mark_of(row: Mapping[str, Any]) -> str:
    """Return what tells one wording of an event from another: 16 hexadecimal digits."""
    told = [str(row.get(name) or "") for name in _MARKED]
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()[:16]


def approvals_of(steps: Iterable[Step]) -> list[EventApproval]:
    """Return the decisions that records of events make up, the earliest first."""
    return [
        EventApproval(
            id=each.subject,
            month=each.month,
            run=each.run,
            manager_id=each.manager_id,
            decision=Decision(
                event=each.content["event"],
                mark=each.content["mark"],
                state=_AFTER[each.step],
                by=each.who,
                on=day(each.at),
                reason=each.content["reason"],
            ),
            at=each.at,
            points=int(each.content["points"]),
            evidence=each.content["evidence"],
        )
        for each in steps
    ]


def in_force(made: Iterable[EventApproval]) -> dict[str, Decision]:
    """Return the latest decision by event."""
    return {each.decision.event: each.decision for each in made}


def approval_text(event: EventLine, language: str | None = None) -> str:
    """Return who approved an event and when; or that it waits, or was refused."""
    made = event.decision
    if made is not None:
        places = {"by": made.by, "day": made.on, "reason": made.reason}
        if made.state == APPROVED:
            return Message(N_("approved after the close: {by} {day}"), places).render(language)
        return Message(N_("refused: {by} {day}, {reason}"), places).render(language)
    who = " ".join(str(part) for part in (event.approver, event.approved_on) if part)
    if event.status == "counted":
        return who
    if event.status == REFUSED:
        return Message(N_("refused: {who}; not counted"), {"who": who}).render(language)
    return Message(N_("not counted: waits for approval")).render(language)


def told(made: EventApproval) -> Message:
    """Return what a decision came to, for the one who made it."""
    places = {"event": made.decision.event, "month": made.month, "points": decimal_text(made.points)}
    if made.decision.state == REFUSED:
        return Message(N_("The event {event} is refused and does not count."), places)
    if not made.run:
        return Message(N_("The event {event} is approved and counts when {month} is closed."), places)
    if made.points:
        return Message(
            N_("The event {event} is approved: a dated line of {points} points stands on the statement."),
            places,
        )
    return Message(
        N_(
            "The event {event} is approved and adds no points: the caps leave no room, or the statement is "
            "held."
        ),
        places,
    )
