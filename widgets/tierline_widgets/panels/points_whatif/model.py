"""Other actuals tried on the statement that is open; nothing of it is stored."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from traitlets import HasTraits, Int

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.performance.gains import full_at, gain_between
from tierline.performance.units import UNITS
from tierline.performance.what_if import with_actuals
from tierline_widgets.entered import typed_hundredths, typed_whole

if TYPE_CHECKING:
    from tierline.performance.statement import Line, Statement
    from tierline_widgets.points.book import Book

_STEPS = 200  # of a slider, at most
_BEYOND = 5, 4  # a slider reaches a quarter beyond where full points are,
_ROOM = 11, 10  # and a tenth beyond what was reached
_WHOLE_SHARE = 10_000
_HUNDREDTHS = 100
LARGEST = 10**14  # smallest units: beyond it a figure is a slip of the keyboard


class WhatIfModel(HasTraits):
    """What the open statement would come to with other actuals.

    Attributes
    ----------
    version : int
        Counts up whenever another actual is tried.
    """

    version = Int(0)

    def __init__(self, book: Book) -> None:
        super().__init__()
        self.book = book
        self.session = book.session
        self.tried: dict[str, int] = {}
        self.faults: dict[str, BadInputError] = {}
        book.observe(self._turned, names=["manager", "version"])
        self.session.observe(self._turned, names=["month"])

    def before(self) -> Statement:
        """Return the statement as it is."""
        return self.book.statement()

    def after(self) -> Statement:
        """Return what it would come to."""
        return with_actuals(self.before(), self.book.policy(), self.tried)

    def gain(self) -> int:
        """Return what the total gains by it, in hundredths; 0 where one of the two is held."""
        before, after = self.before(), self.after()
        return 0 if before.total is None or after.total is None else gain_between(before, after)

    def reach(self, line: Line) -> tuple[int, int]:
        """Return (largest value, step) of a line's slider in smallest units."""
        indicator = self.book.policy().indicator(line.indicator)
        known = [(line.actual or 0) * _ROOM[0] // _ROOM[1], self.tried.get(line.indicator, 0)]
        if line.target is not None and line.target > 0:
            full = full_at(indicator, line.target)
            known.append(max(full, line.target) * _BEYOND[0] // _BEYOND[1] + 1)
        scale = UNITS[line.unit].scale
        largest = max(*known, scale if scale > 1 else 10)
        if line.unit == "percent":
            largest = max(_WHOLE_SHARE, line.actual or 0, known[1])
        step = _even(max(largest // _STEPS, 1), scale)
        return -(-largest // step) * step, step

    def slide(self, indicator: str, typed: str) -> None:
        """Try a slider's value: whole smallest units; indicators of no line are left alone."""
        if self._line(indicator) is not None and typed.isdecimal() and int(typed) <= LARGEST:
            self._try(indicator, int(typed))

    def type_in(self, indicator: str, typed: str) -> None:
        """Try a typed figure in the indicator's unit; what cannot be read is said beside its box."""
        line = self._line(indicator)
        if line is None:
            return
        try:
            value = self._read(line, typed)
        except BadInputError as error:
            self.faults = {**self.faults, indicator: error}
            self.version += 1
            return
        self._try(indicator, value)

    def fill(self, indicator: str) -> None:
        """Try full points of one indicator."""
        line = self._line(indicator)
        if line is not None and line.target is not None and line.target > 0:
            self._try(indicator, full_at(self.book.policy().indicator(indicator), line.target))

    def reset(self, _value: str = "") -> None:
        """Go back to the statement as it is."""
        self.tried, self.faults = {}, {}
        self.version += 1

    def _try(self, indicator: str, value: int) -> None:
        line = self._line(indicator)
        kept = {name: given for name, given in self.tried.items() if name != indicator}
        self.tried = kept if line is not None and value == line.actual else kept | {indicator: value}
        self.faults = {name: fault for name, fault in self.faults.items() if name != indicator}
        self.version += 1

    def _read(self, line: Line, typed: str) -> int:
        name = Message(N_("{title}"), {"title": line.title})
        scale = UNITS[line.unit].scale
        if scale == 1:
            return typed_whole(typed, name, 0, LARGEST)
        value = typed_hundredths(typed, name) * scale // _HUNDREDTHS
        if not 0 <= value <= LARGEST:
            raise BadInputError(N_("{name}: '{typed}' cannot be. Type 0 or more."), name=name, typed=typed)
        return value

    def _line(self, indicator: str) -> Line | None:
        statement = self.book.statements().get(self.book.manager)
        lines = () if statement is None else statement.lines
        return next((line for line in lines if line.indicator == indicator), None)

    def _turned(self, _change: Any) -> None:
        self.reset()


def _even(least: int, scale: int) -> int:
    """Return a step of 1, 2 or 5 times a power of ten, at least ``least``; beyond one unit, whole units."""
    ten = 1
    while ten * 10 <= least:
        ten *= 10
    step = next(each * ten for each in (1, 2, 5, 10) if each * ten >= least)
    return step if step < scale or step % scale == 0 else -(-step // scale) * scale
