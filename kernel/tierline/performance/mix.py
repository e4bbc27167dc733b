"""Points of those who work for a team: half their own, half the team's mean, by policy (LY-16)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tierline.performance.policy_resolved import Mix

_WHOLE = 10_000  # one in basis points
_MILLIONTHS = 10_000  # of a point, in a hundredth


def unrounded(base: int, bonus: int, deduction: int, lowest: int, highest: int) -> int:
    """Return a statement's total in millionths before it is rounded.

    Parameters
    ----------
    base, bonus, deduction : int
        Millionths, as `points.Statements` has them.
    lowest, highest : int
        Bounds of the total in hundredths of a point.
    """
    return min(max(base + bonus - deduction, lowest * _MILLIONTHS), highest * _MILLIONTHS)


def mixed(own: int, team: int, counted: int, share: int) -> int:
    """Return the total in hundredths, rounded half up once.

    Parameters
    ----------
    own : int
        The person's own total, unrounded, in millionths and not below 0.
    team : int
        Sum of the same of the members that count.
    counted : int
        How many they are; where there is none, own points alone.
    share : int
        What the own points count for, in basis points.

    Notes
    -----
    Exact: own x share + mean(team) x (1 - share), in integers. Source: rulebook LY-16; Readings, Points.
    """
    if not counted:
        return (own + _MILLIONTHS // 2) // _MILLIONTHS
    total = own * share * counted + team * (_WHOLE - share)
    one = _WHOLE * counted * _MILLIONTHS
    return (2 * total + one) // (2 * one)


def team_of(manager_id: str, managers: Iterable[Mapping[str, Any]], mix: Mix) -> tuple[str, ...]:
    """Return whose points count for one person's, ascending; never the person's own.

    Parameters
    ----------
    manager_id : str
    managers : iterable of mapping
        The month's table of managers: manager_id, role, team_id.
    mix : Mix
    """
    rows = list(managers)
    own = next((row["team_id"] for row in rows if row["manager_id"] == manager_id), None)
    return tuple(
        sorted(
            row["manager_id"]
            for row in rows
            if row["role"] == mix.team_role
            and row["manager_id"] != manager_id
            and (mix.team == "all" or (own is not None and row["team_id"] == own))
        )
    )
