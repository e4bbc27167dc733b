"""Appeals against a statement: the manager raises one, the team leader answers, the supervisor decides."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any

from tierline.messages import N_
from tierline.performance.corrections import Step

RAISE, ANSWER, DECIDE, WITHDRAW = "raise", "answer", "decide", "withdraw"
RAISED, ANSWERED, UPHELD, REJECTED, WITHDRAWN = "raised", "answered", "upheld", "rejected", "withdrawn"
STATES: Mapping[str, str] = MappingProxyType(
    {
        RAISED: N_("raised"),
        ANSWERED: N_("answered"),
        UPHELD: N_("upheld"),
        REJECTED: N_("rejected"),
        WITHDRAWN: N_("withdrawn"),
    }
)
# which step may follow in which state
ALLOWED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {ANSWER: (RAISED,), DECIDE: (ANSWERED,), WITHDRAW: (RAISED, ANSWERED)}
)


@dataclass(frozen=True)
class Appeal:
    """An appeal on its way.

    Parameters
    ----------
    id, month, run, manager_id : str
        ``run`` is the one that held when it was raised.
    about : str
        The indicator, category or event that it is about; "" for the whole statement.
    text : str
        Why the manager thinks it wrong.
    state : str
        "raised", "answered", "upheld", "rejected" or "withdrawn".
    raised_by, raised_at : str
    answer, answered_by, answered_at : str
        What the leader says to it; "" before.
    decision, decided_by, decided_at : str
        The supervisor's reason; "" before.
    correction : str
        The correction that was proposed with the decision; "" for none.
    decided_in : str
        The run that held when it was decided; "" before.
    """

    id: str
    month: str
    run: str
    manager_id: str
    about: str
    text: str
    state: str
    raised_by: str
    raised_at: str
    answer: str = ""
    answered_by: str = ""
    answered_at: str = ""
    decision: str = ""
    decided_by: str = ""
    decided_at: str = ""
    correction: str = ""
    decided_in: str = ""

    @property
    def open(self) -> bool:
        """True while it waits for an answer or a decision."""
        return self.state in (RAISED, ANSWERED)

    def to_dict(self) -> dict[str, Any]:
        """Return the appeal as plain data."""
        return dict(self.__dict__)


def appeals_of(steps: Iterable[Step]) -> list[Appeal]:
    """Return the appeals that records make up, the earliest first; records in the order they were written."""
    found: dict[str, Appeal] = {}
    for each in steps:
        if each.step == RAISE:
            found[each.subject] = Appeal(
                id=each.subject,
                month=each.month,
                run=each.run,
                manager_id=each.manager_id,
                about=each.content["about"],
                text=each.content["text"],
                state=RAISED,
                raised_by=each.who,
                raised_at=each.at,
            )
        else:
            found[each.subject] = _after(found[each.subject], each)
    return list(found.values())


def _after(appeal: Appeal, step: Step) -> Appeal:
    said = step.content
    if step.step == ANSWER:
        return replace(appeal, state=ANSWERED, answer=said["text"], answered_by=step.who, answered_at=step.at)
    if step.step == WITHDRAW:
        return replace(appeal, state=WITHDRAWN, decided_by=step.who, decided_at=step.at)
    return replace(
        appeal,
        state=UPHELD if said["upheld"] else REJECTED,
        decision=said["text"],
        decided_by=step.who,
        decided_at=step.at,
        correction=said["correction"],
        decided_in=step.run,
    )
