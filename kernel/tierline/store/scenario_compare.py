"""Sets scenarios of the records side by side, on the accounts a person may see."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.simulate.scenarios_compared import Case, Comparison, check_number, compare
from tierline.store.scenario import load
from tierline.store.scenario_grading import load_basis, migration_between, scenario_policies

if TYPE_CHECKING:
    from tierline.store.scope import Scope
    from tierline.store.workspace import Workspace

_MEASURES = ("revenue_fen", "ict_fen")


def compare_scenarios(workspace: Workspace, scope: Scope, scenarios: Sequence[str]) -> Comparison:
    """Grade a month under up to four scenarios and set them side by side; recorded as a look.

    Parameters
    ----------
    workspace : Workspace
    scope : Scope
        From `scope_for`.
    scenarios : sequence of str
        Their ids; all of one policy and month.

    Raises
    ------
    UsageError
        None, or more than four.
    BadInputError
        They are of different policies or months, or one does not fit the policy's text of today.
    """
    check_number(len(scenarios))
    found = [load(workspace, each) for each in scenarios]
    first = found[0]
    for other in found[1:]:
        if (other.policy, other.month) != (first.policy, first.month):
            raise BadInputError(
                N_(
                    "'{one}' is of {policy} in {month}, '{other}' of {other_policy} in {other_month}. "
                    "Compare scenarios of one policy and month."
                ),
                one=first.title or first.id,
                policy=first.policy,
                month=first.month,
                other=other.title or other.id,
                other_policy=other.policy,
                other_month=other.month,
            )
    policies = [scenario_policies(workspace, each) for each in found]
    basis = load_basis(workspace.closed(first.month), scope, [each for pair in policies for each in pair])
    cases = [
        Case(each.title or each.id, after, migration_between(basis, base, after).moves, _MEASURES)
        for each, (base, after) in zip(found, policies, strict=True)
    ]
    return compare(cases)
