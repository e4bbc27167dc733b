"""The stored months replayed under other settings of hysteresis; worked out when asked for."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any, TypeVar

import pyarrow as pa
from traitlets import Enum, HasTraits, Int

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.policy.delta import Change
from tierline.policy.exact import HUNDRED
from tierline.policy.resolved import Hysteresis, Policy
from tierline.simulate.replay import replaying, settings, stored_months
from tierline_widgets.entered import typed_hundredths, typed_list, typed_whole
from tierline_widgets.panels.fragility.boxes import Boxes
from tierline_widgets.planner.desk import Desk
from tierline_widgets.work import Work

FIRST = {"months": "1, 2, 3", "buffers": "off, 2, 5, 10", "back": "3", "last": "12"}
OFF = ("off", "关")
MOST_SETTINGS = 60
Typed = TypeVar("Typed")
OWN, SCENARIO = "own", "scenario"
TOO_MANY = N_("Type months and buffers to try, at most {most} settings together.")
MONTHS_BELOW = 12  # of a year: the longest wait that a policy may ask for


class ReplayModel(HasTraits):
    """How often tiers would have flapped, and how late they would have been, under settings of hysteresis.

    Attributes
    ----------
    policy : trait
        "own": each month under the policy that closed it; "scenario": every month under the desk's.
    version : trait
        Counts up when there is something new to draw.
    boxes : Boxes
        What stands in the boxes "months", "buffers", "back" and "last", and what is wrong there.
    work : Work
    found : list of dict or None
        A row a setting, as ``replay`` returns them, in the order of the grid; today's setting and the
        scenario's are among them.
    replayed : list of str
        The months replayed.
    void : bool
        Whether the desk has overtaken what was found.
    """

    policy = Enum([OWN, SCENARIO], default_value=OWN)
    version = Int()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.work = Work()
        self.found: list[dict[str, Any]] | None = None
        self.replayed: list[str] = []
        self.back = 0
        self.void = False
        self._basis: Any = None
        self.boxes = Boxes(FIRST)
        desk.observe(self._anew, names=["graded"])
        self.work.observe(self._tell, names=["running", "done"])

    def grade_by(self, policy: str) -> None:
        """Choose whose policy grades the months; an unknown one is left alone."""
        if policy in (OWN, SCENARIO):
            self.policy = policy
            self.version += 1

    def run(self, *, soon: bool = False) -> None:
        """Begin the replay; with ``soon`` it goes on between the messages of the page.

        What was typed that is no grid of settings or no number of months becomes a fault of its box, and
        what was found stays. Too few months are told by ``work.trouble``.
        """
        read = self.boxes.read
        tried = self._tried()
        back = read("back", lambda typed: typed_whole(typed, Message(N_("months to look ahead")), 1, 24))
        last = read("last", lambda typed: typed_whole(typed, Message(N_("months to replay")), 1, 240))
        self.version += 1
        if tried is None or back is None or last is None:
            return
        desk = self.desk
        most = len(desk.session.months)
        there = [month for month in desk.session.months if month <= desk.ground.closed.month]
        months = there[-min(last, most) :]
        by = desk.policy if self.policy == SCENARIO else None
        self.void, self.found = False, None
        self._basis = self._stands_on()
        self.back, self.replayed = back, months
        steps = _steps(desk, months, tried, by, back)
        self.work.start(steps, len(months) + len(tried), self._take, soon=soon)

    @property
    def judged(self) -> tuple[str, str]:
        """The first and last month whose moves are counted: it needs one before and ``back`` after it."""
        return self.replayed[1], self.replayed[-1 - self.back]

    def own(self, row: dict[str, Any]) -> bool:
        """Tell whether a row is the scenario's own setting."""
        return _setting(row) == self.desk.policy.hysteresis

    def today(self, row: dict[str, Any]) -> bool:
        """Tell whether a row is the setting that the policy has today."""
        return _setting(row) == self.desk.base.hysteresis

    def use(self, place: str) -> None:
        """Take a setting (its place in the grid, as text) into the scenario.

        Raises
        ------
        TierlineError
            No such setting was tried, or the desk refused it; it stays as it was.
        """
        if not self.found or not place.isdigit() or int(place) >= len(self.found):
            raise BadInputError(N_("No such setting was tried. Choose one of the table."))
        wanted, now = _setting(self.found[int(place)]), self.desk.policy.hysteresis
        changes = [Change("hysteresis.enabled", True)] if not now.enabled else []
        if wanted.months != now.months:
            changes.append(Change("hysteresis.months", wanted.months))
        if wanted.buffer != now.buffer:
            buffer = wanted.buffer
            changes.append(
                Change("hysteresis.buffer", OFF[0])
                if buffer is None
                else Change.hundredths("hysteresis.buffer", buffer)
            )
        if changes and not self.desk.edit(*changes) and self.desk.refusal is not None:
            raise self.desk.refusal

    def _tried(self) -> tuple[Hysteresis, ...] | None:
        """Return the settings of the boxes with today's and the scenario's; None if a box has a fault."""
        months, buffers = self.boxes.read("months", _months_below), self.boxes.read("buffers", _buffers)
        if months is None or buffers is None:
            return None
        found = settings(months, buffers)
        for known in (self.desk.base.hysteresis, self.desk.policy.hysteresis):
            found = found if known in found else (*found, known)
        if len(found) <= MOST_SETTINGS:
            return found
        self.boxes.faults["buffers"] = Message(TOO_MANY, {"most": MOST_SETTINGS})
        return None

    def _take(self, found: pa.Table) -> None:
        self.found = found.to_pylist()

    def _stands_on(self) -> Any:
        policy = self.desk.policy
        figures = policy.indicators, policy.rules, policy.tiers
        return policy.month, figures if self.policy == SCENARIO else None

    def _anew(self, _change: Any = None) -> None:
        if (self.found is not None or self.work.running) and self._basis != self._stands_on():
            self.work.stop()
            self.found, self.void = None, True
        self.version += 1

    def _tell(self, _change: Any = None) -> None:
        self.version += 1


def _steps(
    desk: Desk, months: Sequence[str], tried: Sequence[Hysteresis], by: Policy | None, back: int
) -> Generator[int, None, pa.Table]:
    """Load month by month, then try setting by setting."""
    session = desk.session
    loaded = []
    for month in months:
        loaded += stored_months([session.closed(month)], session.scope, by)
        yield len(loaded)
    trying = replaying(loaded, tried, back)
    while True:
        try:
            done = next(trying)
        except StopIteration as end:
            found: pa.Table = end.value
            return found
        yield len(loaded) + done


def _months_below(typed: str) -> list[int]:
    name = Message(N_("months below before a downgrade"))
    found = [typed_whole(each, name, 1, MONTHS_BELOW) for each in typed_list(typed)]
    return _some(found)


def _buffers(typed: str) -> list[int | None]:
    return _some([_buffer(each) for each in typed_list(typed)])


def _some(found: list[Typed]) -> list[Typed]:
    """Return each once, in the order typed; an empty list is refused."""
    if not found:
        raise BadInputError(TOO_MANY, most=MOST_SETTINGS)
    return list(dict.fromkeys(found))


def _buffer(typed: str) -> int | None:
    if typed.lower() in OFF:
        return None
    found = typed_hundredths(typed, Message(N_("points below the line")))
    if not 0 <= found <= HUNDRED:
        raise BadInputError(N_("A buffer lies between 0 and 100 points, or is “off”."))
    return found


def _setting(row: dict[str, Any]) -> Hysteresis:
    return Hysteresis(row["enabled"], row["months"], row["buffer"])
