"""What a monthly run tells while it is at work, and what it hands back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tierline.messages import Message

if TYPE_CHECKING:
    from tierline.tables.take import Count


@dataclass(frozen=True)
class Progress:
    """What a run is at: ``state`` is "start", "part" (``detail`` names it) or "done" (``seconds`` taken)."""

    step: str
    state: str
    seconds: float = 0.0
    detail: str = ""


Watcher = Callable[[Progress], None]


@dataclass
class Run:
    """What a monthly run did.

    Attributes
    ----------
    id, month : str
    status : str
        "closed", "replaced" (another run, now replaced) or "same" (closed before, same result again).
    folder : pathlib.Path
        Where the closed month lies.
    manifest : dict
    counts : dict of str to Count
        Rows read, accepted and quarantined of each table.
    seconds : dict of str to float
        Of each step.
    notes : list of Message
        What the user should know.
    reports : list of pathlib.Path
    failed_reports : list of Message
        Reports that could not be made; the month is closed all the same.
    policy_why : Message
        Why this policy was taken.
    """

    id: str
    month: str
    status: str
    folder: Path
    manifest: dict[str, Any]
    counts: dict[str, Count]
    seconds: dict[str, float]
    notes: list[Message] = field(default_factory=list)
    reports: list[Path] = field(default_factory=list)
    failed_reports: list[Message] = field(default_factory=list)
    policy_why: Message = field(default_factory=lambda: Message(""))
