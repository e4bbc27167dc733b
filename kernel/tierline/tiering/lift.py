"""The cheapest single change that would lift an account to a better tier.

Every value worth trying is written into a copy of the account's row, and the copies go through the
same pass as everybody: so floors, caps and hysteresis are all taken into account.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from tierline.policy.resolved import Indicator, Policy
from tierline.policy.scales import Bands, Codes, Linear
from tierline.tables.registry import table_spec
from tierline.tiering.columns import Table
from tierline.tiering.score import grade_table

if TYPE_CHECKING:
    from tierline.compiled.layout import Outcome


@dataclass(frozen=True)
class Lift:
    """One change of one value that lifts the account; ``score`` in hundredths, ``effort`` relative."""

    indicator: str
    column: str
    old: Any
    new: Any
    score: int
    tier: str
    effort: float


def lifts(
    row: pa.Table,
    policy: Policy,
    points: dict[str, int | None],
    previous: Table | None,
    overrides: Table | None,
) -> list[Lift]:
    """Return the smallest lifting change of each indicator, cheapest first.

    Parameters
    ----------
    row : pa.Table
        The account's row.
    policy : Policy
    points : dict of indicator id to int or None
        The points it has now, hundredths.
    previous, overrides : table or None
        As for ``score``.

    Returns
    -------
    list of Lift
        Empty when no change of a single indicator is enough. Cheapest is the smallest change
        relative to the present value (or, from nothing, to the scale's first step); turning a flag
        counts as a whole. Indicators that nobody can change (``changeable = false``) are left out.
    """
    return _cheapest(row, policy, points, (previous, overrides), _better)


def securing(
    row: pa.Table,
    policy: Policy,
    points: dict[str, int | None],
    previous: Table | None,
    overrides: Table | None,
) -> list[Lift]:
    """Return, as `lifts`, the changes by which an account that is held in the best tier stands there by its
    score; none for one that stands there by its score, or in another tier.
    """
    return _cheapest(row, policy, points, (previous, overrides), _by_score)


def _better(now: Outcome, tried: Outcome, place: int) -> bool:
    return bool(tried.tier[place] < now.tier[0])


def _by_score(now: Outcome, tried: Outcome, place: int) -> bool:
    held = now.tier[0] == 0 and now.by_score[0] > 0
    return bool(held and tried.by_score[place] == 0 and tried.tier[place] == 0)


def _cheapest(
    row: pa.Table,
    policy: Policy,
    points: dict[str, int | None],
    beside: tuple[Table | None, Table | None],
    wanted: Callable[[Outcome, Outcome, int], bool],
) -> list[Lift]:
    """Return the smallest change of each indicator that does what is wanted, cheapest first."""
    tries = [
        (indicator, old, new)
        for indicator in policy.indicators
        if indicator.changeable
        for old in [_value(row, indicator.column)]
        for new in _worth_trying(indicator, old, points[indicator.id], policy)
    ]
    if not tries:
        return []
    now = grade_table(row, policy, *beside).outcome
    graded = grade_table(_copies(row, tries), policy, *beside).outcome
    found: dict[str, Lift] = {}
    for place, (indicator, old, new) in enumerate(tries):
        if not wanted(now, graded, place):
            continue
        lift = Lift(
            indicator.id,
            indicator.column,
            old,
            new,
            int(graded.score[place]),
            policy.tier_ids[graded.tier[place]],
            _effort(indicator, old, new),
        )
        if indicator.id not in found or lift.effort < found[indicator.id].effort:
            found[indicator.id] = lift
    return sorted(found.values(), key=lambda each: (each.effort, each.indicator))


def _value(row: pa.Table, column: str) -> Any:
    """Return the row's value, None for NaN as for null."""
    value = row.column(column)[0].as_py()
    return None if isinstance(value, float) and math.isnan(value) else value


def _worth_trying(indicator: Indicator, old: Any, points: int | None, policy: Policy) -> Iterator[Any]:
    """Yield the smallest values in each direction that give more points than now."""
    scale, now = indicator.scale, -1 if points is None else points
    if isinstance(scale, Codes):
        for code, given in scale.points.items():
            if given > now:
                yield code == "true" if indicator.kind == "flag" else code
    elif isinstance(scale, Bands):
        dtype = table_spec(policy.subject).column(indicator.column).dtype
        for place, edge in enumerate(scale.edges):
            if scale.points[place + 1] > now and (old is None or edge > old):
                yield math.ceil(edge) if dtype == "integer" else edge
            if scale.points[place] > now and old is not None and edge <= old:
                yield _just_below(edge, dtype)
    else:
        yield from _along_curve(scale, old, now)


def _just_below(edge: float, dtype: str) -> float:
    """Return the greatest value below an edge that somebody would write: one fen, one piece less."""
    if dtype == "integer":
        return math.ceil(edge) - 1
    decimals = {"money": 2, "ratio": 4}.get(dtype)
    if decimals is None:
        return math.nextafter(edge, -math.inf)
    unit = 10**decimals
    return float((math.ceil(round(edge * unit, 6)) - 1) / unit)


def _along_curve(scale: Linear, old: Any, now: int) -> Iterator[float]:
    """Yield, for each whole or half point more, the nearest value that reaches it on each stretch."""
    # an endless value stands at the end of the curve; what it could change to is found from there
    end = scale.x[-1] / scale.per_unit
    near = None if old is None else min(max(old, scale.x[0] / scale.per_unit - 1), end + 1)
    here = None if near is None else scale.steps(near)
    for wanted in range(now + 1, max(scale.y) + 1):
        for (x0, y0), (x1, y1) in zip(
            zip(scale.x, scale.y, strict=True), zip(scale.x[1:], scale.y[1:], strict=True), strict=False
        ):
            if y0 == y1 or not min(y0, y1) <= wanted <= max(y0, y1):
                continue
            # round half up: wanted is reached from half a hundredth below it
            exact = x0 + (wanted - 0.5 - y0) * (x1 - x0) / (y1 - y0)
            steps = math.ceil(exact) if y1 > y0 else math.floor(exact)
            steps = min(max(steps, x0), x1)
            if here is None or steps != here:
                yield steps / scale.per_unit


def _copies(row: pa.Table, tries: list[tuple[Indicator, Any, Any]]) -> pa.Table:
    """Return one copy of the row for each try, with one value changed."""
    many = row.take(pa.array(np.zeros(len(tries), np.int64)))
    for column in {indicator.column for indicator, _old, _new in tries}:
        values = many.column(column).to_pylist()
        for place, (indicator, _old, new) in enumerate(tries):
            if indicator.column == column:
                values[place] = new
        kind = many.schema.field(column).type
        if pa.types.is_dictionary(kind):
            kind = kind.value_type
        elif pa.types.is_integer(kind) or pa.types.is_null(kind):
            kind = None  # let the values say: they may now hold a fraction, or be the column's first
        at = many.column_names.index(column)
        many = many.set_column(at, column, pa.array(values, kind))
    return many


def _effort(indicator: Indicator, old: Any, new: Any) -> float:
    if isinstance(indicator.scale, Codes):
        return 1.0
    if isinstance(indicator.scale, Bands):
        steps = [abs(edge) for edge in indicator.scale.edges if edge]
    else:
        steps = [abs(corner) / indicator.scale.per_unit for corner in indicator.scale.x if corner]
    return float(abs(new - (old or 0)) / max(abs(old or 0), min(steps, default=1.0)))
