"""The sample province holds together, and looks like a province."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from tests.tables.sample.conftest import Written
from tierline.tables.registry import TABLES, arrow_schema, table_spec
from tierline.tables.sample.texts import MISSING


def test_there_are_thirteen_months_up_to_the_last(province: Written) -> None:
    assert province.months == [
        *(f"2025-{number}" for number in (10, 11, 12)),
        *(f"2026-{n:02d}" for n in range(1, 11)),
    ]
    assert len(province.table("accounts", "2025-10")) == 20_000


@pytest.mark.parametrize("name", TABLES)
def test_tables_have_the_registry_schema(province: Written, name: str) -> None:
    for month in (province.months[0], province.months[-1]):
        held = pq.read_schema(province.folder / "raw" / f"month={month}" / f"{name}.parquet")
        assert held.equals(arrow_schema(name), check_metadata=False)


@pytest.mark.parametrize("name", TABLES)
def test_references_are_met_and_keys_are_unique(province: Written, name: str) -> None:
    for month in province.months:
        table = province.table(name, month)
        assert not table.duplicated(list(table_spec(name).key)).any()
        for column in table_spec(name).columns:
            if column.references:
                other, key = column.references.split(".")
                known = set(province.table(other, month)[key])
                assert set(table[column.name].dropna()) <= known, f"{month} {column.name}"


def test_teams_are_no_larger_than_allowed(province: Written) -> None:
    managers, teams = province.table("managers", "2026-10"), province.table("teams", "2026-10")
    assert managers.groupby("team_id").size().max() <= 8  # LY-2, the leader included
    assert managers["login"].is_unique
    leaders = managers.set_index("manager_id").loc[teams["leader_id"]]
    assert (leaders["role"] == "team_leader").all()
    assert (leaders["team_id"].to_numpy() == teams["team_id"].to_numpy()).all()
    assistants = managers[managers["role"] == "assistant"]
    assert set(assistants["team_id"]) == set(teams["team_id"])
    whole = {"supervisor", "quality_inspector", "planner", "analyst", "product_manager", "industry_manager"}
    assert whole <= set(managers["role"])


def test_grades_follow_years_of_service(province: Written) -> None:
    managers = province.table("managers", "2026-10")
    years = (pd.Timestamp("2025-10-01") - pd.to_datetime(managers["account_manager_since"])).dt.days / 365.25
    # LY-4
    assert years[managers["grade"] == "intermediate"].min() >= 2
    assert years[managers["grade"] == "senior"].min() >= 4
    assert (managers[managers["role"] == "supervisor"]["grade"] == "senior").all()


def test_managers_hold_neighbouring_accounts(province: Written) -> None:
    accounts = province.table("accounts", "2026-10")
    held = accounts.groupby("manager_id").size()
    assert 40 <= held.median() <= 160
    assert 0.001 < accounts["manager_id"].isna().mean() < 0.01
    # LY-3: far fewer managers for a pair of area and industry than if accounts were dealt out
    pairs = accounts.groupby(["area_id", "industry"])["manager_id"].nunique()
    dealt = accounts.assign(manager_id=np.random.default_rng(1).permutation(accounts["manager_id"]))
    assert pairs.mean() < 0.5 * dealt.groupby(["area_id", "industry"])["manager_id"].nunique().mean()


def test_revenue_is_skewed_and_consistent(province: Written) -> None:
    accounts = province.table("accounts", "2026-10")
    revenue = accounts["monthly_revenue"]
    assert revenue.mean() > 1.8 * revenue.median()
    top = revenue.nlargest(len(revenue) // 100).sum() / revenue.sum()
    assert 0.1 < top < 0.5
    assert (accounts["ict_revenue"] <= revenue).all()
    for column in ("monthly_revenue", "ict_revenue", "annual_sales"):
        fen = accounts[column].dropna() * 100
        assert np.allclose(fen, fen.round(), rtol=0, atol=1e-4 * np.maximum(1, fen / 1e6))


def test_growth_is_revenue_against_twelve_months_before(province: Written) -> None:
    first = province.table("accounts", "2025-10").set_index("account_id")["monthly_revenue"]
    last = province.table("accounts", "2026-10").set_index("account_id")
    both = last.join(first.rename("before"), how="inner").dropna(subset=["revenue_growth"])
    assert len(both) > 15_000
    expected = (both["monthly_revenue"] / both["before"] - 1).round(4)
    assert np.allclose(both["revenue_growth"], expected, rtol=0, atol=1e-9)
    assert last.loc[last["tenure_months"] < 12, "revenue_growth"].isna().all()


def test_seasons_differ_between_industries(province: Written) -> None:
    panel = province.panel("industry", "monthly_revenue")
    typical = panel.groupby(["industry", "month"])["monthly_revenue"].median().unstack()
    assert typical.loc["tourism", "2026-07"] > 1.2 * typical.loc["tourism", "2026-01"]
    assert typical.loc["education", "2026-08"] < 0.9 * typical.loc["education", "2026-06"]
    assert typical.loc["construction", "2026-01"] < 0.85 * typical.loc["construction", "2026-06"]


def test_accounts_arrive_and_leave(province: Written) -> None:
    for before, after in zip(province.months, province.months[1:], strict=False):
        was, now = (set(province.table("accounts", month)["account_id"]) for month in (before, after))
        assert 0.002 < len(was - now) / len(was) < 0.01
        assert len(now - was) == 180
    new = province.table("accounts", "2026-10").query("tenure_months == 0")
    assert len(new) == 180
    assert new["revenue_growth"].isna().all()


@pytest.mark.parametrize(("column", "rate"), sorted(MISSING.items()))
def test_missing_values_come_at_their_rates(province: Written, column: str, rate: float) -> None:
    accounts = province.table("accounts", "2026-10")
    asked = accounts
    if column == "annual_sales":  # public units have no sales
        asked = accounts[~accounts["enterprise_type"].isin(["government", "public_institution"])]
        asked = asked[asked["enterprise_type"].notna()]
    found = asked[column].isna().mean()
    small = asked[asked["monthly_revenue"] < 3000][column].isna().mean()
    assert rate / 3 - 0.01 < found < rate + 0.01
    assert abs(small - rate) < 0.02 + 0.1 * rate


def test_dates_lie_within_the_month_or_before(province: Written) -> None:
    for month in (province.months[0], province.months[-1]):
        accounts = province.table("accounts", month)
        end = (pd.Period(month).end_time).date()
        assert accounts["opened_on"].max() <= end
        updated = accounts.dropna(subset=["updated_on"])
        assert updated["updated_on"].max() <= end
        assert (updated["updated_on"] >= updated["opened_on"]).all()


def test_overrides_have_all_that_they_need(province: Written) -> None:
    overrides = province.table("overrides", "2026-10")
    assert 8 <= len(overrides) <= 16
    assert overrides.notna().all().all()
    assert (overrides["expires_on"] > overrides["from_date"]).all()
    end = pd.Timestamp("2026-10-31").date()
    assert (overrides["expires_on"] < end).any()
    assert (overrides["expires_on"] >= end).any()
    assert set(overrides["approver"]) <= set(province.table("managers", "2026-10")["manager_id"])


def test_nobody_can_be_rung(province: Written) -> None:
    accounts, managers = province.table("accounts", "2026-10"), province.table("managers", "2026-10")
    for column in ("phone", "fax"):
        local = accounts[column].dropna().str.extract(r"^0\d{3}-(\d{8})$")[0].dropna()
        assert len(local) > 10_000
        assert local.str.startswith("0").all()
    assert managers["phone"].str.fullmatch(r"100\d{8}").all()
