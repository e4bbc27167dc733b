"""A dozen or so tiers set by hand, with approver, reason and expiry; some have run out."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tierline.tables.sample.accounts import Population
from tierline.tables.sample.frame import table
from tierline.tables.sample.setting import setting, stream
from tierline.tables.sample.staff import Staff

OVERRIDES = 16


def draw_overrides(
    who: Population, identifiers: pa.Array, staff: Staff, months: list[str], accounts: int, seed: int
) -> pa.Table:
    """Return all overrides of the sample's months, ascending by start.

    They begin between half a year before the first month and the last month, and hold three to twelve months.
    """
    draw = stream(seed, "overrides")
    count = min(OVERRIDES, max(1, accounts // 20))
    places = np.flatnonzero((who.arrives == 0) & (who.base_revenue > 900) & (who.base_revenue < 4000))
    chosen = np.sort(draw.permutation(places if len(places) else np.arange(accounts))[:count])
    first, last = date.fromisoformat(f"{months[0]}-01"), date.fromisoformat(f"{months[-1]}-01")
    starts = np.sort(draw.integers(-180, (last - first).days + 1, len(chosen)))
    given = setting().overrides
    rows = []
    for start in starts:
        begins = first + timedelta(days=int(start))
        entry = given[draw.integers(0, len(given))]
        approver = staff.supervisor if draw.random() < 0.5 else staff.planner
        ends = begins + timedelta(days=int(draw.integers(3, 13)) * 30)
        rows.append((entry["tier"], approver, entry["reason"], begins, ends))
    order = draw.permutation(chosen)
    columns = [identifiers.take(pa.array(order)).to_pylist(), *map(list, zip(*rows, strict=True))]
    names = ("account_id", "tier", "approver", "reason", "from_date", "expires_on")
    return table("overrides", dict(zip(names, columns, strict=True)))


def overrides_in(overrides: pa.Table, present: pa.ChunkedArray, last_day: date) -> pa.Table:
    """Return those known on ``last_day`` for accounts that are present; ended ones stay on the list."""
    begun = pc.less_equal(overrides["from_date"], pa.scalar(last_day))
    known = pc.is_in(overrides["account_id"], value_set=pc.cast(present, pa.string()))
    return overrides.filter(pc.and_(begun, known))
