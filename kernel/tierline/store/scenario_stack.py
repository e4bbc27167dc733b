"""Two scenarios of the records laid on one another, though they began on different texts of their policy."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tierline.policy.alike import same_in_month
from tierline.policy.delta_stack import Conflict, stack
from tierline.store.own_policies import baseline_policy, policy_of_text

if TYPE_CHECKING:
    from tierline.policy.delta import Delta
    from tierline.policy.resolved import Policy
    from tierline.store.scenario_state import Scenario
    from tierline.store.workspace import Workspace


def stack_scenarios(
    workspace: Workspace, first: Scenario, second: Scenario, base: Policy | None = None
) -> tuple[Policy, Delta, list[Conflict]]:
    """Lay one scenario on another, as `stack` does.

    Titles, notes and whatever the policy's text says of other months are no conflict.

    Parameters
    ----------
    workspace : Workspace
    first, second : Scenario
        Of one policy and month.
    base : Policy, optional
        The baseline that both are to change, if it is at hand; by default that of today.

    Returns
    -------
    Policy
        The baseline.
    Delta
        The changes of both.
    list of Conflict

    Raises
    ------
    BadInputError
        They are of different policies or months, or of texts that say something else for the month.
    """
    base = base or baseline_policy(workspace, second.policy, second.month)
    return base, *stack(_on(workspace, first, base), _on(workspace, second, base))


def _on(workspace: Workspace, found: Scenario, base: Policy) -> Delta:
    """Return what a scenario changes; on the baseline, if its own text says the same for the month."""
    if (found.policy, found.month) != (base.id, base.month):
        return found.delta
    made_on = policy_of_text(workspace, found.policy, found.month, found.policy_sha256)
    alike = made_on.sha256 == found.policy_sha256 and same_in_month(made_on, base)
    return replace(found.delta, policy_sha256=base.sha256) if alike else found.delta
