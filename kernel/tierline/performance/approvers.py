"""Who may approve an event by what the month's own tables say: role, sight and day (LY-12, LY-20).

An approver who is named in the table of events, with the day of the approval, counts as one who approves by
command does: a team leader for the own team, a supervisor for the own area and those below it, an
administrator for everybody.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from tierline.performance.approvals import APPROVING
from tierline.policy.dated import last_day

Row = Mapping[str, Any]
Lack = tuple[str, dict[str, Any]]


class Approvers:
    """The month's staff as approvers.

    Parameters
    ----------
    managers : iterable of mapping
        Rows of the month's table ``managers``.
    areas : iterable of mapping
        Rows of its table ``areas``; without any, an area has none below it.
    day : datetime.date, optional
        The day on which the events are taken in; no approval is of a later one. By default any day will do.
    """

    def __init__(self, managers: Iterable[Row], areas: Iterable[Row] = (), day: date | None = None) -> None:
        self._staff = {row["manager_id"]: row for row in managers}
        self._above = {row["area_id"]: row.get("parent_id") for row in areas}
        self._day = day
        self.roles: Mapping[str, str] = MappingProxyType(
            {name: row["role"] for name, row in self._staff.items()}
        )

    def lack(self, event: Row) -> Lack | None:
        """Return why an event's own approver does not make it count; None where it does.

        Parameters
        ----------
        event : mapping
            Row of the table ``point_events``.

        Returns
        -------
        (str, dict) or None
            Kind of the finding, and what its message names besides the event.

        Notes
        -----
        Source: rulebook LY-12, LY-20.
        """
        approver, on = event["approver"], event.get("approved_on")
        if approver is None:
            return "pending", {}
        if approver == event["manager_id"]:
            return "own_approval", {}
        places = {"approver": approver}
        if approver == event.get("raised_by"):
            return "raiser_approval", places
        return self._lacks_right(event, approver) or self._lacks_day(on, places)

    def _lacks_right(self, event: Row, approver: str) -> Lack | None:
        if self.roles.get(approver) not in APPROVING:
            return "approver_role", {"approver": approver}
        if not self._sees(self._staff[approver], self._staff.get(event["manager_id"], {})):
            return "approver_sight", {"approver": approver}
        return None

    def _lacks_day(self, on: date | None, places: dict[str, Any]) -> Lack | None:
        if on is None:  # an approval is by a person and of a day
            return "approval_undated", places
        if self._day is None or on <= self._day:
            return None
        return "approval_ahead", {**places, "on": on.isoformat(), "day": self._day.isoformat()}

    def _sees(self, approver: Row, manager: Row) -> bool:
        """Return whether the approver's scope, as `scope_for` makes it, holds the manager."""
        if approver["role"] == "administrator":
            return True
        if approver["role"] == "team_leader":
            team = approver.get("team_id")
            return team is not None and manager.get("team_id") == team
        own, area = approver.get("area_id"), manager.get("area_id")
        if own is None:  # of no area, and so of all
            return True
        passed: set[str] = set()
        while area is not None and area != own and area not in passed:  # a circle of areas ends, too
            passed.add(area)
            area = self._above.get(area)
        return bool(area == own)


def day_of_intake(month: str, today: date) -> date:
    """Return the latest day that an approval may be of, for a month that is taken in on a day.

    Parameters
    ----------
    month : str
        "YYYY-MM".
    today : datetime.date
        The department's day, by the computer's clock.

    Returns
    -------
    datetime.date
        That day; where the month is not over by the clock, the last day of the month after it.
    """
    end = last_day(month)
    return today if today > end else last_day((end + timedelta(days=1)).strftime("%Y-%m"))
