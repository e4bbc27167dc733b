"""A month of two policies as files: accounts, last month's result, overrides; and the kernel's answer."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import tierline
from tierline.policy.resolved import Policy
from tierline.tables.registry import arrow_schema
from tierline.tables.sample import write_sample


@dataclass(frozen=True)
class Month:
    """What one run reads, and what it must give."""

    policy: Policy
    accounts: Path
    previous: Path
    overrides: Path
    expected: pa.Table

    @property
    def arguments(self) -> list[str]:
        """The command's options."""
        told = {"--policy": self.policy.id, "--month": self.policy.month}
        told |= {"--previous": str(self.previous), "--overrides": str(self.overrides)}
        return [word for option in told.items() for word in option]


def stored_columns(file: Path) -> list[tuple[str, str, str, str, int, int]]:
    """Return each column's name, types and whether null may stand there, as a Parquet file itself says."""
    schema = pq.ParquetFile(file).schema
    return [
        (
            each.path,
            each.physical_type,
            str(each.logical_type),
            each.converted_type,
            each.max_definition_level,
            each.max_repetition_level,
        )
        for each in map(schema.column, range(len(schema)))
    ]


def province(folder: Path) -> Month:
    """A small sample province in its second month."""
    return _month(folder, "province", "xinjiang-2008")


def online_retail(folder: Path) -> Month:
    """The real wholesaler's customers in their last month."""
    return _month(folder, "online-retail", "online-retail")


def _month(folder: Path, source: str, policy_id: str) -> Month:
    before, now = list(write_sample(folder, accounts=800, months=2, source=source).rows)
    policy = tierline.load_policy(policy_id, now)
    accounts = folder / "raw" / f"month={now}" / "accounts.parquet"
    earlier = pq.read_table(folder / "raw" / f"month={before}" / "accounts.parquet")
    previous = _held_higher(tierline.score(earlier, tierline.load_policy(policy_id, before)), policy)
    pq.write_table(previous, folder / "previous.parquet")
    overrides = _overrides(pq.read_table(accounts), policy)
    pq.write_table(overrides, folder / "overrides.parquet")
    expected = tierline.score(pq.read_table(accounts), policy, previous, overrides)
    reasons = Counter(expected["reason"].to_pylist())
    assert {"score", "hysteresis", "override"} <= set(reasons), reasons
    return Month(policy, accounts, folder / "previous.parquet", folder / "overrides.parquet", expected)


def _held_higher(result: pa.Table, policy: Policy) -> pa.Table:
    """Put every seventh account a tier up and vary the months below, so that hysteresis has work to do."""
    rows = result.to_pylist()
    for place, row in enumerate(rows):
        if place % 7 == 0:
            row["tier"] = policy.tiers[max(policy.rank(row["tier"]) - 1, 0)].id
        if place % 21 == 0:
            row["reason"] = "override"
        row["months_below"] = place % 2
    return pa.Table.from_pylist(rows, schema=result.schema)


def _overrides(accounts: pa.Table, policy: Policy) -> pa.Table:
    """Twenty accounts by hand, one in four already over, one of them twice."""
    month = pc.strptime(pa.scalar(f"{policy.month}-01"), format="%Y-%m-%d", unit="s").as_py().date()
    rows = [
        {
            "account_id": account,
            "tier": policy.tiers[place % len(policy.tiers)].id,
            "approver": "E1",
            "reason": "agreed",
            "from_date": month.replace(year=month.year - 1, day=1 + place % 2),
            "expires_on": month.replace(year=month.year + (place % 4 != 0), day=20),
        }
        for place, account in enumerate(accounts["account_id"].to_pylist()[:20])
    ]
    rows.append(rows[1] | {"from_date": month, "tier": policy.tiers[0].id})
    return pa.Table.from_pylist(rows, schema=arrow_schema("overrides"))
