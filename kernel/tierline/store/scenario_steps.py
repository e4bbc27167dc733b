"""The way of a scenario: handed in, approved by somebody else, published as further dated values.

A scenario that is handed in no longer changes. Every step is a record and an entry of the audit trail,
with the digest of what was handed in; what is approved and what is published have that same digest.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from tierline.errors import BadInputError, IntegrityError, ScopeError, UsageError
from tierline.messages import N_, Message
from tierline.policy.alike import same_in_month
from tierline.policy.delta import Delta
from tierline.policy.delta_publish import publish_text
from tierline.store.own_policies import (
    baseline_policy,
    policy_of_text,
    publications,
    publications_in,
    put_text,
)
from tierline.store.scenario import audit_step, load, may_edit, sound
from tierline.store.scenario_edit import taken_over
from tierline.store.scenario_records import APPROVERS, EDITORS, check_current, check_role, existing, write
from tierline.store.scenario_renewal import BehindError, behind
from tierline.store.scenario_state import APPROVED, HANDED_IN, STATES, Record, Scenario, fold

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from tierline.store.workspace import Workspace


def hand_in(workspace: Workspace, scenario: str, *, on: int, by: str) -> Scenario:
    """Hand a draft in; it no longer changes then.

    What is handed in stands on the policy's text of today: a draft of an earlier text that says the same for
    its month is taken over to it first.

    Raises
    ------
    BadInputError
        It changes nothing, does not fit the policy's text of today, or was changed meanwhile.
    ScopeError
        The person may not edit scenarios.
    """
    found = load(workspace, scenario)
    base = baseline_policy(workspace, found.policy, found.month)
    made_on = policy_of_text(workspace, found.policy, found.month, found.policy_sha256)
    with workspace.records.writing() as connection:
        found, records = existing(connection, scenario)
        may_edit(connection, found, records, on, by)
        if not found.changes:
            raise BadInputError(N_("The scenario changes nothing. Change a figure before you hand it in."))
        if found.policy_sha256 == made_on.sha256 != base.sha256 and same_in_month(made_on, base):
            records = [*records, taken_over(connection, found, base, by)]
            found = fold(records)
            audit_step(connection, found, "scenario-rebase", by)
        sound(base, found.delta)
        return _step(connection, found, records, "hand-in", by, {"digest": found.delta.digest()})


def send_back(workspace: Workspace, scenario: str, *, reason: str, on: int, by: str) -> Scenario:
    """Send a scenario back that was handed in or approved; it can be edited again.

    Raises
    ------
    UsageError
        The reason is empty.
    BadInputError
        It is in another state, or was changed meanwhile.
    ScopeError
        The person may neither approve nor worked on it.
    """
    if not reason.strip():
        raise UsageError(N_("A reason is needed. Say in a few words why, with --reason."))
    with workspace.records.writing() as connection:
        found, records = existing(connection, scenario)
        check_role(connection, by, EDITORS if by in found.contributors else APPROVERS)
        _check_state(found, (HANDED_IN, APPROVED))
        check_current(found, records, on)
        return _step(connection, found, records, "send-back", by, {"reason": reason.strip()})


def approve(workspace: Workspace, scenario: str, *, on: int, by: str, on_new_text: bool = False) -> Scenario:
    """Approve a scenario that was handed in; by a person who did not work on it.

    Parameters
    ----------
    workspace : Workspace
    scenario : str
    on : int
    by : str
    on_new_text : bool, optional
        Approve it, for the first time or once more, on the policy's text of today, to which it is taken
        over as it is.

    Raises
    ------
    BehindError
        The policy was published anew since, and ``on_new_text`` is not set or not enough.
    BadInputError
        It is in another state.
    ScopeError
        The person may not approve, or began, edited or handed it in.
    IntegrityError
        It is not what was handed in.
    """
    between = behind(workspace, load(workspace, scenario))
    with workspace.records.writing() as connection:
        found, records = existing(connection, scenario)
        check_role(connection, by, APPROVERS)
        again = on_new_text and between is not None and found.state == APPROVED
        _check_state(found, (APPROVED if again else HANDED_IN,))
        check_current(found, records, on)
        if by in found.contributors:
            raise ScopeError(
                N_("'{login}' worked on this scenario, so somebody else has to approve it."), login=by
            )
        digest = _digest(found, "approve" if again else "hand-in")
        if between is not None:
            if not (on_new_text and between.renewable):
                raise BehindError(between)
            sound(between.today, Delta.of(between.today, found.changes))
            records = [*records, taken_over(connection, found, between.today, by)]
            found = fold(records)
            audit_step(connection, found, "scenario-rebase", by)
            digest = found.delta.digest()
        return _step(connection, found, records, "approve", by, {"digest": digest})


def publish(workspace: Workspace, scenario: str, from_date: date, *, on: int, by: str) -> Scenario:
    """Publish an approved scenario: its figures become values of the policy that hold from a day on.

    Parameters
    ----------
    workspace : Workspace
        Its own ``policies/<id>/policy.toml`` is written and used for months closed from now on.
    scenario : str
    from_date : datetime.date
        In a month that is not closed yet.
    on : int
    by : str

    Raises
    ------
    BehindError
        The policy was published anew since it was approved.
    BadInputError
        It is not approved; or the day lies in a closed month.
    ScopeError
        The person may not publish.
    IntegrityError
        It is not what was approved.
    """
    _check_not_closed(workspace, from_date)
    found = load(workspace, scenario)
    policy = baseline_policy(workspace, found.policy, found.month)
    editions = len(publications(workspace, found.policy))
    between = behind(workspace, found)
    with workspace.records.writing() as connection:
        found, records = existing(connection, scenario)
        check_role(connection, by, APPROVERS)
        _check_state(found, (APPROVED,))
        check_current(found, records, on)
        digest = _digest(found, "approve")
        if between is not None:
            raise BehindError(between)
        text = publish_text(policy.text, found.delta, from_date)
        if len(publications_in(connection, found.policy)) != editions:
            raise BadInputError(
                N_("Somebody else published the policy {policy} just now. Load the scenario again."),
                policy=found.policy,
            )
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        facts = {"policy": found.policy, "from": from_date.isoformat(), "policy_sha256": sha256}
        after = {**facts, "built_on": policy.sha256, "edition": editions + 1, "digest": digest, "text": text}
        published = _step(connection, found, records, "publish", by, after, **facts)
    # the records hold the text, so a run that is stopped here loses nothing
    put_text(workspace.path / "policies" / found.policy / "policy.toml", text)
    return published


def _step(
    connection: Connection,
    found: Scenario,
    records: Sequence[Record],
    kind: str,
    by: str,
    after: dict[str, Any],
    **details: Any,
) -> Scenario:
    made = write(connection, found.id, found.number + 1, by, kind, {"state": found.state}, after)
    told = fold([*records, made])
    reason = {"reason": after["reason"]} if "reason" in after else {}
    audit_step(connection, told, f"scenario-{kind}", by, **reason, **details)
    return told


def _digest(found: Scenario, step: str) -> str:
    """Return the digest of the figures, which is still the one noted at an earlier step."""
    digest = found.delta.digest()
    if found.steps[step].after["digest"] != digest:
        raise IntegrityError(
            N_(
                "The scenario '{title}' is not what {who} {step}: its records were changed. "
                "Send it back and look at its history."
            ),
            title=found.title or found.id,
            who=found.steps[step].author,
            step=Message(STATES[HANDED_IN if step == "hand-in" else APPROVED]),
        )
    return digest


def _check_state(found: Scenario, wanted: Sequence[str]) -> None:
    if found.state not in wanted:
        raise BadInputError(
            N_("The scenario '{title}' is {state}; this can be done only when it is {wanted}."),
            title=found.title or found.id,
            state=Message(STATES[found.state]),
            wanted=Message(STATES[wanted[0]]),
        )


def _check_not_closed(workspace: Workspace, from_date: date) -> None:
    month, months = f"{from_date:%Y-%m}", workspace.months()
    if months and month <= months[-1]:
        raise BadInputError(
            N_("{day} lies in or before {month}, which is closed. Publish from a later month on."),
            day=from_date.isoformat(),
            month=months[-1],
        )
