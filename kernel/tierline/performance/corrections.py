"""Corrections of a closed statement: proposed by one person, approved by another, never by the one concerned.

A correction adds a dated line to a statement and alters none of those that were settled at the close.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Any, Protocol

from tierline.messages import N_
from tierline.performance.statement import Correction
from tierline.times import day

PROPOSE, APPROVE, REFUSE = "propose", "approve", "refuse"
PROPOSED, APPROVED, REFUSED = "proposed", "approved", "refused"
STATES: Mapping[str, str] = MappingProxyType(
    {PROPOSED: N_("proposed"), APPROVED: N_("approved"), REFUSED: N_("turned down")}
)
_AFTER = {APPROVE: APPROVED, REFUSE: REFUSED}


class Step(Protocol):
    """One record of a correction or an appeal."""

    @property
    def subject(self) -> str:
        """The correction or appeal."""

    @property
    def step(self) -> str:
        """What was done."""

    @property
    def at(self) -> str:
        """When, UTC."""

    @property
    def who(self) -> str:
        """Login of who did it."""

    @property
    def month(self) -> str:
        """The month of the statement."""

    @property
    def run(self) -> str:
        """The run that holds the statement."""

    @property
    def manager_id(self) -> str:
        """Whose statement it is."""

    @property
    def content(self) -> Mapping[str, Any]:
        """What the step says."""


@dataclass(frozen=True)
class Proposal:
    """A correction on its way.

    Parameters
    ----------
    id, month, run, manager_id : str
        ``run`` is the one that held when it was proposed.
    points : int
        Hundredths of a point, below 0 where points are taken.
    about : str
        The indicator, category or event that it corrects; "" for the whole statement.
    reason : str
    state : str
        "proposed", "approved" or "refused".
    by, at : str
        Who proposed it, and when.
    decided_by, decided_at, answer : str
        Who approved or refused it, when, and why it was refused; "" before.
    counts_in : str
        The run that held when it was approved: its line counts there; "" before.
    """

    id: str
    month: str
    run: str
    manager_id: str
    points: int
    about: str
    reason: str
    state: str
    by: str
    at: str
    decided_by: str = ""
    decided_at: str = ""
    answer: str = ""
    counts_in: str = ""

    @property
    def line(self) -> Correction:
        """The line that it adds once it is approved, dated by the day of the approval."""
        return Correction(
            id=self.id,
            month=self.month,
            manager_id=self.manager_id,
            date=date.fromisoformat(day(self.decided_at)),
            points=self.points,
            about=self.about,
            reason=self.reason,
            approver=self.decided_by,
            by=self.by,
            at=self.decided_at,
        )


def proposals(steps: Iterable[Step]) -> list[Proposal]:
    """Return the corrections that records make up, the earliest first.

    Parameters
    ----------
    steps : iterable of Step
        In the order in which they were written.
    """
    found: dict[str, Proposal] = {}
    for each in steps:
        if each.step == PROPOSE:
            found[each.subject] = Proposal(
                id=each.subject,
                month=each.month,
                run=each.run,
                manager_id=each.manager_id,
                points=int(each.content["points"]),
                about=each.content["about"],
                reason=each.content["reason"],
                state=PROPOSED,
                by=each.who,
                at=each.at,
            )
        else:
            found[each.subject] = replace(
                found[each.subject],
                state=_AFTER[each.step],
                decided_by=each.who,
                decided_at=each.at,
                answer=each.content.get("reason", ""),
                counts_in=each.run if each.step == APPROVE else "",
            )
    return list(found.values())


def lines(made: Iterable[Proposal], as_of: date | None = None) -> tuple[Correction, ...]:
    """Return the lines of approved corrections, by date; with ``as_of``, those approved up to that day."""
    approved = [each.line for each in made if each.state == APPROVED]
    held = [each for each in approved if as_of is None or each.date <= as_of]
    return tuple(sorted(held, key=lambda each: (each.at, each.id)))
