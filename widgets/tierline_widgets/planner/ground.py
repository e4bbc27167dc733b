"""What the scenarios of a month stand on: its accounts within the scope, graded under the baseline."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from tierline.errors import TierlineError
from tierline.policy.alike import same_in_month
from tierline.policy.delta import Change, Delta
from tierline.policy.delta_apply import apply_delta
from tierline.simulate.counting import Measures
from tierline.simulate.impact import impact_measures
from tierline.simulate.staffed import Staffed, staffed
from tierline.store.own_policies import baseline_policy, policy_of_text, publications
from tierline.store.scenario_grading import load_basis
from tierline.tiering.prepared import Prepared

if TYPE_CHECKING:
    import pyarrow as pa

    from tierline.policy.resolved import Policy
    from tierline.store.closed import ClosedMonth
    from tierline.store.scenario_state import Scenario
    from tierline.store.scope import Scope
    from tierline.store.workspace import Workspace
    from tierline.tiering.score import Graded


@dataclass(frozen=True)
class Ground:
    """A closed month made ready: rows in plain attributes, only those of the scope.

    Attributes
    ----------
    closed : ClosedMonth
    scope : Scope
    base : Policy
        The baseline that scenarios change.
    accounts : pyarrow.Table
        Who the accounts are, their revenue, and every column that the policy or one of its rules reads.
    previous, overrides : pyarrow.Table
        What these accounts took over from the month before (None: nothing), and tiers set by hand.
    prepared : Prepared
    before : Graded
        The accounts under the baseline.
    measures : Measures
        What the what-if index adds up besides the accounts.
    editions : int
        How often the policy had been published here when the ground was laid.
    earlier : bool
        The baseline is an earlier text of the policy.
    past : bool
        That text says something else for the month than the one of today: what stands on it is shown and
        no longer changes.
    """

    closed: ClosedMonth
    scope: Scope
    base: Policy
    accounts: pa.Table
    previous: pa.Table | None
    overrides: pa.Table
    prepared: Prepared
    before: Graded
    measures: Measures
    editions: int
    earlier: bool = False
    past: bool = False

    @cached_property
    def staff(self) -> Staffed:
        """Who looks after these accounts; loaded when it is first asked for."""
        managers, teams, areas = (
            self.closed.load(self.scope, name) for name in ("managers", "teams", "areas")
        )
        return staffed(self.accounts, managers, teams, self.base, areas)

    @property
    def base_ranks(self) -> Any:
        """int8, one an account: rank of the tier under the baseline, 0 = best."""
        return self.before.outcome.tier

    @property
    def stale(self) -> bool:
        """Whether the policy was published anew since: what begins now begins on its new text."""
        return len(publications(self.closed.workspace, self.base.id)) != self.editions

    @property
    def edited_on(self) -> Policy | None:
        """The baseline of an edit; None on an earlier text, so that the records refuse the edit."""
        return None if self.past else self.base

    def under(self, found: Scenario | None) -> Ground:
        """Return the ground of a scenario of this month: the text it was made on, if that is still known.

        Without a scenario, and for one of an unknown text, the policy's text of today.
        """
        workspace, month = self.closed.workspace, self.closed.month
        stale, base = self.stale, self.base
        if stale or self.earlier:
            base = baseline_policy(workspace, base.id, month)
        today = base
        if found is not None and (found.policy, found.month) == (base.id, month):
            made_on = policy_of_text(workspace, base.id, month, found.policy_sha256)
            base = made_on if made_on.sha256 == found.policy_sha256 else base
        if not stale and base.sha256 == self.base.sha256:
            return self
        return lay_ground(workspace, self.scope, month, None if base.sha256 == today.sha256 else base)


def lay_ground(workspace: Workspace, scope: Scope, month: str, earlier: Policy | None = None) -> Ground:
    """Load a closed month for its scenarios; recorded as a look (LY-20).

    Parameters
    ----------
    workspace : Workspace
    scope : Scope
        From `scope_for`.
    month : str
        Closed month, YYYY-MM.
    earlier : Policy, optional
        An earlier text of the month's policy, to stand on instead of the one of today.

    Raises
    ------
    BadInputError
        The month is not closed, or lacks a column that its policy reads.
    """
    closed = workspace.closed(month)
    policy_id = str(closed.manifest["policy"]["id"])
    editions = len(publications(workspace, policy_id))
    today = baseline_policy(workspace, policy_id, month)
    base = earlier or today
    basis = load_basis(closed, scope, _policies_read(base, closed.columns()))
    prepared = Prepared(basis.accounts, basis.previous, basis.overrides)
    measures = Measures.taken(impact_measures(basis.accounts, base), basis.accounts.num_rows)
    return Ground(
        closed,
        scope,
        base,
        basis.accounts,
        basis.previous,
        basis.overrides,
        prepared,
        prepared.grade(base),
        measures,
        editions,
        earlier is not None,
        not same_in_month(base, today),
    )


def _policies_read(base: Policy, present: list[str]) -> list[Policy]:
    """Return the baseline, and it with each rule that can be put in force: their columns are loaded."""
    found = [base]
    held = {rule.id for rule in base.rules}
    for entry in base.file.qualification:
        if entry.id in held:
            continue
        try:
            tried = apply_delta(base, Delta.of(base, [Change(f"rules.{entry.id}.enabled", True)]))
        except TierlineError:  # told when somebody switches it on
            continue
        if set(tried.columns) <= set(present):
            found.append(tried)
    return found
