"""What a month's points are made of: the figures of a policy, checked, as arrays for the kernel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tierline.errors import BadInputError
from tierline.messages import N_

if TYPE_CHECKING:
    from tierline.compiled.statements import Terms

KINDS = ("more", "less", "less_linear", "level")
OUTCOMES = ("hold", "nothing", "skip", "full", "meet")
NO_ACTUAL = OUTCOMES[:3]
NO_TARGET = OUTCOMES[:4]
WHOLE = 1_000_000  # one, in millionths
_HUNDREDTH = 10_000  # of a point, in millionths
MOST_POINTS = 2000 * WHOLE  # millionths of a point must fit 32 bits
HIGHEST_CEILING = 10 * WHOLE


@dataclass(frozen=True)
class Indicator:
    """One indicator of a month (LY-14).

    Parameters
    ----------
    id, category : str
        Its name, and the category its points count in.
    weight : int
        Points at full completion, in hundredths.
    kind : str
        "more" is better: actual / target; "less" is better: target / actual, an actual of 0 reaching
        the ceiling; "less_linear": 2 - actual / target; "level": all points at or above the target,
        in proportion below, without the floor.
    floor, ceiling : int
        Completions in millionths: no points below the one, no more beyond the other.
    no_actual : str
        What a missing actual leads to: "hold" the statement, "nothing", or "skip" the indicator.
    no_target, zero_target : str
        What a missing target, or one not above 0, leads to: these, "full" points, or (zero only)
        "meet": full points where the actual is as good as the target.
    """

    id: str
    category: str
    weight: int
    kind: str = "more"
    floor: int = 600_000
    ceiling: int = WHOLE
    no_actual: str = "hold"
    no_target: str = "skip"
    zero_target: str = "skip"


@dataclass(frozen=True)
class Scheme:
    """A month's points (LY-12, LY-13): the figures come from a policy, none stands in the code.

    Parameters
    ----------
    indicators : tuple of Indicator
        In the order of their codes.
    bonus_cap, deduction_cap : int
        Share of the basis in millionths.
    cap_basis : str
        "allotted": the categories' points; "attained": what was reached of them.
    cap_categories : bool
        A category never exceeds its own share, the sum of its indicators' weights.
    lowest, highest : int
        Bounds of the total, in hundredths of a point.

    Raises
    ------
    BadInputError
        A figure that makes no sense, or beyond 2 000 points or a ceiling of 10.
    """

    indicators: tuple[Indicator, ...]
    bonus_cap: int
    deduction_cap: int
    lowest: int
    highest: int
    cap_basis: str = "allotted"
    cap_categories: bool = True

    def __post_init__(self) -> None:
        for indicator in self.indicators:
            _check(indicator)
        rules = (
            (len(self.indicators) > 0, N_("The scheme has no indicator. Give at least one.")),
            (
                sum(each.weight * each.ceiling for each in self.indicators) * _HUNDREDTH
                <= MOST_POINTS * WHOLE,
                N_("All weights at their ceilings together exceed 2 000 points. Lower them."),
            ),
            (
                0 <= self.bonus_cap <= WHOLE and 0 <= self.deduction_cap <= WHOLE,
                N_("The caps of bonus and deduction must lie within 0 and 100 %."),
            ),
            (self.cap_basis in {"allotted", "attained"}, N_("The caps' basis is 'allotted' or 'attained'.")),
            (
                0 <= self.lowest <= self.highest <= MOST_POINTS // _HUNDREDTH,
                N_("The total's bounds must rise and lie within 0 and 2 000 points."),
            ),
        )
        for sound, message in rules:
            if not sound:
                raise BadInputError(message)

    @property
    def categories(self) -> tuple[str, ...]:
        """The categories in the order of their first indicator."""
        return tuple(dict.fromkeys(indicator.category for indicator in self.indicators))

    def terms(self) -> Terms:
        """Return the figures as the kernel takes them."""
        # loaded where it is needed: a page that settles one statement in whole numbers does without
        from tierline.compiled import statements as kernel

        every, names = self.indicators, self.categories
        weights = [each.weight * _HUNDREDTH for each in every]
        # a level is reached or not: beyond it nothing more, below it in proportion
        floors = [0 if each.kind == "level" else each.floor for each in every]
        ceilings = [WHOLE if each.kind == "level" else each.ceiling for each in every]
        most = [
            (2 * weight * ceiling + WHOLE) // (2 * WHOLE)
            for weight, ceiling in zip(weights, ceilings, strict=True)
        ]
        category = [names.index(each.category) for each in every]
        shares = [
            sum(weight for weight, at in zip(weights, category, strict=True) if at == place)
            for place in range(len(names))
        ]
        kinds = {
            "more": kernel.MORE,
            "level": kernel.MORE,
            "less": kernel.LESS,
            "less_linear": kernel.LESS_LINEAR,
        }

        def whole(numbers: list[int]) -> Any:
            return np.array(numbers, np.int64)

        return kernel.Terms(
            kind=whole([kinds[each.kind] for each in every]),
            weight=whole(weights),
            floor=whole(floors),
            ceiling=whole(ceilings),
            most=whole(most),
            no_actual=whole([OUTCOMES.index(each.no_actual) for each in every]),
            no_target=whole([OUTCOMES.index(each.no_target) for each in every]),
            zero_target=whole([OUTCOMES.index(each.zero_target) for each in every]),
            category=whole(category),
            share=whole(shares),
            cap_categories=self.cap_categories,
            cap_by_attained=self.cap_basis == "attained",
            bonus_cap=self.bonus_cap,
            deduction_cap=self.deduction_cap,
            lowest=self.lowest * _HUNDREDTH,
            highest=self.highest * _HUNDREDTH,
        )


def _check(indicator: Indicator) -> None:
    rules = (
        (indicator.weight > 0, N_("{indicator}: the weight must be above 0.")),
        (indicator.kind in KINDS, N_("{indicator}: unknown kind '{kind}'. Use one of {kinds}.")),
        (
            0 <= indicator.floor <= WHOLE <= indicator.ceiling <= HIGHEST_CEILING,
            N_("{indicator}: the floor must lie within 0 and 1, the ceiling within 1 and 10."),
        ),
        (
            indicator.no_actual in NO_ACTUAL
            and indicator.no_target in NO_TARGET
            and indicator.zero_target in OUTCOMES,
            N_(
                "{indicator}: unknown outcome. A missing actual takes hold, nothing or skip; a missing "
                "target also full; a target of 0 also meet."
            ),
        ),
    )
    for sound, message in rules:
        if not sound:
            raise BadInputError(message, indicator=indicator.id, kind=indicator.kind, kinds=", ".join(KINDS))
