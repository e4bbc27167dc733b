"""Scenarios of the month and policy at the desk: which are marked, how they compare, what both change."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from traitlets import HasTraits, Int

from tierline.errors import TierlineError, UsageError
from tierline.messages import N_
from tierline.policy.delta import Delta
from tierline.policy.delta_check import check_delta
from tierline.policy.delta_stack import Conflict
from tierline.simulate.scenarios_compared import MOST, Comparison
from tierline.store import scenario as scenarios
from tierline.store.scenario_compare import compare_scenarios
from tierline.store.scenario_stack import stack_scenarios
from tierline.store.scenario_state import Scenario

if TYPE_CHECKING:
    from tierline.messages import Message
    from tierline_widgets.planner.desk import Desk


class ShelfModel(HasTraits):
    """The list of scenarios.

    Attributes
    ----------
    version : trait
        Counts up when something is to be drawn anew.
    marked : list of str
        Ids marked to be compared, in the order they were marked; at most four.
    compared : tuple of Scenario
        Those that ``comparison`` sets side by side.
    comparison : Comparison or None
    stacked : tuple of Scenario
        The two that were laid on one another, the second on the first.
    both : Delta or None
        The changes of both, and ``conflicts`` between them; ``misfits`` is what keeps both from being used.
    fault : TierlineError or None
        What could not be done last.

    Parameters
    ----------
    desk : Desk
    """

    version = Int(0)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.marked: list[str] = []
        self.fault: TierlineError | None = None
        self.compared: tuple[Scenario, ...] = ()
        self.comparison: Comparison | None = None
        self.stacked: tuple[Scenario, ...] = ()
        self.both: Delta | None = None
        self.conflicts: list[Conflict] = []
        self.misfits: list[Message] = []
        desk.observe(self._follow, names=["scenario_version"])
        desk.session.observe(self._follow, names=["month"])

    def listed(self) -> list[Scenario]:
        """Return the scenarios of the month and policy at the desk, the one changed last first."""
        base = self.desk.base
        every = scenarios.scenarios(self.desk.session.workspace)
        return [each for each in every if (each.policy, each.month) == (base.id, base.month)]

    @property
    def elsewhere(self) -> int:
        """How many scenarios there are of other months or policies."""
        return len(scenarios.scenarios(self.desk.session.workspace)) - len(self.listed())

    def mark(self, scenario: str, on: bool) -> None:
        """Mark a scenario to be compared, or take its mark away; a fifth is refused."""
        self.fault = None
        if not on:
            self.marked = [each for each in self.marked if each != scenario]
        elif len(self.marked) >= MOST and scenario not in self.marked:
            self.fault = UsageError(
                N_("{most} scenarios are marked already. Take a mark away first."), most=MOST
            )
        elif scenario not in self.marked:
            self.marked = [*self.marked, scenario]
        self.version += 1

    def compare(self) -> None:
        """Set the marked scenarios side by side."""
        self._try(self._compare)

    def stack(self) -> None:
        """Lay the second of two marked scenarios on the first, and say where they contradict each other."""
        self._try(self._stack)

    def begin_both(self) -> None:
        """Begin a scenario with the changes of both."""

        def act() -> None:
            assert self.both is not None
            made = scenarios.begin(
                self.desk.session.workspace,
                self.desk.base,
                by=self.desk.session.scope.login,
                title=" + ".join(each.title or each.id for each in self.stacked),
                changes=self.both.changes,
                origin=self.stacked[0].id,
            )
            self.desk.open_scenario(made.id)

        if self.both is not None and not self.misfits:
            self._try(act)

    def _compare(self) -> None:
        session = self.desk.session
        comparison = compare_scenarios(session.workspace, session.scope, self.marked)
        self._clear()
        self.compared = tuple(scenarios.load(session.workspace, each) for each in self.marked)
        self.comparison = comparison

    def _stack(self) -> None:
        if len(self.marked) != 2:
            raise UsageError(N_("Mark two scenarios: the second one marked is laid on the first."))
        workspace = self.desk.session.workspace
        first, second = (scenarios.load(workspace, each) for each in self.marked)
        _base, both, conflicts = stack_scenarios(workspace, first, second, self.desk.base)
        self._clear()
        self.stacked, self.both, self.conflicts = (first, second), both, conflicts
        self.misfits = check_delta(self.desk.base, both)

    def _try(self, act: Any) -> None:
        self.fault = None
        try:
            act()
        except TierlineError as error:
            self.fault = error
        self.version += 1

    def _clear(self) -> None:
        self.compared = self.stacked = ()
        self.comparison = self.both = None
        self.conflicts, self.misfits = [], []

    def _follow(self, _change: Any) -> None:
        there = {each.id for each in self.listed()}
        self.marked = [each for each in self.marked if each in there]
        if not {each.id for each in (*self.compared, *self.stacked)} <= there:
            self._clear()
        self.version += 1
