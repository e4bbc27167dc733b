"""Edits of a scenario's figures: set, undone, done again, brought back; every edit one record."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.policy.delta import Change, Delta, as_written
from tierline.policy.delta_apply import without_idle
from tierline.store.own_policies import baseline_policy, policy_for
from tierline.store.scenario import audit_step, load, may_edit, sound
from tierline.store.scenario_records import existing, write
from tierline.store.scenario_state import BESIDE, Record, Scenario, fold

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from tierline.policy.resolved import Policy
    from tierline.store.workspace import Workspace

Values = dict[str, Any]


def edit(
    workspace: Workspace,
    scenario: str,
    changes: Mapping[str, Any],
    *,
    on: int,
    by: str,
    policy: Policy | None = None,
) -> Scenario:
    """Change figures of a scenario: one record, however many figures.

    Parameters
    ----------
    workspace : Workspace
    scenario : str
        Its id.
    changes : mapping of str to value
        By path, values as in a policy's file; None brings a figure back to what the policy has.
    on : int
        Number of the step the edit was made on.
    by : str
        Login.
    policy : Policy, optional
        The baseline, if it is at hand.

    Returns
    -------
    Scenario
        As it stands then. An edit that changes nothing leaves no record.

    Raises
    ------
    BadInputError
        The scenario is gone, no longer open, or its figures were changed meanwhile; or the changes do
        not fit.
    ScopeError
        The person may not edit scenarios.
    """
    wanted = {str(path): as_written(value) for path, value in changes.items()}

    def patch(found: Scenario, base: Policy) -> Values:
        return _difference(found, _after(found, wanted), base)

    return _edit(workspace, scenario, "change", patch, on=on, by=by, policy=policy)


def undo(workspace: Workspace, scenario: str, *, on: int, by: str, policy: Policy | None = None) -> Scenario:
    """Take the last edit back; that is a record too."""

    def patch(found: Scenario, _base: Policy) -> Values:
        if not found.undoable:
            raise BadInputError(N_("There is nothing to undo."))
        return dict(found.undoable[-1].before)

    return _edit(workspace, scenario, "undo", patch, on=on, by=by, policy=policy)


def redo(workspace: Workspace, scenario: str, *, on: int, by: str, policy: Policy | None = None) -> Scenario:
    """Make the edit again that was undone last; that is a record too."""

    def patch(found: Scenario, _base: Policy) -> Values:
        if not found.redoable:
            raise BadInputError(N_("There is nothing to do again."))
        return dict(found.redoable[-1].after)

    return _edit(workspace, scenario, "redo", patch, on=on, by=by, policy=policy)


def restore(
    workspace: Workspace, scenario: str, number: int, *, on: int, by: str, policy: Policy | None = None
) -> Scenario:
    """Bring the figures back to what they were at an earlier step, such as one saved by name.

    Raises
    ------
    BadInputError
        As `edit`; or there is no such step.
    """
    with workspace.records.reading() as connection:
        _found, records = existing(connection, scenario)
    if not 0 < number <= len(records):
        raise BadInputError(
            N_("There is no step {number}; the scenario has the steps 1 to {last}."),
            number=number,
            last=len(records),
        )
    then = {change.path: change.value for change in fold(records[:number]).changes}

    def patch(found: Scenario, base: Policy) -> Values:
        return _difference(found, then, base)

    return _edit(workspace, scenario, "restore", patch, on=on, by=by, policy=policy)


def rebase(workspace: Workspace, scenario: str, *, on: int, by: str) -> Scenario:
    """Take a scenario over to the policy's text of today, if its changes fit it.

    Raises
    ------
    BadInputError
        As `edit`; the changes do not fit the new text.
    """
    found = load(workspace, scenario)
    policy = baseline_policy(workspace, found.policy, found.month)
    with workspace.records.writing() as connection:
        found, records = existing(connection, scenario)
        may_edit(connection, found, records, on, by)
        if found.policy_sha256 == policy.sha256:
            return found
        sound(policy, Delta.of(policy, found.changes))
        made = taken_over(connection, found, policy, by)
        told = fold([*records, made])
        audit_step(connection, told, "scenario-rebase", by)
    return told


def taken_over(connection: Connection, found: Scenario, policy: Policy, by: str) -> Record:
    """Write the record that takes a scenario over to another text of its policy."""
    before, after = {"policy_sha256": found.policy_sha256}, {"policy_sha256": policy.sha256}
    return write(connection, found.id, found.number + 1, by, "rebase", before, after)


def _edit(
    workspace: Workspace,
    scenario: str,
    kind: str,
    patch: Callable[[Scenario, Policy], Values],
    *,
    on: int,
    by: str,
    policy: Policy | None,
) -> Scenario:
    if policy is None:
        found = load(workspace, scenario)
        policy = policy_for(workspace, found.policy, found.month, found.policy_sha256)
    with workspace.records.writing() as connection:
        found, records = existing(connection, scenario)
        may_edit(connection, found, records, on, by, BESIDE)
        values = patch(found, policy)
        if not values:
            return found
        after = _after(found, values)
        sound(policy, _delta(found, after))
        before = {path: found.delta.get(path) for path in values}
        path = ", ".join(values)
        made = write(connection, scenario, found.number + 1, by, kind, before, values, path)
    return fold([*records, made])


def _after(found: Scenario, values: Mapping[str, Any]) -> Values:
    """Return all changes of a scenario once some were set, or (None) taken back."""
    held = {change.path: change.value for change in found.changes} | dict(values)
    return {path: value for path, value in held.items() if value is not None}


def _difference(found: Scenario, after: Values, policy: Policy) -> Values:
    """Return what must be set or taken back to come from a scenario to other changes."""
    wanted = without_idle(policy, sound(policy, _delta(found, after)))
    held = {change.path: change for change in found.changes}
    values: Values = {path: None for path in held if path not in wanted.paths}
    return values | {each.path: each.value for each in wanted.changes if held.get(each.path) != each}


def _delta(found: Scenario, changes: Mapping[str, Any]) -> Delta:
    listed = tuple(Change(path, value) for path, value in changes.items())
    return Delta(found.policy, found.month, found.policy_sha256, listed)
