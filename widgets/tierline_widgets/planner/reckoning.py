"""The figures of one policy on one ground: worked out when they are first asked for, then kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tierline.service.standards import hours_per_tier
from tierline.simulate.capacity import Capacity, capacity
from tierline.simulate.impact import Impact, impact
from tierline.simulate.index import Countable, Preview, WhatIfIndex
from tierline.simulate.migration import Migration, migrate
from tierline.tiering.score import Graded

if TYPE_CHECKING:
    from tierline.policy.resolved import Policy
    from tierline_widgets.planner.ground import Ground


@dataclass(frozen=True)
class Scored:
    """Accounts scored under some weights, bands and rules: what lines and hysteresis do not change."""

    policy: Policy
    graded: Graded
    countable: Countable
    whole: WhatIfIndex

    def serves(self, policy: Policy) -> bool:
        """Tell whether another policy gives the same scores, floors and caps."""
        return policy.indicators == self.policy.indicators and policy.rules == self.policy.rules


def score_anew(ground: Ground, policy: Policy) -> Scored:
    """Grade the accounts and count them."""
    same = policy.indicators == ground.base.indicators and policy.rules == ground.base.rules
    graded = ground.before if same else ground.prepared.grade(policy)
    countable = Countable(graded, policy, ground.measures, ground.base_ranks)
    return Scored(ground.base if same else policy, graded, countable, countable.index())


class Reckoning:
    """Figures of a scenario's policy against the baseline.

    Parameters
    ----------
    ground : Ground
    policy : Policy
        The baseline with the scenario's changes.
    chosen : bool array, optional
        Which accounts count, one entry an account; default: all.
    earlier : Reckoning, optional
        One of the same ground: what it found is used again as far as it still holds.
    """

    def __init__(
        self, ground: Ground, policy: Policy, chosen: Any = None, earlier: Reckoning | None = None
    ) -> None:
        self.ground = ground
        self.policy = policy
        self.chosen = chosen
        known = earlier if earlier is not None and earlier.ground is ground else None
        usable = known is not None and known.scored.serves(policy)
        self.scored: Scored = known.scored if known is not None and usable else score_anew(ground, policy)
        counted = self.scored.whole
        if known is not None and usable and known.chosen is chosen:
            counted = known.index
        elif chosen is not None:
            counted = self.scored.countable.index(chosen)
        self.index: WhatIfIndex = self._of_policy(counted)
        if known is not None and known.policy is policy and "after" in known.__dict__:
            self.__dict__["after"] = known.after  # another filter grades nothing anew

    def _of_policy(self, index: WhatIfIndex) -> WhatIfIndex:
        lines = tuple(tier.line for tier in self.policy.tiers[:-1])
        return replace(index, lines=lines, hysteresis=self.policy.hysteresis)

    @cached_property
    def whole(self) -> WhatIfIndex:
        """The index of every account of the scope, whatever the filter."""
        return self._of_policy(self.scored.whole)

    @cached_property
    def preview(self) -> Preview:
        """Who goes where under the policy's lines, of the accounts chosen."""
        return self.index.preview(self.index.lines)

    @cached_property
    def after(self) -> Graded:
        """Every account graded under the policy."""
        known = self.scored.policy
        same = known.tiers == self.policy.tiers and known.hysteresis == self.policy.hysteresis
        return self.scored.graded if same else self.ground.prepared.grade(self.policy)

    @cached_property
    def hours(self) -> tuple[int, ...] | None:
        """Staff hours that an account of each tier is due, hundredths of an hour a year (XJ-11)."""
        return hours_per_tier(self.policy)

    @cached_property
    def impact(self) -> Impact:
        """What the lines mean for every tier and class, of the accounts chosen (XJ-2, XJ-11)."""
        return impact(self.preview, self.policy, self.ground.base)

    @cached_property
    def migration(self) -> Migration:
        """Who moves where and by what, of the accounts chosen."""
        ground = self.ground
        policies = (ground.base, self.policy)
        return migrate(ground.accounts, ground.before, self.after, policies, self.hours, self.chosen)

    @cached_property
    def capacity(self) -> Capacity:
        """Hours demanded against hours available, of every account of the scope (LY-2, LY-6, XJ-11)."""
        return capacity(self.ground.staff, self.after.outcome.tier, self.policy)
