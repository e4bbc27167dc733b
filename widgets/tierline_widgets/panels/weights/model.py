"""What makes up the score, as the scenario has it; every edit that fits is one record at the desk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from traitlets import Bool, Enum, HasTraits, Int, Unicode

from tierline.errors import TierlineError
from tierline.messages import Message, MessageList
from tierline.policy.delta import Change
from tierline.policy.delta_check import check_delta
from tierline.policy.delta_paths import baseline
from tierline.policy.exact import HUNDRED
from tierline.policy.figures import RATIO
from tierline.policy.model import Title
from tierline.policy.resolved import Indicator
from tierline_widgets.panels.weights import scale
from tierline_widgets.panels.weights.sharing import check_weight, shared
from tierline_widgets.panels.weights.typed import decimal, hundredths_of, months_of

if TYPE_CHECKING:
    from tierline_widgets.planner.desk import Desk

PARTS = ("weights", "bands", "hysteresis", "rules")
_PART_OF = {
    "weight": "weights",
    "band": "bands",
    "missing": "bands",
    "hysteresis": "hysteresis",
    "rules": "rules",
}


@dataclass(frozen=True)
class Weight:
    """An indicator's weight in basis points, under the scenario (or as typed) and in the baseline."""

    id: str
    title: Title
    weight: int
    before: int


class WeightsModel(HasTraits):
    """Weights, bands, missing outcomes, hysteresis and rules of the scenario.

    Attributes
    ----------
    part : trait
        Which of them is shown.
    indicator : trait
        Whose bands are shown.
    following : trait
        Whether the other weights follow one that is typed; else they are taken together once they add
        up to 100 %.
    version : trait
        Counts up when something is to be drawn anew.
    faults, typed : dict
        What is wrong with an entry, and what was typed there, by the entry's name; not yet taken.
    drafts : dict of str to int
        Weights typed one by one that do not add up yet, basis points.

    Parameters
    ----------
    desk : Desk
    """

    part = Enum(PARTS, "weights")
    indicator = Unicode()
    following = Bool(True)
    version = Int(0)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.faults: dict[str, Message] = {}
        self.typed: dict[str, str] = {}
        self.drafts: dict[str, int] = {}
        self.indicator = desk.policy.indicators[0].id
        desk.observe(self._follow, names=["graded", "scenario_version"])

    # -- what is shown ----------------------------------------------------------------------------------

    def weights(self) -> list[Weight]:
        """Return every weight, as typed where it is not taken yet."""
        return [
            Weight(now.id, now.title, self.drafts.get(now.id, now.weight), before.weight)
            for now, before in zip(self.desk.policy.indicators, self.desk.base.indicators, strict=True)
        ]

    @property
    def total(self) -> int:
        """Sum of the weights shown, basis points."""
        return sum(each.weight for each in self.weights())

    @property
    def chosen(self) -> Indicator:
        """The indicator whose bands are shown."""
        return self._named(self.indicator)

    def value(self, path: str) -> Any:
        """Return what the scenario has at a path, written as in a policy's file."""
        held = self.desk.delta.get(path)
        return baseline(self.desk.base, path) if held is None else held

    def changed(self, path: str) -> bool:
        """Tell whether the scenario has another figure there than the policy."""
        return self.desk.delta.get(path) is not None

    @property
    def scale_path(self) -> str:
        """Path of the bands shown."""
        return f"indicators.{self.indicator}.scale"

    @property
    def in_percent(self) -> bool:
        """Whether the values of the bands shown are ratios, shown and typed in per cent."""
        return self.chosen.unit == RATIO

    def rows(self) -> list[scale.Row]:
        """Return the rows of the bands shown."""
        return scale.rows_of(self.chosen, self.value(self.scale_path))

    # -- what is done -----------------------------------------------------------------------------------

    def show(self, part: str) -> None:
        """Show another part; anything else is left alone."""
        if part in PARTS:
            self._forget()
            self.part = part

    def choose(self, indicator: str) -> None:
        """Show another indicator's bands."""
        if self._is_one(indicator):
            self._forget()
            self.indicator = indicator

    def let_follow(self, following: bool) -> None:
        """Let the other weights follow the one typed, or set each by hand; what waits is forgotten."""
        self._forget()
        self.following = following
        self.version += 1

    def forget(self) -> None:
        """Go back to the weights that hold."""
        self._forget()
        self.version += 1

    def set_weight(self, indicator: str, text: str) -> None:
        """Set a weight (per cent): the others follow, or it waits until all of them add up to 100 %."""

        def changes() -> list[Change] | None:
            wanted = hundredths_of(text)
            held = {each.id: each.weight for each in self.weights()}
            if self.following:
                return self._weight_changes(shared(held, indicator, wanted))
            check_weight(wanted)
            self.drafts[indicator] = wanted
            return self._weight_changes(held | self.drafts) if self.total == HUNDRED else None

        if self._is_one(indicator):
            self._take(f"weight.{indicator}", text, changes)

    def set_band(self, place: str, text: str) -> None:
        """Set a figure of an indicator's bands; ``place`` is "indicator.row.at" or "indicator.row.points"."""
        indicator, _, rest = place.partition(".")
        row, _, column = rest.partition(".")
        if not self._is_one(indicator) or not row.isdigit() or column not in ("at", "points"):
            return
        one, path = self._named(indicator), f"indicators.{indicator}.scale"
        if int(row) >= len(scale.rows_of(one, self.value(path))):
            return

        def changes() -> list[Change]:
            figure = _value(one, text) if column == "at" else Decimal(hundredths_of(text)) / 100
            return [Change(path, scale.with_figure(one, self.value(path), int(row), column, figure))]

        self._take(f"band.{place}", text, changes)

    def add_band(self, row: str) -> None:
        """Add a row after one of the bands shown."""
        self._reshape(row, scale.with_row)

    def remove_band(self, row: str) -> None:
        """Take a row of the bands shown away."""
        self._reshape(row, scale.without_row)

    def set_missing(self, indicator: str, text: str) -> None:
        """Set the points of a missing value, or "skip" to leave the indicator out of the score."""
        path = f"indicators.{indicator}.missing"

        def changes() -> list[Change]:
            return [Change(path, "skip") if text == "skip" else Change.hundredths(path, hundredths_of(text))]

        self._take(f"missing.{indicator}", text, changes)

    def set_hysteresis(self, field: str, text: str) -> None:
        """Set "enabled" ("true" or "false"), "months", or "buffer" (points or "off")."""
        path = f"hysteresis.{field}"

        def changes() -> list[Change]:
            if field == "enabled":
                return [Change(path, text == "true")]
            if field == "months":
                return [Change(path, months_of(text))]
            return [Change(path, "off") if text == "off" else Change.hundredths(path, hundredths_of(text))]

        if field in ("enabled", "months", "buffer"):
            self._take(path, text, changes)

    def set_rule(self, rule: str, on: bool) -> None:
        """Put a qualification rule in force or out of it."""
        self._take(f"rules.{rule}", str(on), lambda: [Change(f"rules.{rule}.enabled", on)])

    def bring_back(self, *paths: str) -> None:
        """Let figures be as the policy has them."""
        changed = [Change(path, None) for path in paths if self.changed(path)]
        if changed:
            self._take(paths[0], "", lambda: changed)

    # -- inside -----------------------------------------------------------------------------------------

    def _is_one(self, indicator: str) -> bool:
        return any(each.id == indicator for each in self.desk.policy.indicators)

    def _named(self, indicator: str) -> Indicator:
        return next(each for each in self.desk.policy.indicators if each.id == indicator)

    def _reshape(self, row: str, how: Callable[[Indicator, dict[str, Any], int], dict[str, Any]]) -> None:
        if row.isdigit() and int(row) < len(self.rows()) and scale.can_grow(self.chosen):
            path = self.scale_path
            name = f"band.{self.indicator}.{row}.at"
            self._take(name, "", lambda: [Change(path, how(self.chosen, self.value(path), int(row)))])

    def _weight_changes(self, wanted: dict[str, int]) -> list[Change]:
        return [
            Change.hundredths(f"indicators.{each.id}.weight", wanted[each.id])
            for each in self.desk.policy.indicators
            if wanted[each.id] != each.weight
        ]

    def _take(self, name: str, text: str, changes: Callable[[], Sequence[Change] | None]) -> None:
        """Hand an entry to the desk if it fits; else keep what was typed and say beside it what is wrong."""
        self.faults.pop(name, None)
        self.typed.pop(name, None)
        try:
            wanted = changes()
        except TierlineError as error:
            self._refuse(name, text, error.message)
            return
        if wanted is None:
            self.version += 1
            return
        problems = check_delta(self.desk.base, self.desk.with_changes(*wanted))
        if problems:
            # the box says already which figure it is
            told = tuple(each.places.get("rule", each) for each in problems)
            self._refuse(name, text, MessageList("", {}, told))
        elif wanted and not self.desk.edit(*wanted):
            assert self.desk.refusal is not None
            self._refuse(name, text, self.desk.refusal.message)
        else:
            self._forget()
            self.version += 1

    def _refuse(self, name: str, text: str, why: Message) -> None:
        self.faults[name], self.typed[name] = why, text
        kind, _, rest = name.partition(".")
        self.part = _PART_OF.get(kind, self.part)  # put back from an earlier page, it may not be in sight
        indicator = rest.partition(".")[0]
        if self.part == "bands" and self._is_one(indicator):
            self.indicator = indicator
        self.version += 1

    def _forget(self) -> None:
        self.faults, self.typed, self.drafts = {}, {}, {}

    def _follow(self, change: Any) -> None:
        if change.name == "graded":
            self._forget()
        ids = [each.id for each in self.desk.policy.indicators]
        if self.indicator not in ids:
            self.indicator = ids[0]
        self.version += 1


def _value(one: Indicator, text: str) -> Decimal:
    """Return a value typed for an indicator's scale: of a ratio in per cent."""
    typed = decimal(text)
    return typed / 100 if one.unit == RATIO else typed
