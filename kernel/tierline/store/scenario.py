"""Scenarios in the records: begun, edited, undone, noted, copied; every edit one record.

Every function that writes takes who does it (``by``, a login of the staff table) and, where it builds on
what somebody saw, the number of the step it was made on (``on``). Whoever comes second is told, and
nothing is overwritten.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any

from tierline.errors import BadInputError, UsageError
from tierline.messages import N_, MessageList
from tierline.policy.alike import same_in_month
from tierline.policy.delta import Change, Delta
from tierline.policy.delta_apply import without_idle
from tierline.policy.delta_check import baseline_problem, check_delta
from tierline.store.audit import append
from tierline.store.own_policies import baseline_policy
from tierline.store.scenario_records import (
    EDITORS,
    check_current,
    check_open,
    check_role,
    every,
    existing,
    records_of,
    touched_by,
    write,
)
from tierline.store.scenario_state import DELETED, Record, Scenario, fold
from tierline.store.scenario_titles import copy_title, titles

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from tierline.policy.resolved import Policy
    from tierline.store.workspace import Workspace

LONGEST_TITLE = 200
LONGEST_NOTE = 4000


def begin(
    workspace: Workspace,
    policy: Policy,
    *,
    by: str,
    title: str = "",
    changes: Sequence[Change] = (),
    note: str = "",
    origin: str = "",
    copy_of: str | None = None,
    language: str | None = None,
) -> Scenario:
    """Begin a scenario on a policy in its month.

    Parameters
    ----------
    workspace : Workspace
    policy : Policy
        The baseline: from `baseline_policy`, or a closed month's. An earlier text that says the same for the
        month counts as the text of today.
    by : str
        Login of who begins it.
    title, note : str, optional
    changes : sequence of Change, optional
        What it changes from the start; figures that the policy has already are left out.
    origin : str, optional
        Id of the scenario it is a copy of.
    copy_of : str, optional
        Its title, of which the copy's is made, marked and numbered in ``language``; instead of ``title``.

    Raises
    ------
    ScopeError
        The person may not edit scenarios.
    BadInputError
        The changes do not fit the policy.
    """
    now = baseline_policy(workspace, policy.id, policy.month)
    policy = now if same_in_month(policy, now) else policy
    delta = without_idle(policy, sound(policy, Delta.of(policy, changes)))
    if (problem := baseline_problem(now, delta)) is not None:
        raise BadInputError(problem)
    first = {
        "policy": policy.id,
        "month": policy.month,
        "policy_sha256": policy.sha256,
        "title": _words(_one_line(title), LONGEST_TITLE),
        "note": _words(note, LONGEST_NOTE),
        "origin": origin,
        "changes": {change.path: change.value for change in delta.changes},
    }
    scenario = secrets.token_hex(6)
    with workspace.records.writing() as connection:
        check_role(connection, by, EDITORS)
        if copy_of is not None:
            first["title"] = copy_title(copy_of, titles(connection), LONGEST_TITLE, language)
        made = write(connection, scenario, 1, by, "create", {}, first)
        audit_step(connection, fold([made]), "scenario-create", by)
    return fold([made])


def load(workspace: Workspace, scenario: str) -> Scenario:
    """Return a scenario as it stands.

    Raises
    ------
    BadInputError
        There is none of that id, or it was deleted.
    """
    with workspace.records.reading() as connection:
        return existing(connection, scenario)[0]


def scenarios(workspace: Workspace, *, deleted: bool = False) -> list[Scenario]:
    """Return all scenarios, the one changed last first; with ``deleted`` also those that were deleted."""
    with workspace.records.reading() as connection:
        records = every(connection)
    grouped: dict[str, list[Record]] = {}
    for record in records:
        grouped.setdefault(record.scenario, []).append(record)
    found = [fold(each) for each in grouped.values()]
    kept = [each for each in found if deleted or each.state != DELETED]
    return sorted(kept, key=lambda each: each.changed_at, reverse=True)


def last_open(workspace: Workspace, login: str, month: str | None = None) -> Scenario | None:
    """Return the draft that a person worked on last, to be offered when a page is opened again.

    Parameters
    ----------
    workspace : Workspace
    login : str
    month : str, optional
        Only a scenario of this month.

    Returns
    -------
    Scenario or None
        None when no draft of the person's is open.
    """
    with workspace.records.reading() as connection:
        for each in touched_by(connection, login):
            found = fold(records_of(connection, each))
            if found.open and month in (None, found.month):
                return found
    return None


def fork(
    workspace: Workspace, scenario: str, *, by: str, title: str = "", language: str | None = None
) -> Scenario:
    """Begin a copy of a scenario: open to edits, whatever state the first one is in.

    The copy is made on the same text of the policy; what somebody else changed meanwhile is in it. Without a
    title of its own it is marked as a copy, in ``language``.
    """
    with workspace.records.writing() as connection:
        check_role(connection, by, EDITORS)
        found, _records = existing(connection, scenario)
        own = _words(_one_line(title), LONGEST_TITLE)
        first = {
            "policy": found.policy,
            "month": found.month,
            "policy_sha256": found.policy_sha256,
            "title": own or copy_title(found.title, titles(connection), LONGEST_TITLE, language),
            "note": found.note,
            "origin": found.id,
            "changes": {change.path: change.value for change in found.changes},
        }
        made = write(connection, secrets.token_hex(6), 1, by, "create", {}, first)
        audit_step(connection, fold([made]), "scenario-create", by, origin=found.id)
    return fold([made])


def rename(workspace: Workspace, scenario: str, title: str, *, on: int, by: str) -> Scenario:
    """Give a scenario another title."""
    wanted = _words(_one_line(title), LONGEST_TITLE)
    if not wanted:
        raise UsageError(N_("The title is empty. Give one."))
    return _fact(workspace, scenario, "rename", "title", wanted, on=on, by=by)


def write_note(workspace: Workspace, scenario: str, note: str, *, on: int, by: str) -> Scenario:
    """Write the scenario's note anew; earlier notes stay in its history."""
    return _fact(workspace, scenario, "note", "note", _words(note, LONGEST_NOTE), on=on, by=by)


def save(workspace: Workspace, scenario: str, name: str, *, on: int, by: str) -> Scenario:
    """Give the state as it is now a name, to come back to with `restore`."""
    wanted = _words(_one_line(name), LONGEST_TITLE)
    if not wanted:
        raise UsageError(N_("The name is empty. Give one."))
    return _fact(workspace, scenario, "save", "name", wanted, on=on, by=by)


def delete(workspace: Workspace, scenario: str, *, on: int, by: str) -> None:
    """Delete a scenario that is not handed in, approved or published; its records stay.

    Raises
    ------
    BadInputError
        As `edit`.
    """
    with workspace.records.writing() as connection:
        found, records = existing(connection, scenario)
        may_edit(connection, found, records, on, by)
        write(connection, scenario, found.number + 1, by, "delete", {}, {})
        audit_step(connection, found, "scenario-delete", by)


def audit_step(connection: Connection, found: Scenario, action: str, by: str, **details: Any) -> None:
    """Put a step of a scenario into the audit trail: who, when, and what it changes by its digest."""
    from tierline.store.staff import system_user

    facts = {"policy": found.policy, "digest": found.delta.digest(), "number": found.number, **details}
    user = system_user()
    if user != by:
        facts["system_user"] = user
    append(connection, who=by, action=action, month=found.month, subject=found.id, details=facts)


def may_edit(
    connection: Connection,
    found: Scenario,
    records: Sequence[Record],
    on: int,
    by: str,
    beside: Collection[str] = (),
) -> None:
    """Refuse an edit by somebody who may not, of a scenario no longer open, or on an earlier step.

    ``beside`` as in `check_current`.
    """
    check_role(connection, by, EDITORS)
    check_open(found)
    check_current(found, records, on, beside)


def _fact(
    workspace: Workspace, scenario: str, kind: str, name: str, value: str, *, on: int, by: str
) -> Scenario:
    with workspace.records.writing() as connection:
        found, records = existing(connection, scenario)
        may_edit(connection, found, records, on, by)
        before = {} if kind == "save" else {name: getattr(found, name)}
        made = write(connection, scenario, found.number + 1, by, kind, before, {name: value})
    return fold([*records, made])


def sound(policy: Policy, delta: Delta) -> Delta:
    """Return a delta that can be applied; BadInputError with every problem otherwise."""
    problems = check_delta(policy, delta)
    if problems:
        raise BadInputError(MessageList("", {}, tuple(problems)))
    return delta


def _words(text: str, longest: int) -> str:
    found = text.strip()
    if len(found) > longest:
        raise UsageError(
            N_("The text has {length} characters; at most {longest} fit. Shorten it."),
            length=len(found),
            longest=longest,
        )
    return found


def _one_line(text: str) -> str:
    return " ".join(text.split())
