"""Grades the accounts a person may see under baseline and scenario, and sets the two against each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.policy.delta_apply import apply_delta
from tierline.store.between import SHOWN
from tierline.store.own_policies import policy_of_text
from tierline.store.runfolder import RunFolder

if TYPE_CHECKING:
    import pyarrow as pa

    from tierline.policy.resolved import Policy
    from tierline.simulate.migration import Migration
    from tierline.store.closed import ClosedMonth
    from tierline.store.scenario_state import Scenario
    from tierline.store.scope import Scope
    from tierline.store.workspace import Workspace

_RESULT = ("account_id", "tier", "reason", "months_below")
_RESULT_CODED = ("tier", "reason")
_OWN_TO_EACH = ("account_id", "name")  # a dictionary of these would be as long as the column


@dataclass(frozen=True)
class Basis:
    """What a month's grading takes in, of the accounts a person may see.

    ``previous`` is what those accounts took over from the month before, whoever had them then; None if
    the month was not built on one.
    """

    accounts: pa.Table
    previous: pa.Table | None
    overrides: pa.Table


def load_basis(closed: ClosedMonth, scope: Scope, policies: Sequence[Policy]) -> Basis:
    """Load what gradings under some policies take in; recorded as a look (LY-20).

    Parameters
    ----------
    closed : ClosedMonth
    scope : Scope
        From `scope_for`.
    policies : sequence of Policy
        Their columns are loaded.

    Raises
    ------
    BadInputError
        The month lacks a column that a policy reads.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    present = closed.columns()
    read = list(dict.fromkeys(name for policy in policies for name in policy.columns))
    missing = [name for name in read if name not in present]
    if missing:
        raise BadInputError(
            N_("{month} has no column {columns}, which the policy reads. Choose another month."),
            month=closed.month,
            columns=", ".join(missing),
        )
    shown = [name for name in (*SHOWN, "monthly_revenue", "ict_revenue") if name in present]
    wanted = list(dict.fromkeys([*shown, *read]))
    accounts = closed.load(
        scope, "accounts", wanted, coded=[name for name in wanted if name not in _OWN_TO_EACH]
    )
    base = closed.previous()
    before = None if base is None else RunFolder.of(base).table("results", _RESULT, _RESULT_CODED)
    if before is not None and not scope.whole:
        known = accounts["account_id"].cast(pa.string()).combine_chunks()
        before = before.filter(pc.is_in(before["account_id"].cast(pa.string()), value_set=known))
    return Basis(accounts, before, closed.load(scope, "overrides"))


def migration_between(basis: Basis, before: Policy, after: Policy) -> Migration:
    """Grade the same accounts under two policies and return who moves where.

    Source: rulebook XJ-5, XJ-11; hours by the service standards of the second policy.
    """
    from tierline.service.standards import hours_per_tier
    from tierline.simulate.migration import migrate
    from tierline.tiering.score import grade_table

    graded = [
        grade_table(basis.accounts, policy, basis.previous, basis.overrides) for policy in (before, after)
    ]
    return migrate(basis.accounts, graded[0], graded[1], (before, after), hours_per_tier(after))


def scenario_policies(workspace: Workspace, found: Scenario) -> tuple[Policy, Policy]:
    """Return the policy a scenario changes and the policy it makes of it, in its month.

    A scenario is shown on the text it began on, also when another one was published since.

    Raises
    ------
    BadInputError
        That text is not known here any more, or the changes do not fit.
    """
    base = policy_of_text(workspace, found.policy, found.month, found.policy_sha256)
    return base, apply_delta(base, found.delta)


def scenario_migration(workspace: Workspace, scope: Scope, found: Scenario) -> Migration:
    """Return who moves where under a scenario, of the accounts a person may see; recorded as a look.

    Parameters
    ----------
    workspace : Workspace
    scope : Scope
        From `scope_for`.
    found : Scenario

    Raises
    ------
    BadInputError
        Its month is not closed, or it does not fit the policy's text of today.
    """
    policies = scenario_policies(workspace, found)
    basis = load_basis(workspace.closed(found.month), scope, policies)
    return migration_between(basis, *policies)
