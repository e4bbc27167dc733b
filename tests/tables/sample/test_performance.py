"""Targets, actuals, events and transfers of the province: what the truth says is what the tables mean."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.tables.sample.conftest import Written
from tierline.performance.policy_load import load_points_policy
from tierline.performance.units import to_smallest


@pytest.fixture(scope="module")
def truth(province: Written) -> pd.DataFrame:
    return province.truth("figures")


@pytest.mark.parametrize("name", ["target", "actual"])
def test_figures_mean_the_truth_however_they_are_written(
    province: Written, truth: pd.DataFrame, name: str
) -> None:
    """LY-14: 0.1 % in the wrong place would be pay in the wrong place."""
    written = set()
    for month in province.months:
        table = province.table(f"{name}s", month)
        read = {
            (row.manager_id, row.indicator): to_smallest(getattr(row, name), str(row.unit))
            for row in table.itertuples()
        }
        here = truth[(truth["month"] == month) & truth[name].notna()]
        true = dict(zip(zip(here["manager_id"], here["indicator"], strict=True), here[name], strict=True))
        assert read == true
        written |= set(table["unit"])
    assert written >= {"yuan", "wan_yuan", "count"} | (
        {"percent", "ratio", "mark"} if name == "actual" else set()
    )


def test_everybody_with_points_is_measured_by_what_the_policy_asks(
    province: Written, truth: pd.DataFrame
) -> None:
    """LY-12, FZ-4, LY-16: a target or an actual for each indicator that nothing else tells."""
    policy = load_points_policy("longyan-points", province.months[-1])
    managers = province.table("managers", province.months[-1]).set_index("manager_id")["role"]
    assert set(managers[managers.isin(policy.role_ids)].index) == set(province.truth("ability")["manager_id"])
    asked: dict[str, set[str]] = {role: set() for role in policy.role_ids}
    for role in policy.role_ids:
        for name in policy.role(role).indicator_ids:
            each = policy.indicator(name)
            if each.derivation is None or each.target_value is None:
                asked[role].add(name)
    here = truth[truth["month"] == province.months[-1]]
    for manager, rows in here.groupby("manager_id"):
        assert set(rows["indicator"]) == asked[managers[manager]]


def test_nothing_is_typed_in_that_the_month_knows_itself(province: Written) -> None:
    policy = load_points_policy("longyan-points", province.months[-1])
    derived = {each.id for each in policy.indicators if each.derivation}
    for month in province.months:
        assert not derived & set(province.table("actuals", month)["indicator"])


def test_able_managers_reach_more(province: Written, truth: pd.DataFrame) -> None:
    ability = province.truth("ability").set_index("manager_id")["ability"]
    visits = truth[(truth["indicator"] == "visits_done") & (truth["target"] > 0)]
    mean = (visits["actual"] / visits["target"]).groupby(visits["manager_id"]).mean()
    assert mean.corr(ability) > 0.8


def test_some_figures_are_missing_and_some_targets_are_nothing(truth: pd.DataFrame) -> None:
    targets = truth["target"].dropna()
    assert 0 < (targets == 0).mean() < 0.02
    asked = truth[truth["indicator"] != "ict_revenue"]
    assert 0.001 < asked["actual"].isna().mean() < 0.01


def test_events_count_when_another_approved_them(province: Written) -> None:
    truth = province.truth("point_events").set_index("event_id")
    events = pd.concat([province.table("point_events", month) for month in province.months])
    assert events["event_id"].is_unique
    approved = events["approver"].notna() & (events["approver"] != events["manager_id"])
    assert (truth.loc[events["event_id"], "counts"].to_numpy() == approved.to_numpy()).all()
    assert 0.02 < (~approved).mean() < 0.12
    policy = load_points_policy("longyan-points", province.months[-1])
    assert set(events["item"]) == {item.id for item in policy.items}


def test_transfers_lead_to_who_holds_the_account_and_began_with_who_had_it(province: Written) -> None:
    last: dict[object, object] = {}
    for month in province.months:
        holders = province.table("accounts", month).set_index("account_id")["manager_id"]
        transfers = province.table("transfers", month)
        assert len(transfers) > 10
        for account, chain in transfers.sort_values("date").groupby("account_id"):
            assert chain["to_manager"].iloc[-1] == holders[account]
            assert (
                chain["from_manager"].iloc[1:].to_numpy() == chain["to_manager"].iloc[:-1].to_numpy()
            ).all()
            if account in last:
                assert chain["from_manager"].iloc[0] == last[account]
        last = dict(holders.dropna().items())
