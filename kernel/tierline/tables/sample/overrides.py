"""A dozen or so tiers set by hand, with approver, reason and expiry; some have run out."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tierline.tables.sample.accounts import Population
from tierline.tables.sample.frame import table
from tierline.tables.sample.setting import stream
from tierline.tables.sample.staff import Staff

OVERRIDES = 16
_REASONS = (
    ("A2", "重大信息化项目洽谈中,按战略客户服务"),
    ("B1", "行业示范项目,提升服务层级"),
    ("B1", "新建园区龙头企业,潜力较大"),
    ("B2", "客户重组,维持原层级至合约期满"),
    ("C", "已停产,业务量将大幅减少"),
)


def draw_overrides(
    who: Population, identifiers: pa.Array, staff: Staff, months: list[str], accounts: int, seed: int
) -> pa.Table:
    """Return all overrides of the sample's months, ascending by start.

    They begin between half a year before the first month and the last month, and hold three to twelve months.
    """
    draw = stream(seed, "overrides")
    count = min(OVERRIDES, max(1, accounts // 20))
    places = np.flatnonzero((who.arrives == 0) & (who.base_revenue > 2000) & (who.base_revenue < 20000))
    chosen = np.sort(draw.permutation(places if len(places) else np.arange(accounts))[:count])
    first, last = date.fromisoformat(f"{months[0]}-01"), date.fromisoformat(f"{months[-1]}-01")
    starts = np.sort(draw.integers(-180, (last - first).days + 1, len(chosen)))
    rows = []
    for start in starts:
        begins = first + timedelta(days=int(start))
        tier, reason = _REASONS[draw.integers(0, len(_REASONS))]
        approver = staff.supervisor if draw.random() < 0.5 else staff.planner
        rows.append((tier, approver, reason, begins, begins + timedelta(days=int(draw.integers(3, 13)) * 30)))
    order = draw.permutation(chosen)
    columns = [identifiers.take(pa.array(order)).to_pylist(), *map(list, zip(*rows, strict=True))]
    names = ("account_id", "tier", "approver", "reason", "from_date", "expires_on")
    return table("overrides", dict(zip(names, columns, strict=True)))


def overrides_in(overrides: pa.Table, present: pa.ChunkedArray, last_day: date) -> pa.Table:
    """Return those known on ``last_day`` for accounts that are present; ended ones stay on the list."""
    begun = pc.less_equal(overrides["from_date"], pa.scalar(last_day))
    known = pc.is_in(overrides["account_id"], value_set=pc.cast(present, pa.string()))
    return overrides.filter(pc.and_(begun, known))
