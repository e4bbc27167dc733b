"""What differs between two policies of points, or between two months of one."""

from __future__ import annotations

from tierline.performance.policy_resolved import PointsPolicy
from tierline.policy.diff import Difference
from tierline.policy.show import value_text


def diff_points(before: PointsPolicy, after: PointsPolicy) -> list[Difference]:
    """Return every figure, indicator, role and item that differs, in the order of the one, then the other.

    Parameters
    ----------
    before, after : PointsPolicy

    Returns
    -------
    list of Difference
        Empty when both give the same points; titles, references and sources are not compared.
    """
    old, new = _figures(before), _figures(after)
    return [
        Difference(name, old.get(name), new.get(name))
        for name in dict.fromkeys([*old, *new])
        if old.get(name) != new.get(name)
    ]


def _figures(policy: PointsPolicy) -> dict[str, str]:
    """Return what decides points, by name, as text; equal texts give the same points."""
    figures = {"period": policy.period}
    for each in policy.indicators:
        target = "table" if each.target_value is None else "policy"
        figures[each.id] = f"{each.kind} {each.unit} {each.actual} {target}"
    for role in policy.roles:
        team = f" {role.mix.team} {role.mix.team_role}" if role.mix else ""
        figures[role.id] = f"{role.bounds}{team}"
    for item in policy.items:
        figures[item.id] = f"{item.effect} {', '.join(item.roles)}"
    for parameter in policy.parameters:
        figures[parameter.id] = value_text(parameter.value)
    return figures
