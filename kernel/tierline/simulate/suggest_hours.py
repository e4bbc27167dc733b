"""Lines by capacity: as many accounts in the upper tiers as the hours allow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tierline.messages import N_, Message, MessageList
from tierline.policy.exact import HUNDRED
from tierline.policy.resolved import Hysteresis, Policy
from tierline.simulate.capacity import hours_text
from tierline.simulate.index import WhatIfIndex
from tierline.simulate.suggest_limits import Limit, blocks, bounded, checked_hours, checked_limit, class_hours
from tierline.simulate.suggestion import Suggestion, Trial, greatest, nobody

METHOD = "hours"


def by_hours(
    index: WhatIfIndex,
    policy: Policy,
    limits: Mapping[str, int],
    *,
    together: bool = False,
    hysteresis: Hysteresis | None = None,
) -> Suggestion:
    """Find the lowest lines whose hours keep within a limit for each class.

    Parameters
    ----------
    index : WhatIfIndex
    policy : Policy
        Its service standards give the hours of a tier.
    limits : mapping of str to int
        Hundredths of an hour a year by class. A class that is not named keeps its lines where it can.
    together : bool
        A limit is for the class and all above it, as ``limits_by_grade`` gives them.
    hysteresis : Hysteresis, optional
        Other settings than the policy's.

    Returns
    -------
    Suggestion
        The best class takes as many accounts as its hours allow, then the next; lines of one class keep
        their distance from each other where there is room. ``figures`` gives the hours of each class.
        Infeasible names the class that binds and by how many hours.

    Raises
    ------
    BadInputError
        No standards, an unknown class, a negative limit, or a lower tier that costs more than a higher.

    Notes
    -----
    Source: rulebook XJ-11, LY-6. Hours do not fall when lines are lowered: bisection over hundredths.
    """
    found_how = Message(
        N_(
            "Found by capacity: from the best class down, the lowest lines whose hours keep within the "
            "limit; lines of one class keep their distance."
        )
    )
    hours = checked_hours(policy)
    bounds = bounded(policy, limits, together)
    trial = Trial(index, hysteresis)
    if not index.accounts:
        return nobody(METHOD, found_how)
    lines: list[int] = []
    told: list[Message] = []
    for name, first, last in blocks(policy):
        own = [bound for bound in bounds if bound.class_id == name]
        # hours from the top grow with every account that is let in: what comes below must still fit
        checked = [*own, *(bound for bound in bounds if bound.first == 0 and bound.last > last)]
        checked = checked if together else own
        drop, over = _lowest(trial, lines, (first, last), hours, checked, moves=bool(own))
        if over is not None:
            return Suggestion(METHOD, found_how, infeasible=over)
        lines = _shifted(trial, lines, (first, last), drop)
        told += _stopped(trial, lines, (first, last), hours, checked) if own else []
    return _found(policy, trial, lines, hours, found_how, told)


def by_total_hours(
    index: WhatIfIndex, policy: Policy, limit: int, hysteresis: Hysteresis | None = None
) -> Suggestion:
    """Find the lowest lines whose hours keep within one limit for all tiers together.

    Parameters
    ----------
    index, policy, hysteresis
        As for ``by_hours``.
    limit : int
        Hundredths of an hour a year.

    Returns
    -------
    Suggestion
        All lines are moved by the same distance, as far down as the hours allow; a line that would leave
        the scale stays at its end. ``figures`` gives the hours of each class.

    Raises
    ------
    BadInputError
        As for ``by_hours``.
    """
    found_how = Message(
        N_("Found by capacity: all lines moved together as far down as {limit} hours for all tiers allow."),
        {"limit": hours_text(limit)},
    )
    hours = checked_hours(policy)
    bound = [Limit("", Message(N_("all tiers")), 0, len(index.tiers) - 1, limit)]
    checked_limit(bound[0].name, limit)
    trial = Trial(index, hysteresis)
    if not index.accounts:
        return nobody(METHOD, found_how)
    everything = (0, trial.count)
    drop, over = _lowest(trial, [], everything, hours, bound, moves=True)
    if over is not None:
        return Suggestion(METHOD, found_how, infeasible=over)
    lines = _shifted(trial, [], everything, drop)
    return _found(policy, trial, lines, hours, found_how, _stopped(trial, lines, everything, hours, bound))


def _found(
    policy: Policy,
    trial: Trial,
    lines: Sequence[int],
    hours: Sequence[int],
    found_how: Message,
    told: Sequence[Message],
) -> Suggestion:
    accounts = trial.accounts(lines)
    return Suggestion(
        METHOD,
        found_how,
        tuple(lines),
        accounts,
        MessageList("", {}, tuple(told)) if told else None,
        figures=class_hours(policy, accounts, hours),
    )


def _lowest(
    trial: Trial,
    upper: Sequence[int],
    block: tuple[int, int],
    hours: Sequence[int],
    limits: Sequence[Limit],
    *,
    moves: bool,
) -> tuple[int, Message | None]:
    """Return how far a block's lines can drop, or what is too much even with them as high as can be."""
    least = -HUNDRED

    def fits(drop: int) -> bool:
        return not _over(trial, _shifted(trial, upper, block, drop), hours, limits)

    if not fits(least):
        worst = _over(trial, _shifted(trial, upper, block, least), hours, limits)[0]
        return least, _too_much(trial, _shifted(trial, upper, block, least), hours, worst)
    # a class without a limit of its own stays where it is, or as near as the limits above let it
    most = HUNDRED if moves else 0
    return greatest(least, most, fits) or 0, None


def _shifted(trial: Trial, upper: Sequence[int], block: tuple[int, int], drop: int) -> list[int]:
    """Return the lines above a block and the block's own, dropped, strictly falling and with room below."""
    first, last = block
    above = upper[-1] if upper else HUNDRED + 1
    own = []
    for place in range(first, min(last + 1, trial.count)):
        line = min(trial.index.lines[place] - drop, above - 1 - (place - first))
        own.append(max(line, trial.count - place))
    return [*upper, *own]


def _over(trial: Trial, lines: Sequence[int], hours: Sequence[int], limits: Sequence[Limit]) -> list[Limit]:
    return [limit for limit in limits if _demanded(trial, lines, hours, limit) > limit.hours]


def _demanded(trial: Trial, lines: Sequence[int], hours: Sequence[int], limit: Limit) -> int:
    """Return the hours of a limit's tiers, lines below those given standing as high as they can."""
    accounts = trial.accounts(trial.filled(lines))
    return sum(accounts[rank] * hours[rank] for rank in range(limit.first, limit.last + 1))


def _too_much(trial: Trial, lines: Sequence[int], hours: Sequence[int], limit: Limit) -> Message:
    demanded = _demanded(trial, lines, hours, limit)
    places = _places(limit, demanded, demanded - limit.hours)
    if limit.first == trial.count:
        return Message(
            N_(
                "Not feasible: the hours of {name} bind. The accounts that the classes above have no "
                "hours for demand {demanded} hours here, {over} more than the limit of {limit}. Raise a "
                "limit, or lower a standard."
            ),
            places,
        )
    return Message(
        N_(
            "Not feasible: the hours of {name} bind. Even with as few accounts as floors, overrides "
            "and held tiers allow, {demanded} are demanded, {over} more than the limit of {limit}. Raise the "
            "limit, or lower the standard."
        ),
        places,
    )


def _stopped(
    trial: Trial, lines: list[int], block: tuple[int, int], hours: Sequence[int], limits: Sequence[Limit]
) -> list[Message]:
    """Say which limit keeps a block's lines from dropping by another hundredth."""
    first, last = block
    upper, own = lines[:first], lines[first : last + 1]
    lower = [max(line - 1, trial.count - first - place) for place, line in enumerate(own)]
    if not own or lower == own:
        return []
    return [
        Message(
            N_(
                "The hours of {name} bind: lines lower by 0.01 would demand {demanded}, {over} more than the "
                "limit of {limit}."
            ),
            _places(limit, demanded, demanded - limit.hours),
        )
        for limit in limits
        if (demanded := _demanded(trial, [*upper, *lower], hours, limit)) > limit.hours
    ]


def _places(limit: Limit, demanded: int, over: int) -> dict[str, object]:
    return {
        "name": limit.name,
        "demanded": hours_text(demanded),
        "over": hours_text(over),
        "limit": hours_text(limit.hours),
    }
