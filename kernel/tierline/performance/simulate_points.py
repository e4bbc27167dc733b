"""What changed weights, caps, bands or targets would do to a month's points: who gains, who loses.

The month's figures stay as they are and are settled again under the changed policy: the same run as at
the close, so that what is shown is what would have been closed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.performance.policy_changes import with_changes
from tierline.performance.statement import MILLIONTHS
from tierline.policy.exact import decimal_text, number

if TYPE_CHECKING:
    from datetime import date

    from tierline.performance.actuals import Gathered
    from tierline.performance.approvals import Decision
    from tierline.performance.facts import MonthFacts
    from tierline.performance.policy_resolved import PointsPolicy
    from tierline.performance.statement import Statement

TARGETS = "targets."
NO_BAND = None
_MOST_FACTOR = 100


@dataclass(frozen=True)
class Change:
    """One manager's points before and after.

    Parameters
    ----------
    manager_id, role : str
    name, team_id : str or None
    before, after : int or None
        Totals in hundredths; None where the statement is not settled.
    bands : (int or None, int or None)
        Pay bands from the lowest (0).
    parts : mapping of str to int
        What changed, in millionths: by category, "bonus", "deduction", "team".
    """

    manager_id: str
    role: str
    name: str | None
    team_id: str | None
    before: int | None
    after: int | None
    bands: tuple[int | None, int | None]
    parts: Mapping[str, int]

    @property
    def gain(self) -> int:
        """After less before in hundredths; 0 where one of them is missing."""
        return 0 if self.before is None or self.after is None else self.after - self.before


@dataclass(frozen=True)
class PointsSimulation:
    """A month's points under two policies.

    Parameters
    ----------
    before, after : PointsPolicy
    changes : tuple of Change
        Every manager, those who gain most first, those who lose most last.
    matrix : mapping of (int or None, int or None) to int
        Managers by pay band before and after; None is a statement that is not settled.
    """

    before: PointsPolicy
    after: PointsPolicy
    changes: tuple[Change, ...]
    matrix: Mapping[tuple[int | None, int | None], int]

    @property
    def gaining(self) -> list[Change]:
        """Those whose total rises."""
        return [each for each in self.changes if each.gain > 0]

    @property
    def losing(self) -> list[Change]:
        """Those whose total falls."""
        return [each for each in self.changes if each.gain < 0]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain data; points as decimal texts."""
        return {
            "policy": self.before.id,
            "month": self.before.month,
            "sha256": {"before": self.before.sha256, "after": self.after.sha256},
            "edges": {
                "before": [decimal_text(edge) for edge in self.before.pay.edges],
                "after": [decimal_text(edge) for edge in self.after.pay.edges],
            },
            "gain": len(self.gaining),
            "lose": len(self.losing),
            "same": len(self.changes) - len(self.gaining) - len(self.losing),
            "matrix": [
                {"before": before, "after": after, "managers": count}
                for (before, after), count in sorted(self.matrix.items(), key=_by_bands)
            ],
            "managers": [
                {
                    "manager_id": each.manager_id,
                    "name": each.name,
                    "role": each.role,
                    "team_id": each.team_id,
                    "before": None if each.before is None else decimal_text(each.before),
                    "after": None if each.after is None else decimal_text(each.after),
                    "gain": decimal_text(each.gain),
                    "band_before": each.bands[0],
                    "band_after": each.bands[1],
                    "parts": {name: f"{Decimal(part) / 1_000_000:f}" for name, part in each.parts.items()},
                }
                for each in self.changes
            ],
        }


def simulate_points(
    facts: MonthFacts,
    policy: PointsPolicy,
    changes: Mapping[str, Any],
    decisions: Mapping[str, Decision] | None = None,
    day: date | None = None,
    source: str | None = None,
) -> PointsSimulation:
    """Settle a month under its policy of points and under a changed one.

    Parameters
    ----------
    facts : MonthFacts
        The month, every manager of it.
    policy : PointsPolicy
        As it stands in the month.
    changes : mapping of str to value
        Parameter id to its new value, as `with_changes` takes them; ``targets.<indicator>`` is a factor
        on every target of that indicator that the table sets.
    decisions : mapping of str to Decision, optional
        About events, as the month was settled with them.
    day : datetime.date, optional
        On which the month was taken in, see `approvers.Approvers`.
    source : str, optional
        The file that holds the changes, to be named where they break a rule.

    Returns
    -------
    PointsSimulation

    Raises
    ------
    BadInputError
        A change names nothing, or breaks a rule of LY-12; a factor that is none.
    """
    from tierline.performance.actuals import gather
    from tierline.performance.derive import derive
    from tierline.performance.ledger import settle

    factors = _factors(policy, changes)
    figures = {name: value for name, value in changes.items() if not name.startswith(TARGETS)}
    after = with_changes(policy, figures, source) if figures else policy
    tables = {name: facts.table(name) for name in ("managers", "targets", "actuals", "point_events", "areas")}
    people = tables["managers"].to_pylist()
    gathered = gather(policy, tables, derive(facts, policy), decisions, day)
    again = gathered
    if after is not policy:
        again = gather(after, tables, derive(facts, after), decisions, day)
    return compare(
        policy, after, settle(gathered, policy, people), settle(_scaled(again, factors), after, people)
    )


def compare(
    before: PointsPolicy, after: PointsPolicy, old: Sequence[Statement], new: Sequence[Statement]
) -> PointsSimulation:
    """Set the statements of one month side by side; both hold the same managers."""
    later = {each.manager_id: each for each in new}
    pairs = [(each, later[each.manager_id]) for each in old]
    changes = [
        Change(
            one.manager_id,
            one.role,
            one.name,
            one.team_id,
            one.closed_total,
            two.closed_total,
            (_band(one), _band(two)),
            _parts(one, two),
        )
        for one, two in pairs
    ]
    changes.sort(key=lambda each: (-each.gain, each.manager_id))
    return PointsSimulation(before, after, tuple(changes), Counter(each.bands for each in changes))


def _factors(policy: PointsPolicy, changes: Mapping[str, Any]) -> dict[str, Decimal]:
    found = {}
    for path, value in changes.items():
        if not path.startswith(TARGETS):
            continue
        name = path.removeprefix(TARGETS)
        known = [each.id for each in policy.indicators if each.target_value is None]
        if name not in known:
            raise BadInputError(
                N_("{path}: '{name}' has no targets in the table. Use one of: {known}."),
                path=path,
                name=name,
                known=", ".join(known),
            )
        factor = number(Decimal(repr(value)) if isinstance(value, float) else value)
        if factor is None or not 0 < factor <= _MOST_FACTOR:
            raise BadInputError(
                N_("{path}: '{value}' is no factor above 0 up to {most}, such as 1.10. Change it."),
                path=path,
                value=value,
                most=_MOST_FACTOR,
            )
        found[name] = factor
    return found


def _scaled(gathered: Gathered, factors: Mapping[str, Decimal]) -> Gathered:
    import pyarrow as pa

    if not factors:
        return gathered
    rows = gathered.figures.to_pylist()
    for row in rows:
        if row["target"] is not None and row["indicator"] in factors:
            exact = factors[row["indicator"]] * row["target"]
            row["target"] = int(exact.quantize(Decimal(1), ROUND_HALF_UP))
    return replace(gathered, figures=pa.Table.from_pylist(rows, schema=gathered.figures.schema))


def _band(statement: Statement) -> int | None:
    total = statement.closed_total
    return NO_BAND if total is None else statement.pay.band(total)


def _parts(before: Statement, after: Statement) -> dict[str, int]:
    if before.closed_total is None or after.closed_total is None:
        return {}
    old, new = _made(before), _made(after)
    found = {name: new.get(name, 0) - old.get(name, 0) for name in dict.fromkeys([*old, *new])}
    return {name: part for name, part in found.items() if part}


def _made(statement: Statement) -> dict[str, int]:
    found = {each.id: each.points or 0 for each in statement.categories}
    found |= {"bonus": statement.bonus or 0, "deduction": -(statement.deduction or 0)}
    if statement.team is not None:
        kinds = ("own_share", "team_share")
        found["team"] = sum(each.points for each in statement.entries if each.kind in kinds) * MILLIONTHS
    return found


def _by_bands(cell: tuple[tuple[int | None, int | None], int]) -> tuple[int, int]:
    before, after = (-1 if band is None else band for band in cell[0])
    return before, after
