"""Lines by target shares: each tier, from the best down, gets as near to its share as lines can bring it."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from tierline.compiled.layout import NONE
from tierline.errors import BadInputError
from tierline.messages import N_, Message, MessageList
from tierline.policy.exact import HUNDRED, decimal_text
from tierline.policy.resolved import Hysteresis
from tierline.simulate.index import WhatIfIndex
from tierline.simulate.suggestion import Suggestion, Trial, basis_points, greatest, nobody, share_text

METHOD = "shares"


def by_shares(index: WhatIfIndex, shares: Sequence[int], hysteresis: Hysteresis | None = None) -> Suggestion:
    """Find lines whose final tiers come as near to target shares as possible.

    Parameters
    ----------
    index : WhatIfIndex
    shares : sequence of int
        Basis points for every tier, best first; together 10 000.
    hysteresis : Hysteresis, optional
        Other settings than the policy's.

    Returns
    -------
    Suggestion
        Exact: floors, caps, overrides and hysteresis are those of scoring anew. The best tier's share
        is met first, then the next one's, given those above; of equally near lines the higher one counts,
        and no line stands farther from today's than it must. ``binding`` says where a share cannot be met.

    Raises
    ------
    BadInputError
        Too few or too many shares, a negative one, or a sum other than 100 %.

    Notes
    -----
    Source: rulebook XJ-1, XJ-4; Readings, Tiering. A tier's final accounts depend on its own line and
    those above only, and do not grow when its line is raised: bisection finds the best line.
    """
    wanted = _checked(shares, index.tiers)
    found_how = Message(
        N_(
            "Found by target shares: from the best tier down, the line whose final tier comes nearest to its "
            "share, floors, caps, overrides and hysteresis counted."
        )
    )
    trial, total = Trial(index, hysteresis), index.accounts
    if not total:
        return nobody(METHOD, found_how)
    lines: list[int] = []
    told: list[Message] = []
    for rank, share in enumerate(wanted[:-1]):
        line, message = _best_line(trial, lines, rank, Fraction(share, HUNDRED), total)
        lines.append(line)
        told += [message] if message else []
    settled = trial.nearest(lines)
    binding = MessageList("", {}, tuple(told)) if told else None
    return Suggestion(METHOD, found_how, settled, trial.accounts(settled), binding)


def _best_line(
    trial: Trial, upper: list[int], rank: int, share: Fraction, total: int
) -> tuple[int, Message | None]:
    """Return the line of a tier under those above it, and what kept it from its share."""
    low, high = trial.count - rank, (upper[-1] if upper else HUNDRED + 1) - 1

    def count(line: int) -> int:
        return trial.accounts(trial.filled([*upper, line]))[rank]

    enough = greatest(low, high, lambda line: count(line) >= share * total)
    # the next line up has too few; of all lines with as many, the highest
    fewer = low if enough is None else enough + 1
    candidates = [] if enough is None else [enough]
    if fewer <= high:
        least = count(fewer)
        candidates.append(greatest(low, high, lambda line: count(line) >= least) or fewer)
    line = min(candidates, key=lambda each: (abs(count(each) - share * total), -each))
    got = Fraction(count(line), total)
    if basis_points(got) == basis_points(share):
        return line, None
    places = {
        "tier": trial.index.tiers[rank],
        "wanted": share_text(share),
        "got": share_text(got),
        "line": decimal_text(line),
    }
    if got > share and line == high:
        return line, Message(
            N_(
                "{tier} cannot have less than {got}, though {wanted} is asked. Accounts by floors: "
                "{floors}, manual overrides: {overrides}, tiers held before: {held}, score: {rest}."
            ),
            {**places, **_causes(trial, trial.filled([*upper, line]), rank)},
        )
    if got < share and count(low) == count(line):
        return line, Message(
            N_(
                "{tier} cannot have more than {got}, though {wanted} is asked: even its lowest line "
                "brings no more."
            ),
            places,
        )
    return line, Message(
        N_(
            "{tier} gets {got} instead of {wanted}: accounts of one score stay together, and {line} is the "
            "nearest line."
        ),
        places,
    )


def _causes(trial: Trial, lines: Sequence[int], rank: int) -> dict[str, int]:
    """Count what puts accounts into a tier other than its line."""
    key = trial.index.arrays.key
    overrides = key[:, 4] != NONE
    floors = ~overrides & (key[:, 0] == rank)
    held = ~overrides & ~floors & (key[:, 2] == rank)
    parts = {
        "floors": floors,
        "overrides": overrides,
        "held": held,
        "rest": ~overrides & ~floors & ~held,
    }
    return {name: _only(trial, mask).accounts(lines)[rank] for name, mask in parts.items()}


def _only(trial: Trial, groups: Any) -> Trial:
    """Return a trial of some of the index's groups; the sums stay where they lie."""
    index, arrays = trial.index, trial.index.arrays
    some = arrays._replace(
        key=arrays.key[groups], low=arrays.low[groups], high=arrays.high[groups], at=arrays.at[groups]
    )
    return Trial(WhatIfIndex(some, index.tiers, index.lines, index.hysteresis, index.measures), trial.slow)


def _checked(shares: Sequence[int], tiers: tuple[str, ...]) -> list[int]:
    given = [int(share) for share in shares]
    if len(given) != len(tiers):
        raise BadInputError(
            N_("{given} shares are given, but {needed} are needed: one for each tier."),
            given=len(given),
            needed=len(tiers),
        )
    for tier, share in zip(tiers, given, strict=True):
        if share < 0:
            raise BadInputError(
                N_("The share of {tier} is {share}%. Give 0 or more."), tier=tier, share=decimal_text(share)
            )
    if sum(given) != HUNDRED:
        raise BadInputError(
            N_("The shares add up to {total}% instead of 100.00%. Change them to make 100."),
            total=decimal_text(sum(given)),
        )
    return given
