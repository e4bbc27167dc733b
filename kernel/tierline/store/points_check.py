"""What is wrong with a month's targets, actuals and events: named row by row, before and after the close."""

from __future__ import annotations

import csv
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tierline.errors import BadInputError
from tierline.messages import N_, Message, language_of
from tierline.performance.approvals import approvals_of
from tierline.performance.findings import TRANSFERS
from tierline.store.basis import choose_policy, usable_previous
from tierline.store.months import month_before
from tierline.store.points_records import EVENT, read
from tierline.store.points_step import SIGNS, PointsStep, points_step
from tierline.store.roster import unseen_teams
from tierline.store.statements import points_findings, statements
from tierline.tables.faults import named
from tierline.tables.registry import table_spec
from tierline.times import today

if TYPE_CHECKING:
    from tierline.performance.findings import Finding
    from tierline.policy.resolved import Policy
    from tierline.store.closed import ClosedMonth
    from tierline.store.scope import Scope
    from tierline.store.workspace import Workspace
    from tierline.tables.intake import Intake

REFUSED, HELD, MISSING, LATE, NOTED = "refused", "held", "missing", "late", "noted"
_KEYS = {"targets": ("manager_id", "indicator"), "actuals": ("manager_id", "indicator"),
         "point_events": ("event_id",)}  # fmt: skip
_TABLES = (*SIGNS, "transfers")


@dataclass(frozen=True)
class Told:
    """One thing to be told: "refused", "held", "missing", "late" or "noted", and the words."""

    outcome: str
    what: Message


@dataclass(frozen=True)
class PointsCheck:
    """A month's points looked over.

    Parameters
    ----------
    month, policy : str
    states : mapping of str to int
        Statements by state.
    findings : tuple of Told
    """

    month: str
    policy: str
    states: Mapping[str, int]
    findings: tuple[Told, ...]

    @property
    def sound(self) -> bool:
        """True when nothing is refused, missing or late; what waits for its approval may wait."""
        return all(each.outcome in (HELD, NOTED) for each in self.findings)


def check_points(
    workspace: Workspace,
    scope: Scope,
    month: str,
    points_policy: str | Path | None = None,
    mapping: Path | None = None,
) -> PointsCheck:
    """Look a month's points over, without closing or changing anything.

    Parameters
    ----------
    workspace : Workspace
    scope : Scope
        A whole one reads the raw tables, also of a month that is not closed yet; any other one sees what
        concerns its own managers in a closed month.
    month : str
    points_policy : str or path, optional
        Policy of points; by default the one the month would be closed with.
    mapping : path, optional
        File that maps the raw tables' headings to columns, as the month is closed with.

    Returns
    -------
    PointsCheck
        Rows that intake refuses, rows that the policy does not take, figures that are missing, events
        that wait; and of a closed month the rows that came or changed after the close. It is settled with
        the approvals that it was closed with: later ones added dated lines to its statements.

    Raises
    ------
    BadInputError
        The policy breaks a rule, the tables cannot be read, or the month has no points.
    """
    if not scope.whole:
        return _seen(workspace.closed(month), scope)
    with tempfile.TemporaryDirectory(prefix="tierline-") as folder:
        return _raw(workspace, scope, month, points_policy, Path(folder), mapping)


def _seen(closed: ClosedMonth, scope: Scope) -> PointsCheck:
    noted = closed.manifest.get("points")
    if not noted:
        raise _no_points(closed.month)
    states = Counter(each.state for each in statements(closed, scope))
    still = _waiting(points_findings(closed, scope), closed)
    found = tuple(Told(each.outcome, each.message) for each in _once(still))
    return PointsCheck(closed.month, noted["policy"]["id"], states, found)


def _raw(
    workspace: Workspace,
    scope: Scope,
    month: str,
    named: str | Path | None,
    folder: Path,
    mapping: Path | None,
) -> PointsCheck:
    from tierline.policy.load import load_policy
    from tierline.tables.intake import take_in

    intake = take_in(workspace.raw(month), month, folder, mapping)
    closed = workspace.closed(month) if month in workspace.months() else None
    step = points_step(workspace, month, intake.files, named, today(), closed)
    if step is None:
        raise _no_points(month)
    step.tells_transfers = True  # also of a month that was closed before they were told
    chosen, _why = choose_policy(workspace, month, None)
    _settle(workspace, scope, month, load_policy(chosen, month), intake, step)
    unseen = unseen_teams(intake.tables["managers"], intake.tables["teams"])
    findings = [
        *_quarantined(intake),
        *(Told(NOTED, each) for each in unseen),
        *_of_step(step, closed),
        *_late(workspace, scope, month, intake),
    ]
    states = Counter(each.state for each in step.statements)
    return PointsCheck(month, step.policy.id, states, tuple(findings))


def _settle(
    workspace: Workspace, scope: Scope, month: str, policy: Policy, intake: Intake, step: PointsStep
) -> None:
    from tierline.tiering.score import score

    previous = _previous(workspace, month, policy)
    before = None if previous is None else previous.load(scope, "results")
    accounts, overrides = intake.tables["accounts"], intake.tables["overrides"]
    results = score(accounts, policy, previous=before, overrides=overrides)
    step.settle(month, policy, intake.tables, results)


def _waiting(findings: Iterable[Finding], closed: ClosedMonth | None) -> list[Finding]:
    """Return the findings without those of events that waited at the close and were decided about since."""
    every = list(findings)
    if closed is None:
        return every
    with closed.workspace.records.reading() as connection:
        made = approvals_of(read(connection, EVENT, run=closed.run))
    decided = {each.decision.event for each in made}
    return [each for each in every if each.outcome != HELD or each.places.get("event") not in decided]


def _previous(workspace: Workspace, month: str, policy: Policy) -> ClosedMonth | None:
    """Return the month that a closed one was built on; of an open one the month before, if it is closed."""
    if month in workspace.months():
        return workspace.closed(month).previous()
    if month_before(month) not in workspace.months():  # the close will ask: score without it, or close it
        return None
    return usable_previous(workspace, month, policy)[0]


def _of_step(step: PointsStep, closed: ClosedMonth | None) -> Iterator[Told]:
    """Yield what the rows lack, then what statements lack because of others; a whole role's gap once."""
    of_teams = [
        each
        for found in step.statements
        for each in found.findings
        if each.kind in ("no_team", "team_incomplete", "small_team", "small_team_held")
    ]
    for each in _once((*_waiting(step.findings, closed), *of_teams)):
        yield Told(each.outcome, each.message)


def _once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Yield the findings; a fault of transfers, which every manager concerned is told, once an account."""
    passed: set[str] = set()
    for each in findings:
        account = each.places.get("account") if each.kind in TRANSFERS else None
        if account is None or account not in passed:
            yield each
        passed |= {account} if account else set()


class _Quoted(Message):
    """What a quarantine file says of a row, in both languages."""

    def __init__(self, english: str, chinese: str) -> None:
        super().__init__(english, {"zh": chinese})

    def render(self, language: str | None = None) -> str:
        from tierline.messages import current_language

        chinese = language_of(language or current_language()) == "zh"
        return str(self.places["zh"]) if chinese else self.text


def _quarantined(intake: Intake) -> Iterator[Told]:
    for table in _TABLES:
        file = intake.quarantine_files.get(table)
        if file is None:
            continue
        with file.open(encoding="utf-8-sig", newline="") as stream:
            for row in csv.DictReader(stream):
                place = f"{row['file']}:{row['row']}: "
                yield Told(REFUSED, _Quoted(place + row["message_en"], place + row["message_zh"]))


def _late(workspace: Workspace, scope: Scope, month: str, intake: Intake) -> Iterator[Told]:
    """Yield the rows of the raw tables that the closed month does not hold as they stand now."""
    if month not in workspace.months():
        return
    closed = workspace.closed(month)
    for table, key in _KEYS.items():
        held = {_key(row, key): row for row in closed.load(scope, table).to_pylist()}
        for row in intake.tables[table].to_pylist():
            known = held.get(_key(row, key))
            if known is None or any(known.get(name) != value for name, value in row.items()):
                places = {"table": named(table_spec(table)), "row": " ".join(_key(row, key)), "month": month}
                yield Told(LATE, Message(_came_late(known is None), places))


def _came_late(new: bool) -> str:
    if new:
        return N_(
            "{table}: {row} came after {month} was closed and does not count. Correct the statement "
            "(tierline points correct propose), or close the month anew with --replace."
        )
    return N_(
        "{table}: {row} was changed after {month} was closed; what was closed holds. Correct the statement "
        "(tierline points correct propose), or close the month anew with --replace."
    )


def _key(row: Mapping[str, Any], names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(str(row[name]) for name in names)


def _no_points(month: str) -> BadInputError:
    return BadInputError(
        N_(
            "{month} has no points: no targets, actuals or events came in. Put these tables into the raw "
            "folder (tierline tables template shows their columns)."
        ),
        month=month,
    )
