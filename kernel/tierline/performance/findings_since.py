"""The findings of a close as they are told later: what became of the events that waited (LY-12)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from tierline.performance.findings import WAITING, Finding
from tierline.policy.exact import decimal_text

if TYPE_CHECKING:
    from tierline.performance.approvals import Decision


def told_since(
    findings: Iterable[Finding], decisions: Mapping[str, Decision], adds: Mapping[str, int]
) -> tuple[Finding, ...]:
    """Return the findings of a close as they are to be told after decisions about events that waited.

    Parameters
    ----------
    findings : iterable of Finding
    decisions : mapping of str to Decision
        Made after the close, by the number of the event.
    adds : mapping of str to int
        Hundredths of a point that the approved ones add, likewise.

    Returns
    -------
    tuple of Finding
        In their order; of an event that was decided the finding says what became of it.
    """
    return tuple(_since(each, decisions.get(str(each.places.get("event"))), adds) for each in findings)


def _since(finding: Finding, made: Decision | None, adds: Mapping[str, int]) -> Finding:
    if made is None or finding.kind not in WAITING:
        return finding
    places = {"event": made.event, "manager": finding.manager_id, "by": made.by, "on": made.on}
    if made.state != "approved":
        return Finding("turned_down", {**places, "reason": made.reason})
    if not adds.get(made.event):
        return Finding("approved_without", places)
    return Finding("approved_since", {**places, "points": decimal_text(adds[made.event])})
