"""Under the policy that it was made for, the province gives all tiers, plausibly."""

from __future__ import annotations

import pandas as pd
import pyarrow.parquet as pq
import pytest

import tierline
from tests.tables.sample.conftest import Written
from tierline.tiering.profile import profile

# the shares that a province's department would recognise, in per cent
SHARES = {"A1": (1, 4), "A2": (5, 10), "B1": (10, 20), "B2": (28, 42), "C": (35, 52)}


@pytest.fixture(scope="module")
def scored(province: Written) -> dict[str, pd.DataFrame]:
    """The tiers of the last three months, each on the one before."""
    found: dict[str, pd.DataFrame] = {}
    before = None
    for month in province.months[-3:]:
        folder = province.folder / "raw" / f"month={month}"
        accounts, overrides = (
            pq.read_table(folder / f"{name}.parquet") for name in ("accounts", "overrides")
        )
        policy = tierline.load_policy("xinjiang-2008", month)
        before = tierline.score(accounts, policy, previous=before, overrides=overrides)
        found[month] = before.to_pandas()
    return found


def test_every_tier_has_its_share(scored: dict[str, pd.DataFrame]) -> None:
    for month, result in scored.items():
        shares = result["tier"].value_counts(normalize=True) * 100
        for tier, (low, high) in SHARES.items():
            assert low < shares[tier] < high, f"{month}: {tier} {shares[tier]:.1f} %"


def test_every_reason_occurs(scored: dict[str, pd.DataFrame]) -> None:
    last = list(scored.values())[-1]
    assert set(last["reason"]) == {"score", "floor", "hysteresis", "override"}
    assert 0.03 < (last["reason"] == "floor").mean() < 0.10
    # each floor of the policy carries somebody
    floors = {rule.id for rule in tierline.load_policy("xinjiang-2008", "2026-10").rules}
    assert len(floors) == 13
    assert len(set(last.loc[last["reason"] == "floor", "rule"])) >= 10


def test_accounts_move_both_ways(scored: dict[str, pd.DataFrame]) -> None:
    before, after = (result.set_index("account_id") for result in list(scored.values())[-2:])
    both = before[["tier"]].rename(columns={"tier": "tier_before"}).join(after["tier"], how="inner")
    order = {tier: place for place, tier in enumerate(SHARES)}
    step = both["tier"].map(order) - both["tier_before"].map(order)
    assert 0.005 < (step < 0).mean() < 0.08
    assert 0.005 < (step > 0).mean() < 0.08


def test_profile_has_the_expected_order(province: Written, scored: dict[str, pd.DataFrame]) -> None:
    accounts = pq.read_table(province.folder / "raw" / "month=2026-10" / "accounts.parquet")
    policy = tierline.load_policy("xinjiang-2008", "2026-10")
    found = profile(accounts, tierline.score(accounts, policy), policy)
    assert [message.render("en") for message in found.contradictions] == []  # XJ-2
