"""Closed months, newest first: run, policy, rows, what was replaced and why. Nothing here is a customer's."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from traitlets import HasTraits, List

from tierline.times import when
from tierline_widgets.session import Session


@dataclass(frozen=True)
class Closed:
    """One closed month; ``read``, ``accepted`` and ``refused`` count rows of the accounts table."""

    month: str
    run: str
    policy: str
    read: int
    accepted: int
    refused: int
    closed_at: str
    replaces: str
    reason: str


def closed_month(month: str, manifest: dict[str, Any]) -> Closed:
    """Return what ``manifest`` says of ``month``."""
    count = manifest["rows"]["accounts"]
    return Closed(
        month=month,
        run=str(manifest["run"]),
        policy=str(manifest["policy"]["id"]),
        read=int(count["read"]),
        accepted=int(count["accepted"]),
        refused=int(count["quarantined"]),
        closed_at=when(str(manifest["made"]["at"])),
        replaces=str(manifest.get("replaces") or ""),
        reason=str(manifest.get("reason") or ""),
    )


class MonthsModel(HasTraits):
    """``closed`` holds a `Closed` a month, newest first."""

    closed: List[Closed] = List()

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        self.closed = [closed_month(month, session.manifest(month)) for month in reversed(session.months)]
