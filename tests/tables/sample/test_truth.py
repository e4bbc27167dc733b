"""The truth behind the province can be found again in its tables."""

from __future__ import annotations

import math

import numpy as np
import pytest

from tests.tables.sample.conftest import Written


def test_leavers_are_those_whose_rows_end(province: Written) -> None:
    panel = province.panel()
    last_seen = panel.groupby("account_id")["month"].max()
    gone = last_seen[last_seen < province.months[-1]]
    truth = province.truth("leaving").set_index("account_id")["last_month"]
    assert gone.sort_index().to_dict() == truth.sort_index().to_dict()


def test_leavers_show_signals_before(province: Written) -> None:
    panel = province.panel(
        "monthly_revenue", "complaints", "competitor_share", "contract_months_left", "industry"
    )
    # season taken out: against the industry's typical revenue of the month
    typical = panel.groupby(["industry", "month"])["monthly_revenue"].transform("median")
    panel["level"] = panel["monthly_revenue"] / typical
    panel = panel.sort_values(["account_id", "month"])
    panel["fall"] = 1 - panel["level"] / panel.groupby("account_id")["level"].shift(3)
    panel["called"] = panel.groupby("account_id")["complaints"].transform(
        lambda calls: calls.rolling(3).sum()
    )
    panel["near"] = panel["contract_months_left"].fillna(-1) <= 2
    truth = province.truth("leaving").set_index("account_id")["last_month"]
    leaves = panel["account_id"].map(truth) == panel["month"]
    ripe = panel["fall"].notna() & (panel["month"] < province.months[-1])
    going, staying = panel[ripe & leaves], panel[ripe & ~leaves]
    assert len(going) > 500
    assert going["fall"].mean() > staying["fall"].mean() + 0.04
    assert going["called"].mean() > 1.5 * staying["called"].mean()
    assert going["competitor_share"].mean() > staying["competitor_share"].mean() + 0.02
    assert going["near"].mean() > staying["near"].mean() + 0.1
    # noise: most leavers' revenue had not fallen by a third
    assert (going["fall"] > 1 / 3).mean() < 0.5


def test_revenue_alone_does_not_tell_who_leaves(province: Written) -> None:
    coefficients = province.truth("coefficients").set_index("name")["value"]
    assert coefficients["noise"] > 0
    assert coefficients["programme"] < 0


def test_programme_was_given_by_lot(province: Written) -> None:
    programme = province.truth("programme")
    share = programme["assigned"].mean()
    assert abs(share - 0.5) < 4 * math.sqrt(0.25 / len(programme))
    start = programme["first_month"].iloc[0]
    accounts = province.table("accounts", start)
    on = set(accounts.loc[accounts["on_retention_programme"], "account_id"])
    assert on == set(programme.loc[programme["assigned"], "account_id"])
    # before the lot both halves were alike
    at_start = accounts.set_index("account_id").loc[programme["account_id"], "monthly_revenue"].to_numpy()
    logs = np.log(at_start + 1)
    one, other = logs[programme["assigned"]], logs[~programme["assigned"]]
    assert abs(one.mean() - other.mean()) < 4 * logs.std() * math.sqrt(4 / len(logs))


def test_programme_lasts_six_months(province: Written) -> None:
    start = province.months.index(province.truth("programme")["first_month"].iloc[0])
    running = [province.table("accounts", month)["on_retention_programme"].any() for month in province.months]
    assert running == [start <= place < start + 6 for place in range(len(province.months))]


def test_effect_of_the_programme_can_be_found_again(province: Written) -> None:
    programme = province.truth("programme").set_index("account_id")
    start = province.months.index(programme["first_month"].iloc[0])
    after = set(province.table("accounts", province.months[start + 6])["account_id"])
    left = ~programme.index.isin(after)
    # what happened is the side of the lot that was drawn
    drawn = np.where(programme["assigned"], programme["left_if_on"], programme["left_if_off"])
    assert (left == drawn).all()
    on, off = left[programme["assigned"]], left[~programme["assigned"]]
    found = off.mean() - on.mean()
    true = programme["left_if_off"].mean() - programme["left_if_on"].mean()
    error = math.sqrt(on.mean() * (1 - on.mean()) / len(on) + off.mean() * (1 - off.mean()) / len(off))
    assert true == pytest.approx(0.058, abs=0.02)
    assert abs(found - true) < 3 * error
    assert found > 3 * error
    # a lower chance for everybody: nobody leaves because of the programme
    assert not (programme["left_if_on"] & ~programme["left_if_off"]).any()
