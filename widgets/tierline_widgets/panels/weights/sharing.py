"""Weights that stay at 100 %: what one takes, the others give in proportion."""

from __future__ import annotations

from collections.abc import Mapping

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.policy.exact import HUNDRED, decimal_text


def shared(weights: Mapping[str, int], changed: str, wanted: int) -> dict[str, int]:
    """Return all weights once one was set and the others gave or took in proportion.

    Parameters
    ----------
    weights : mapping of str to int
        Basis points by indicator; together 10 000.
    changed : str
        The indicator that was set.
    wanted : int
        Its new weight, basis points.

    Returns
    -------
    dict of str to int
        Together 10 000, exactly. What rounding leaves over goes to the largest remainders, the first
        of equal ones first; a weight of 0 stays 0.

    Raises
    ------
    BadInputError
        The weight lies outside 0 to 100 %, or no other indicator has a weight to give or take.

    Notes
    -----
    Source: rulebook XJ-3 (weights are policy and add to 100 %).
    """
    check_weight(wanted)
    others = {name: weight for name, weight in weights.items() if name != changed}
    held, rest = sum(others.values()), HUNDRED - wanted
    if not held and rest:
        raise BadInputError(
            N_("No other indicator has a weight that could follow. Set each by hand instead.")
        )
    given = {name: weight * rest // held if held else 0 for name, weight in others.items()}
    remainders = sorted(others, key=lambda name: -(others[name] * rest % held) if held else 0)
    for name in remainders[: rest - sum(given.values())]:
        given[name] += 1
    return {name: wanted if name == changed else given[name] for name in weights}


def check_weight(weight: int) -> None:
    """Refuse a weight (basis points) that lies outside 0 to 100 %, with BadInputError."""
    if not 0 <= weight <= HUNDRED:
        raise BadInputError(
            N_("A weight of {weight} % is not possible. Type 0 to 100 %."), weight=decimal_text(weight)
        )
