"""The points of the monthly run: which policy of points, which earlier months, and the statements.

A month has points when it comes with targets, actuals or events, or when a policy of points is named. A
month without them closes as if there were no such step.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.performance.facts import months_before
from tierline.performance.findings import TRANSFERS
from tierline.performance.policy_settings import LOOKS_BACK
from tierline.store.points_earlier import by_earlier_rule, tells_transfers

if TYPE_CHECKING:
    from datetime import date

    import pyarrow as pa

    from tierline.performance.approvals import Decision
    from tierline.performance.facts import MonthFacts
    from tierline.performance.findings import Finding
    from tierline.performance.policy_resolved import PointsPolicy
    from tierline.performance.statement import Statement
    from tierline.policy.resolved import Policy
    from tierline.store.closed import ClosedMonth
    from tierline.store.snapshots import Snapshot
    from tierline.store.workspace import Workspace

DEFAULT_POINTS = "longyan-points"
POLICY_FILE = "points_policy.toml"
SIGNS = ("targets", "actuals", "point_events")  # of a month that has points
DECISIONS = "event_approvals"  # in a manifest, where there are any
_MOST_TOLD = 5


@dataclass
class PointsStep:
    """The points of one month while it is being closed.

    Attributes
    ----------
    policy : PointsPolicy
    earlier : mapping of int to ClosedMonth
        The closed months that derived actuals look back on.
    decisions : mapping of str to Decision
        About events that came without a sound approval.
    earlier_rule : mapping of str to Decision
        Events that the run made again counted by the rule of approval of its time.
    day : datetime.date or None
        The latest day that an approval may be of.
    tells_transfers : bool
        False for a run made again that was made before faults of transfers were told.
    statements : list of Statement
    findings : list of Finding
    """

    policy: PointsPolicy
    earlier: Mapping[int, ClosedMonth]
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    earlier_rule: Mapping[str, Decision] = field(default_factory=dict)
    day: date | None = None
    tells_transfers: bool = True
    statements: list[Statement] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)

    @property
    def basis(self) -> dict[str, Any]:
        """What a manifest says of it before anything is settled; the run's name follows from it too."""
        decided = [self.decisions[event].to_dict() for event in sorted(self.decisions)]
        return ({DECISIONS: decided} if decided else {}) | {
            "policy": {"id": self.policy.id, "sha256": self.policy.sha256},
            "earlier": [
                {
                    "month": closed.month,
                    "run": closed.run,
                    "accounts_sha256": closed.manifest["outputs"]["accounts.parquet"]["sha256"],
                }
                for _months, closed in sorted(self.earlier.items())
            ],
        }

    def settle(self, month: str, policy: Policy, tables: Mapping[str, pa.Table], results: pa.Table) -> None:
        """Settle the statements; ``policy`` is the one of accounts."""
        from tierline.store.points_facts import facts_of_run
        from tierline.store.soundness import check_sound

        for closed in self.earlier.values():  # its rows decide about points
            check_sound(closed, "accounts.parquet")
        facts = facts_of_run(month, policy, tables, results, self.earlier)
        self.statements, self.findings = settle_facts(
            facts, self.policy, {**self.decisions, **self.earlier_rule}, self.day, self.tells_transfers
        )

    def write(self, snapshot: Snapshot) -> None:
        """Put the statements and the policy they follow into a run's folder."""
        from tierline.performance.statement_tables import to_tables

        for name, table in to_tables(self.statements, self.findings).items():
            snapshot.put_table(name, table)
        snapshot.put_text(POLICY_FILE, self.policy.text)

    def notes(self) -> list[Message]:
        """Return what the user should know: statements held, rows refused."""
        held = [each.manager_id for each in self.statements if each.state != "settled"]
        refused = sum(each.outcome == "refused" for each in self.findings)
        found = []
        if held:
            names = ", ".join(held[:_MOST_TOLD]) + (" ..." if len(held) > _MOST_TOLD else "")
            found.append(
                Message(
                    N_(
                        "Points: {count} of {all} statements are held ({names}). "
                        "`tierline points check` says why."
                    ),
                    {"count": len(held), "all": len(self.statements), "names": names},
                )
            )
        if refused:
            found.append(
                Message(
                    N_("Points: {count} rows were refused. `tierline points check` names each."),
                    {"count": refused},
                )
            )
        astray = sorted({each.places["account"] for each in self.findings if each.kind in TRANSFERS})
        if astray:
            names = ", ".join(astray[:_MOST_TOLD]) + (" ..." if len(astray) > _MOST_TOLD else "")
            found.append(
                Message(
                    N_(
                        "Points: the transfers of {count} accounts ({names}) contradict each other or the "
                        "table of accounts and count for nothing. `tierline points check` names each."
                    ),
                    {"count": len(astray), "names": names},
                )
            )
        return found


def points_step(
    workspace: Workspace,
    month: str,
    sources: Mapping[str, Any],
    named: str | Path | None,
    today: date,
    held: ClosedMonth | None = None,
) -> PointsStep | None:
    """Return the step of a month that has points; None of one that has none.

    Parameters
    ----------
    workspace : Workspace
    month : str
    sources : mapping
        The tables that came in, by name.
    named : str, path or None
        Policy of points that the user asked for.
    today : datetime.date
        The department's day.
    held : ClosedMonth, optional
        The run that is made again, on its own day and with the approvals that it was made with: later ones
        added dated lines to its statements. By default every approval on record counts.

    Raises
    ------
    BadInputError
        The policy cannot be used, or is not known here any more.
    """
    from tierline.performance.approvers import day_of_intake
    from tierline.store.points_facts import day_of_run
    from tierline.store.points_records import decisions_on_record

    if named is None and not any(name in sources for name in SIGNS):
        return None
    policy = points_policy_for(workspace, month, named)
    closed = set(workspace.months())
    wanted = sorted({policy.derive[name] for name in LOOKS_BACK if name in policy.derive})
    earlier = {
        n: workspace.closed(months_before(month, n)) for n in wanted if months_before(month, n) in closed
    }
    if held is None:
        day = day_of_intake(month, today)
        return PointsStep(policy, earlier, decisions_on_record(workspace, month), day=day)
    decisions, day = decisions_in(held.manifest), day_of_run(held)
    return PointsStep(policy, earlier, decisions, by_earlier_rule(held), day, tells_transfers(held))


def points_policy_for(workspace: Workspace, month: str, named: str | Path | None = None) -> PointsPolicy:
    """Return the policy of points that a month is closed with: the one named, else the usual one.

    Raises
    ------
    BadInputError
        It cannot be used, or is not known here any more.
    """
    from tierline.performance.policy_load import load_points_policy

    return load_points_policy(named or _usual(workspace, month), month)


def settle_facts(
    facts: MonthFacts,
    policy: PointsPolicy,
    decisions: Mapping[str, Decision],
    day: date | None = None,
    with_transfers: bool = True,
) -> tuple[list[Statement], list[Finding]]:
    """Return the statements of a month's facts, and what is wrong with its rows, transfers among them."""
    from tierline.performance.actuals import gather
    from tierline.performance.derive import derive
    from tierline.performance.holdings import transfer_faults
    from tierline.performance.ledger import settle

    tables = {name: facts.table(name) for name in ("managers", "areas", *SIGNS)}
    gathered = gather(policy, tables, derive(facts, policy), decisions, day)
    if with_transfers and "transfers" in policy.derive:  # nothing counts by who held what otherwise
        gathered = replace(gathered, findings=[*gathered.findings, *transfer_faults(facts)])
    return settle(gathered, policy, tables["managers"].to_pylist()), gathered.findings


def decisions_of(run: ClosedMonth) -> dict[str, Decision]:
    """Return what stands behind the events of a run: decisions on record, and approvers of earlier rules."""
    return decisions_in(run.manifest) | by_earlier_rule(run)


def decisions_in(manifest: Mapping[str, Any]) -> dict[str, Decision]:
    """Return the decisions about events that a run was settled with."""
    from tierline.performance.approvals import Decision

    noted = (manifest.get("points") or {}).get(DECISIONS, ())
    return {each["event"]: Decision(**each) for each in noted}


def _usual(workspace: Workspace, month: str) -> str | Path:
    """Return the policy of points that the month, else the last month with points, was closed with.

    Raises
    ------
    BadInputError
        It is not the text that is shipped under its name: other figures would come in without a word.
    """
    from tierline.performance.policy_load import load_points_policy, points_policy_ids

    with_points = [each for each in workspace.months() if _noted(workspace, each)]
    if not with_points:
        return DEFAULT_POINTS
    model = month if month in with_points else with_points[-1]
    if model == month:
        return workspace.closed(model).folder / POLICY_FILE
    used = _noted(workspace, model)["policy"]
    last = str(used["id"])
    if last not in points_policy_ids() or load_points_policy(last, model).sha256 != used["sha256"]:
        raise BadInputError(
            N_(
                "{month} was closed with the policy of points '{policy}' (SHA-256 {sha}), which is not as "
                "shipped here: a file of your own, or of another version. Name it with --points-policy."
            ),
            month=model,
            policy=last,
            sha=str(used["sha256"])[:8],
        )
    return last


def _noted(workspace: Workspace, month: str) -> Mapping[str, Any]:
    noted: Mapping[str, Any] = workspace.closed(month).manifest.get("points") or {}
    return noted
