"""The what-if index: any tier lines answered exactly, in microseconds, for any number of accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from tierline.compiled import layout, reach, whatif
from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.policy.exact import HUNDRED, decimal_text
from tierline.policy.resolved import Hysteresis, Policy
from tierline.simulate import compact
from tierline.simulate.counting import Keyed, Measures
from tierline.simulate.reached import Reached
from tierline.tiering.score import Graded


@dataclass(frozen=True)
class Preview:
    """Who goes where: ``moves[base, tier]`` holds accounts, then the measures, as exact integers.

    Tiers are ranks from the top, ``measures`` names the further figures of each cell.
    """

    moves: Any
    measures: tuple[str, ...]

    @property
    def totals(self) -> Any:
        """int64[tiers, 1 + measures]: accounts and measures of each tier under the lines asked for."""
        return self.moves.sum(axis=0)

    @property
    def base(self) -> Any:
        """int64[tiers, 1 + measures]: accounts and measures of each tier as they are today."""
        return self.moves.sum(axis=1)

    @property
    def moved(self) -> int:
        """How many accounts change tier."""
        counts = self.moves[:, :, 0]
        return int(counts.sum() - np.trace(counts))


@dataclass(frozen=True)
class WhatIfIndex:
    """Prefix sums by group and score; ``arrays`` is all that the index tells, ``reached`` answers from it."""

    arrays: whatif.Index
    tiers: tuple[str, ...]
    lines: tuple[int, ...]
    hysteresis: Hysteresis
    measures: tuple[str, ...]

    @property
    def accounts(self) -> int:
        """How many accounts the index holds."""
        ends = self.arrays.at + self.arrays.high - self.arrays.low + 1
        return int(self.arrays.sums[ends, 0].sum())

    @cached_property
    def reached(self) -> Reached:
        """Who reaches each tier by score, added up over the groups: what a preview reads."""
        return Reached(self.arrays, len(self.tiers))

    def to_bytes(self) -> bytes:
        """Return the compact form for a browser: see ``tierline.simulate.compact``."""
        return compact.to_bytes(self.arrays, self.tiers, self.lines, self.hysteresis, self.measures)

    @classmethod
    def from_bytes(cls, packed: bytes) -> WhatIfIndex:
        """Unpack the compact form; IntegrityError when it is not whole, to the byte."""
        return cls(*compact.from_bytes(packed))

    def preview(self, lines: Sequence[int], hysteresis: Hysteresis | None = None) -> Preview:
        """Answer a set of lines.

        Parameters
        ----------
        lines : sequence of int
            Hundredths, one a tier but the lowest, best tier first, strictly falling, above 0 and up
            to 10 000.
        hysteresis : Hysteresis, optional
            Other settings than the policy's.

        Returns
        -------
        Preview
            The same figures as scoring every account anew under these lines.

        Raises
        ------
        BadInputError
            Lines that are not whole hundredths, cross, are too few or too many, or lie outside the scale;
            or a hysteresis not asked for before whose sums need more memory than they may have.

        Notes
        -----
        Source: rulebook XJ-4, XJ-5; Readings, Tiering.
        """
        line = checked_lines(lines, self.tiers)
        slow = hysteresis or self.hysteresis
        reached = self.reached.under(slow)
        found = reached.fixed.copy()
        reach.preview(reached, line, layout.NONE if slow.buffer is None else slow.buffer, found)
        return Preview(found, self.measures)


class Countable:
    """Graded accounts that are counted again and again, under one filter after another.

    What no filter changes is worked out here, once: an index of one area, industry or manager then takes
    a fraction of the first one's time.

    Parameters
    ----------
    graded : Graded
        From ``grade_table`` or ``Prepared.grade``; its scores are read again by every ``index``.
    policy : Policy
        The policy that graded them.
    measures : Measures or mapping of str to integer array, optional
        Further figures to add up, in whole units (money in fen), one entry an account. ``Measures.taken``
        checks them once where many policies are tried on the same accounts.
    base : int8 array, optional
        Rank of the tier to compare with; default: the tier just assigned.

    Raises
    ------
    BadInputError
        A measure that is no whole number or too large to add up exactly, or of the wrong length.
    """

    def __init__(
        self,
        graded: Graded,
        policy: Policy,
        measures: Measures | Mapping[str, Any] | None = None,
        base: Any = None,
    ) -> None:
        self._policy = policy
        self._measures = (
            measures
            if isinstance(measures, Measures)
            else Measures.taken(measures or {}, len(graded.outcome.score))
        )
        self._keyed = Keyed(graded, policy, base)

    def index(self, chosen: Any = None) -> WhatIfIndex:
        """Count the accounts ``chosen`` (bool array, one entry an account; None = all).

        The first preview under the policy's own hysteresis is as quick as any other: it is made ready here.
        """
        policy = self._policy
        lines = tuple(tier.line for tier in policy.tiers[:-1])
        arrays = self._keyed.count(self._measures.values, chosen)
        found = WhatIfIndex(arrays, policy.tier_ids, lines, policy.hysteresis, self._measures.names)
        found.reached.under(policy.hysteresis)
        return found


def build_index(
    graded: Graded,
    policy: Policy,
    measures: Measures | Mapping[str, Any] | None = None,
    base: Any = None,
    chosen: Any = None,
) -> WhatIfIndex:
    """Count graded accounts by group and score, once; see ``Countable`` for the parameters.

    Parameters
    ----------
    graded, policy, measures, base
        As for ``Countable``.
    chosen : bool array, optional
        Which accounts to count (a filter by area, industry or manager); default: all.

    Returns
    -------
    WhatIfIndex
        Its size does not depend on the number of accounts.
    """
    return Countable(graded, policy, measures, base).index(chosen)


def checked_lines(lines: Sequence[int], tiers: tuple[str, ...]) -> Any:
    """Return lines as the array the kernel reads, the lowest tier's 0 included; BadInputError when unfit."""
    if len(lines) != len(tiers) - 1:
        raise BadInputError(
            N_("{given} lines are given, but {needed} are needed: one for each tier but the lowest."),
            given=len(lines),
            needed=len(tiers) - 1,
        )
    given = [_whole(line, tier) for line, tier in zip(lines, tiers, strict=False)]
    for place, line in enumerate(given):
        above = given[place - 1] if place else HUNDRED + 1
        if not 0 < line < above:
            raise BadInputError(
                N_("The line of {tier} at {line} must lie above 0 and below {above}. Move it."),
                tier=tiers[place],
                line=decimal_text(line),
                above=tiers[place - 1] + " " + decimal_text(above) if place else decimal_text(above),
            )
    return np.array([*given, 0], np.int64)


def _whole(line: object, tier: str) -> int:
    """Return a line in hundredths; 9000.0 is one, 9000.5, "9000" and True are not."""
    if type(line) is int:  # nearly always, and a preview takes microseconds
        return line
    if isinstance(line, np.integer) or (isinstance(line, (float, np.floating)) and float(line).is_integer()):
        return int(line)
    raise BadInputError(
        N_("The line of {tier} is {line}, not a whole number of hundredths. Write 80.00 points as 8000."),
        tier=tier,
        line=repr(line) if isinstance(line, str) else line,
    )


def with_lines(policy: Policy, lines: Sequence[int]) -> Policy:
    """Return the policy with other lines, for scoring every account anew."""
    line = checked_lines(lines, policy.tier_ids)
    tiers = tuple(replace(tier, line=int(each)) for tier, each in zip(policy.tiers, line, strict=True))
    return replace(policy, tiers=tiers)
