"""The impact strip (XJ-2, XJ-9, XJ-11): the desk's figures in the order in which they are read."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from traitlets import Bool, HasTraits, Int

from tierline.messages import Message
from tierline.simulate.impact import Expected, GroupImpact, Impact
from tierline_widgets.planner.desk import Desk


class ImpactModel(HasTraits):
    """What the desk's scenario changes.

    Attributes
    ----------
    version : int
        Counts up whenever there are new figures.
    means : bool
        Whether the means behind the expected profile are shown.
    """

    version = Int()
    means = Bool(False)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        desk.observe(self._anew, names=["graded", "filtered"])

    @property
    def impact(self) -> Impact:
        """The engine's figures for the scenario as it stands, of the accounts that pass the filter."""
        return self.desk.impact()

    @property
    def counted(self) -> int:
        """How many accounts the figures are of."""
        return self.impact.whole.before.accounts

    @property
    def hours_known(self) -> bool:
        """Whether the policy has service standards, so that there are staff hours to show."""
        return self.impact.whole.after.hours is not None

    @property
    def notes(self) -> tuple[Message, ...]:
        """What could not be worked out, in words."""
        return self.impact.notes

    @property
    def broken(self) -> list[Expected]:
        """The expectations that the scenario contradicts."""
        return [each for each in self.impact.profile if each.kept is False]

    def rows(self) -> list[GroupImpact]:
        """Return tiers best first, each class of several tiers after its last one."""
        found, policy = self.impact, self.desk.policy
        classes = {each.id: each for each in found.classes}
        of_tier = [tier.class_id for tier in policy.tiers]
        rows: list[GroupImpact] = []
        for place, tier in enumerate(found.tiers):
            rows.append(tier)
            last = place + 1 == len(of_tier) or of_tier[place + 1] != of_tier[place]
            if last and of_tier.count(of_tier[place]) > 1 and of_tier[place] in classes:
                rows.append(classes[of_tier[place]])
        return rows

    def toggle_means(self, _value: str = "") -> None:
        """Show the means behind the profile, or put them away."""
        self.means = not self.means

    def figures(self) -> list[dict[str, Any]]:
        """Return one row a tier, a class and for the whole, for the record.

        Money in hundredths of the currency a month, hours in hundredths a year.
        """
        found = self.impact
        return [_recorded(each) for each in (*found.tiers, *found.classes, found.whole)]

    def profile_figures(self) -> list[dict[str, Any]]:
        """Return one row a mean of the expected profile, before and under the scenario, for the record."""
        return [
            {
                "column": each.expectation.column,
                "group": group,
                "mean_before": _plain(each.means_before[group]),
                "mean": _plain(mean),
                "kept": each.kept,
            }
            for each in self.impact.profile
            for group, mean in each.means.items()
        ]

    def _anew(self, _change: Any = None) -> None:
        self.version += 1


def _recorded(each: GroupImpact) -> dict[str, Any]:
    row: dict[str, Any] = {"by": each.by, "group": each.id}
    row |= asdict(each.after)
    return row | {f"{name}_change": value for name, value in asdict(each.change).items()}


def _plain(mean: Any) -> float | None:
    return None if mean is None else float(mean)
