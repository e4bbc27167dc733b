"""What lies on a planner's desk: baseline, scenario, accounts and the figures of both, to be read."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from traitlets import HasTraits, Int, Unicode

from tierline.policy.delta import Delta
from tierline.simulate.chosen import Choice
from tierline.store.scenario_records import EDITORS, written_since

if TYPE_CHECKING:
    import pyarrow as pa

    from tierline.policy.resolved import Policy
    from tierline.simulate.capacity import Capacity
    from tierline.simulate.impact import Impact
    from tierline.simulate.index import Preview, WhatIfIndex
    from tierline.simulate.migration import Migration
    from tierline.simulate.staffed import Staffed
    from tierline.store.scenario_state import Record, Scenario
    from tierline.tiering.prepared import Prepared
    from tierline.tiering.score import Graded
    from tierline_widgets.planner.ground import Ground
    from tierline_widgets.planner.reckoning import Reckoning
    from tierline_widgets.session import Session


class Standing(HasTraits):
    """A month's baseline, one scenario on it, and their figures; rows and figures are no traits.

    Attributes
    ----------
    graded : trait
        Counts up when the scenario's figures are new: lines let go of, an edit, undo, another scenario.
    filtered : trait
        Counts up when other accounts are chosen.
    scenario_version : trait
        Counts up when the scenario's record is new: state, name, note, history; or there is another.
    problem : trait
        What went wrong last, in the reader's language; "" for nothing. What is refused changes nothing.
    scenario : Scenario or None
        None until the first edit, which begins one.
    filter : dict
        The areas, industries or managers chosen, by "area", "industry", "manager"; empty for all.
    """

    graded = Int(0)
    filtered = Int(0)
    scenario_version = Int(0)
    problem = Unicode("")

    session: Session
    ground: Ground
    reckoning: Reckoning
    scenario: Scenario | None
    filter: dict[str, Choice]

    @property
    def base(self) -> Policy:
        """The baseline in the month shown."""
        return self.ground.base

    @property
    def policy(self) -> Policy:
        """The baseline with the scenario's changes."""
        return self.reckoning.policy

    @property
    def delta(self) -> Delta:
        """What the scenario changes; empty when there is none."""
        return self.scenario.delta if self.scenario is not None else Delta.of(self.base)

    @property
    def accounts(self) -> pa.Table:
        """The accounts of the scope, in the order of every array here."""
        return self.ground.accounts

    @property
    def previous(self) -> pa.Table | None:
        """What these accounts took over from the month before."""
        return self.ground.previous

    @property
    def overrides(self) -> pa.Table:
        """Tiers set by hand."""
        return self.ground.overrides

    @property
    def staff(self) -> Staffed:
        """Who looks after these accounts."""
        return self.ground.staff

    @property
    def prepared(self) -> Prepared:
        """The accounts made ready for grading under any policy."""
        return self.ground.prepared

    @property
    def before(self) -> Graded:
        """The accounts under the baseline."""
        return self.ground.before

    @property
    def after(self) -> Graded:
        """The accounts under the scenario."""
        return self.reckoning.after

    @property
    def index(self) -> WhatIfIndex:
        """The what-if index of the accounts chosen, compared with the baseline's tiers."""
        return self.reckoning.index

    @property
    def whole_index(self) -> WhatIfIndex:
        """The same of every account of the scope."""
        return self.reckoning.whole

    @property
    def preview(self) -> Preview:
        """Who goes where at the scenario's lines, of the accounts chosen."""
        return self.reckoning.preview

    @property
    def hours(self) -> tuple[int, ...] | None:
        """Staff hours due to an account of each tier, hundredths of an hour a year; None if not known."""
        return self.reckoning.hours

    @property
    def chosen(self) -> Any:
        """Which accounts count, bool array; None for all."""
        return self.reckoning.chosen

    @property
    def lines(self) -> tuple[int, ...]:
        """The scenario's lines, hundredths, best tier first."""
        return self.index.lines

    @property
    def base_lines(self) -> tuple[int, ...]:
        """The baseline's lines."""
        return tuple(tier.line for tier in self.base.tiers[:-1])

    def news(self) -> list[Record]:
        """Return what was written to the scenario after what lies here: by somebody else, or elsewhere."""
        found = self.scenario
        return [] if found is None else written_since(self.session.workspace, found.id, found.number)

    def made_on(self) -> dict[str, str]:
        """Return what a move or an entry is made on: a browser keeps it under that until it is recorded.

        Whose desk, month and scenario is told by a digest; the mark is the scenario's step and the policy's
        text.
        """
        found, session = self.scenario, self.session
        whose = (str(session.workspace.path), session.scope.login, session.month, self.base.id)
        where = "\n".join((*whose, found.id if found is not None else ""))
        step = found.number if found is not None else 0
        return {"where": sha256(where.encode()).hexdigest()[:24], "on": f"{step}:{self.base.sha256}"}

    def migration(self) -> Migration:
        """Return who moves from baseline to scenario, of the accounts chosen."""
        return self.reckoning.migration

    def impact(self) -> Impact:
        """Return what the scenario means for every tier and class, of the accounts chosen."""
        return self.reckoning.impact

    def capacity(self) -> Capacity:
        """Return hours demanded against hours available, of every account of the scope."""
        return self.reckoning.capacity

    @property
    def may_edit(self) -> bool:
        """Whether this person may edit what lies here; nobody what was made on an earlier text."""
        fixed = self.ground.past or (self.scenario is not None and not self.scenario.open)
        return self.session.scope.role in EDITORS and not fixed

    @property
    def can_undo(self) -> bool:
        """Whether there is an edit to take back."""
        return self.may_edit and self.scenario is not None and bool(self.scenario.undoable)

    @property
    def can_redo(self) -> bool:
        """Whether there is an edit to make again."""
        return self.may_edit and self.scenario is not None and bool(self.scenario.redoable)
