"""One person's work on one scenario: every edit a record, every refusal a sentence, nothing displayed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from tierline.errors import BadInputError, IntegrityError, TierlineError
from tierline.messages import N_
from tierline.policy.delta import Change, Delta, line_changes
from tierline.policy.delta_apply import apply_delta
from tierline.simulate.chosen import Choice, chosen
from tierline.simulate.index import checked_lines
from tierline.store import scenario as scenarios
from tierline.store import scenario_edit
from tierline_widgets.planner.ground import Ground, lay_ground
from tierline_widgets.planner.reckoning import Reckoning
from tierline_widgets.planner.refusals import at_the_desk
from tierline_widgets.planner.standing import Standing

if TYPE_CHECKING:
    from tierline.store.scenario_state import Scenario
    from tierline_widgets.session import Session

FILTERS = ("area", "industry", "manager")


class Desk(Standing):
    """A planner's desk, with what can be done at it. Every act returns whether it was taken.

    Parameters
    ----------
    session : Session
        Month, language, workspace and scope. Another month clears the desk.
    scenario : str, optional
        Id of a scenario to open; one that cannot be opened is told in ``problem``.

    Attributes
    ----------
    offered : Scenario or None
        The draft this person worked on last, to go on with.
    overtaken : bool
        The scenario was changed elsewhere meanwhile: ``reload`` takes what is recorded, ``keep_mine``
        goes on in a copy.
    refusal : TierlineError or None
        What ``problem`` tells.
    outdated : Scenario or None
        One made on an earlier text of the policy: it lies here to be read, or could not be opened as that
        text is not known any more. ``take_over`` brings it along.

    Raises
    ------
    BadInputError
        The month lacks a column that its policy reads.
    """

    def __init__(self, session: Session, scenario: str | None = None) -> None:
        super().__init__()
        self.session = session
        self.scenario: Scenario | None = None
        self.offered: Scenario | None = None
        self.outdated: Scenario | None = None
        self.overtaken = False
        self.filter: dict[str, Choice] = {}
        self.refusal: TierlineError | None = None
        self._mine: Delta | None = None
        self._month = session.month
        self.ground: Ground = lay_ground(session.workspace, session.scope, session.month)
        self.reckoning = Reckoning(self.ground, self.ground.base)
        self._look_for_last()
        if scenario:
            self.open_scenario(scenario)
        session.observe(self._turn_to_month, names=["month"])
        session.observe(self._tell, names=["language"])

    # -- editing ----------------------------------------------------------------------------------------

    def set_lines(self, lines: Sequence[int]) -> bool:
        """Set every line (hundredths, best tier first)."""
        sound = self._attempt(lambda: checked_lines(lines, self.base.tier_ids))
        return sound and self.edit(*line_changes(self.base, lines))

    def edit(self, *changes: Change) -> bool:
        """Change figures of the scenario: one record; None as a value brings the policy's figure back.

        The first edit begins a scenario.
        """

        def act() -> None:
            if self.scenario is None and self.ground.stale:
                self._show(None)
            self._mine = self.delta
            wanted = self.with_changes(*changes)
            policy = apply_delta(self.base, wanted)
            reckoned = Reckoning(self.ground, policy, self.chosen, self.reckoning)
            self._mine = wanted  # kept, should somebody else have been faster
            self._show(self._written(changes), reckoned)

        return self._attempt(act)

    def with_changes(self, *changes: Change) -> Delta:
        """Return the scenario's delta with further changes, for a check before they are made."""
        back = [change.path for change in changes if change.value is None]
        return self.delta.with_changes(*(each for each in changes if each.value is not None)).without(*back)

    def undo(self) -> bool:
        """Take the last edit back."""
        return self.take(
            lambda on: scenario_edit.undo(*self._at(on), **self._by(on), policy=self.ground.edited_on)
        )

    def redo(self) -> bool:
        """Make the edit again that was taken back last."""
        return self.take(
            lambda on: scenario_edit.redo(*self._at(on), **self._by(on), policy=self.ground.edited_on)
        )

    def take(self, step: Callable[[Scenario], Scenario]) -> bool:
        """Let ``step`` write to the scenario's record, and show what it returns."""

        def act() -> None:
            if self.scenario is None:
                raise BadInputError(N_("There is no scenario yet. Change a figure to begin one."))
            self._mine = self.delta
            self._show(step(self.scenario))

        return self._attempt(act)

    def tell(self, refusal: TierlineError | None) -> None:
        """Tell in ``problem`` what was not done, or was done elsewhere; None for nothing any more.

        What lies here stays.
        """
        self.refusal = at_the_desk(refusal, self.base, self.session.scope.login) if refusal else None
        with suppress(BadInputError, IntegrityError):  # the refusal may be that no record can be read
            self.overtaken = bool(self.news())
        self._tell()

    # -- choosing what lies here ------------------------------------------------------------------------

    def open_scenario(self, scenario: str) -> bool:
        """Open a scenario of this month and policy; refused otherwise, and what lies here stays.

        One made on an earlier text of the policy is shown on that text, to be read.
        """

        def act() -> None:
            found = scenarios.load(self.session.workspace, scenario)
            same = (found.policy, found.month) == (self.base.id, self.base.month)
            stale = same and found.policy_sha256 != self.base.sha256
            self.outdated = found if stale else self.outdated if self.ground.past else None
            if self.offered is not None and self.offered.id == found.id:
                self.offered = None  # opened, or told next why not
            self._show(found)

        return self._attempt(act)

    def new_scenario(self) -> bool:
        """Clear the desk to the baseline; the next edit begins another scenario."""

        def act() -> None:
            self._show(None)

        return self._attempt(act)

    def set_filter(self, area: Choice = None, industry: Choice = None, manager: Choice = None) -> bool:
        """Count only the accounts of some areas, industries or managers; without any, all of them again."""

        def act() -> None:
            asked = dict(zip(FILTERS, (area, industry, manager), strict=True))
            kept: dict[str, Choice] = {name: value for name, value in asked.items() if value is not None}
            some = chosen(self.accounts, **kept) if kept else None
            if some is not None and not some.any():
                raise BadInputError(
                    N_("No account passes this filter; the accounts shown stay. Choose another one.")
                )
            self.reckoning = Reckoning(self.ground, self.policy, some, self.reckoning)
            self.filter = kept
            self.filtered += 1

        return self._attempt(act)

    # -- when somebody else was faster ------------------------------------------------------------------

    def reload(self) -> bool:
        """Show the scenario as it stands in the records by now."""
        return self.scenario is not None and self.open_scenario(self.scenario.id)

    def keep_mine(self) -> bool:
        """Go on with what was to be written here, in a copy of one's own; nothing is overwritten."""

        def act() -> None:
            if self.scenario is None or (self._mine is None and not self.overtaken):
                raise BadInputError(N_("There is nothing of yours that is not written yet."))
            mine = self.delta if self._mine is None else self._mine
            copied = scenarios.begin(
                self.session.workspace,
                self.base,
                by=self.session.scope.login,
                copy_of=self.scenario.title,
                language=self.session.language,
                changes=mine.changes,
                note=self.scenario.note,
                origin=self.scenario.id,
            )
            self._show(copied)

        return self._attempt(act)

    def fork(self) -> bool:
        """Go on in a copy of the scenario, whatever state it is in."""
        return self.take(self._copy)

    def take_over(self) -> bool:
        """Open the outdated scenario on the policy's text of today; a copy if it no longer changes."""

        def act() -> None:
            if self.outdated is None:
                raise BadInputError(N_("No scenario waits to be taken over."))
            found = self.outdated
            if not found.open:  # it no longer changes: a copy of it does
                found = self._copy(found)
            self._show(scenario_edit.rebase(*self._at(found), **self._by(found)))

        return self._attempt(act)

    # -- inside -----------------------------------------------------------------------------------------

    def _at(self, found: Scenario) -> tuple[Any, str]:
        return self.session.workspace, found.id

    def _by(self, found: Scenario) -> dict[str, Any]:
        return {"on": found.number, "by": self.session.scope.login}

    def _copy(self, found: Scenario) -> Scenario:
        return scenarios.fork(*self._at(found), by=self.session.scope.login, language=self.session.language)

    def _written(self, changes: Sequence[Change]) -> Scenario:
        found = self.scenario
        if found is None:  # begun empty, so that the first edit can be undone like any other
            found = scenarios.begin(self.session.workspace, self.base, by=self.session.scope.login)
        values = {change.path: change.value for change in changes}
        return scenario_edit.edit(*self._at(found), values, **self._by(found), policy=self.ground.edited_on)

    def _show(self, found: Scenario | None, reckoned: Reckoning | None = None) -> None:
        """Put a scenario on the desk; what cannot be graded raises before anything changes."""
        ground = self.ground
        if reckoned is None:
            ground = ground.under(found)
            policy = ground.base if found is None else apply_delta(ground.base, found.delta)
            some = self.chosen if ground is self.ground else None
            reckoned = Reckoning(ground, policy, some, self.reckoning)
        moved = ground is not self.ground
        was = self.policy.sha256, self.scenario and self.scenario.id
        self.ground, self.scenario, self.reckoning = ground, found, reckoned
        self.filter = {} if moved else self.filter
        self.offered = self._mine = None
        self.outdated = found if ground.past else None
        self.overtaken = False
        self.scenario_version += 1
        if moved or was != (self.policy.sha256, found and found.id):
            self.graded += 1
        self.filtered += moved

    def _attempt(self, act: Callable[[], object]) -> bool:
        """Do something; what fails is told in ``problem``, and what lies on the desk is then as it was."""
        self.refusal = None
        try:
            act()
        except TierlineError as error:
            self.tell(error)
        else:
            self._tell()
        return self.refusal is None

    def _tell(self, _change: Any = None) -> None:
        self.problem = self.refusal.render(self.session.language) if self.refusal else ""

    def _look_for_last(self) -> None:
        """Find the draft that this person worked on last; it is offered, not opened."""
        found = scenarios.last_open(self.session.workspace, self.session.scope.login, self.session.month)
        self.offered = found if found is not None and found.policy == self.base.id else None

    def _turn_to_month(self, _change: Any = None) -> None:
        if self.session.month == self._month:
            return

        def act() -> None:
            ground = lay_ground(self.session.workspace, self.session.scope, self.session.month)
            reckoned = Reckoning(ground, ground.base)
            self._month, self.ground, self.filter = self.session.month, ground, {}
            self._show(None, reckoned)
            self._look_for_last()
            self.graded += 1
            self.filtered += 1
            self.scenario_version += 1

        if not self._attempt(act):
            self.session.month = self._month  # the month shown is the one whose figures stand here
