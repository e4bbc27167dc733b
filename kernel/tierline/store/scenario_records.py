"""Reads and writes the records of scenarios; a record is added and never changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select
from sqlalchemy.engine import Connection

from tierline.errors import BadInputError, ScopeError
from tierline.messages import N_, Message, MessageList
from tierline.policy.delta_words import Changed, changed_value
from tierline.store.audit import now
from tierline.store.scenario_state import (
    BESIDE,
    DELETED,
    PUBLISHED,
    STATES,
    STEPS,
    Record,
    Scenario,
    fold,
    kind_of,
)
from tierline.store.scenario_values import pack, unpack
from tierline.store.staff import ROLES, person_in
from tierline.store.tables import scenario_records as table
from tierline.times import when

if TYPE_CHECKING:
    from tierline.policy.model import Title
    from tierline.policy.resolved import Policy
    from tierline.store.workspace import Workspace

EDITORS = ("planner", "analyst", "administrator")
APPROVERS = ("planner", "administrator")
_TOLD = 3


class NoScenarioError(BadInputError):
    """There is no scenario of an id; exit code 3."""


class OvertakenError(BadInputError):
    """The scenario was changed meanwhile; exit code 3.

    Parameters
    ----------
    on : int
        Step that was worked on.
    since : sequence of Record
        What was written after it.
    policy : Policy, optional
        In whose words figures are told; by default by their paths.
    reader : str, optional
        Login of whoever is told at a page: what they wrote themselves is told as theirs.
    """

    def __init__(
        self, on: int, since: Sequence[Record], policy: Policy | None = None, reader: str = ""
    ) -> None:
        self.on, self.since = on, tuple(since)
        self.own = all(record.author == reader for record in since)
        same = BESIDE.union(STEPS) - {"delete"}
        if all(record.kind in same for record in since):
            you = Message(N_("you, in another window"))
            done = [
                Message(
                    N_("{what} by {who}, {at}"),
                    {
                        "what": kind_of(record),
                        "who": you if record.author == reader else record.author,
                        "at": when(record.at),
                    },
                )
                for record in since
            ]
            told = N_("Meanwhile this scenario was: {steps}. Its figures are the same. Load it again.")
            super().__init__(told, on=on, steps=Listed(tuple(done), "; "))
            return
        super().__init__(
            N_(
                "You were faster yourself, in another window: since step {on}, on which you worked here, "
                "the scenario got {count} more.\n"
                "{steps}\nNothing was overwritten. Load it again, or go on in a copy of your own."
            )
            if self.own
            else N_(
                "Somebody was faster: since step {on}, on which you worked, the scenario got {count} more.\n"
                "{steps}\nNothing was overwritten. Load it again, or go on in a copy of your own."
            ),
            on=on,
            count=len(since),
            steps=MessageList("", {}, tuple(told_of(record, policy, reader) for record in since[-_TOLD:])),
        )


def records_of(connection: Connection, scenario: str) -> list[Record]:
    """Return the records of one scenario in their order, as an open transaction sees them."""
    if not scenario.isalnum():  # out of a link, it may hold signs that a database refuses
        return []
    query = select(table).where(table.c.scenario == scenario).order_by(table.c.number)
    return [_record(row) for row in connection.execute(query)]


def existing(connection: Connection, scenario: str) -> tuple[Scenario, list[Record]]:
    """Return a scenario and its records.

    Raises
    ------
    BadInputError
        There is none of that id, or it was deleted: then by whom and when.
    """
    records = records_of(connection, scenario)
    if not records:
        raise NoScenarioError(
            N_("There is no scenario '{scenario}' here. `tierline scenario list` shows those there are."),
            scenario=scenario,
        )
    found = fold(records)
    if found.state == DELETED:
        raise BadInputError(
            N_("The scenario '{title}' was deleted by {who} at {at}. Open another one, or begin a new one."),
            title=found.title or found.id,
            who=found.changed_by,
            at=when(found.changed_at),
        )
    return found, records


def history(workspace: Workspace, scenario: str) -> list[Record]:
    """Return every record of a scenario, deleted or not, oldest first; empty if there is none."""
    with workspace.records.reading() as connection:
        return records_of(connection, scenario)


def written_since(workspace: Workspace, scenario: str, number: int) -> list[Record]:
    """Return the records of a scenario after a step, its deletion too; empty when there are none."""
    later = (table.c.scenario == scenario) & (table.c.number > number)
    query = select(table).where(later).order_by(table.c.number)
    with workspace.records.reading() as connection:
        return [_record(row) for row in connection.execute(query)]


def every(connection: Connection, kinds: Sequence[str] = ()) -> list[Record]:
    """Return the records of all scenarios in order, optionally only those of some kinds."""
    query = select(table).order_by(table.c.scenario, table.c.number)
    if kinds:
        query = query.where(table.c.kind.in_(kinds))
    return [_record(row) for row in connection.execute(query)]


def touched_by(connection: Connection, login: str) -> list[str]:
    """Return the scenarios that a person wrote a record of, the one written last first."""
    latest = func.max(table.c.at)
    query = select(table.c.scenario).where(table.c.author == login).group_by(table.c.scenario)
    return list(connection.execute(query.order_by(latest.desc())).scalars())


def write(
    connection: Connection,
    scenario: str,
    number: int,
    author: str,
    kind: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    path: str = "",
) -> Record:
    """Add one record on a connection opened by `Records.writing`, which keeps writers in line."""
    made = Record(scenario, number, now(), author, kind, path, dict(before), dict(after))
    values = {**made.__dict__, "before": pack(before), "after": pack(after)}
    connection.execute(insert(table).values(**values))
    return made


def check_open(found: Scenario) -> None:
    """Refuse to change a scenario that was handed in.

    Raises
    ------
    BadInputError
        Says what state it is in, by whom and since when, and what can be done: only what is not
        published yet can be sent back.
    """
    if found.open:
        return
    published = found.state == PUBLISHED
    step = found.steps[{"handed-in": "hand-in", "approved": "approve", "published": "publish"}[found.state]]
    raise BadInputError(
        N_(
            "The scenario '{title}' is {state} ({who}, {at}): it stays and no longer changes. "
            "Begin a copy of it and change that."
        )
        if published
        else N_(
            "The scenario '{title}' is {state} ({who}, {at}) and no longer changes. "
            "Begin a copy of it, or have it sent back."
        ),
        title=found.title or found.id,
        state=Message(STATES[found.state]),
        who=step.author,
        at=when(step.at),
    )


def check_current(found: Scenario, records: Sequence[Record], on: int, beside: Collection[str] = ()) -> None:
    """Refuse an edit that was made on an earlier number than the scenario has.

    Records of the kinds ``beside`` may have come between: what they change the edit leaves alone.

    Raises
    ------
    OvertakenError
        Names who changed what when; nothing was overwritten.
    """
    if on == found.number:
        return
    if not 0 < on < found.number:
        raise BadInputError(
            N_("The scenario has {number} steps; there is no step {on} to build on. Load it again."),
            number=found.number,
            on=on,
        )
    since = [record for record in records if record.number > on]
    if not all(record.kind in beside for record in since):
        raise OvertakenError(on, since)


def told_of(record: Record, policy: Policy | None = None, reader: str = "") -> Message:
    """Return who did what when, on one line; figures by their paths, or in words of the policy given.

    What ``reader`` did, who sits at a page, was done in another window.
    """
    where: str | Message = f" ({record.path})" if record.path else ""
    if policy is not None and record.path:
        values = record.after.items()
        words = [changed_value(policy, path, record.before.get(path), value) for path, value in values]
        where = Message(" ({words})", {"words": Listed(tuple(words), "; ")})
    return Message(
        N_("step {number}, {at}: {what} by {who}{where}"),
        {
            "number": record.number,
            "at": when(record.at),
            "what": kind_of(record),
            "who": Message(N_("you, in another window")) if record.author == reader else record.author,
            "where": where,
        },
    )


def check_role(connection: Connection, login: str, roles: Sequence[str]) -> None:
    """Refuse a person who is not active on the staff table in one of the roles.

    Raises
    ------
    ScopeError
        Names the roles that may.
    """
    found = person_in(connection, login)
    if found is None or not found.active or found.role not in roles:
        raise ScopeError(
            N_("'{login}' may not do this with scenarios; these roles may: {roles}. Ask one of them."),
            login=login,
            roles=Listed(tuple(Message(ROLES[role]) for role in roles)),
        )


@dataclass(frozen=True)
class Listed:
    """Several messages on one line."""

    parts: tuple[Message | Changed | Title, ...]
    between: str = ", "

    def render(self, language: str | None = None) -> str:
        return self.between.join(part.render(language) for part in self.parts)


def _record(row: Any) -> Record:
    values = dict(row._mapping)
    return Record(**{**values, "before": unpack(values["before"]), "after": unpack(values["after"])})
