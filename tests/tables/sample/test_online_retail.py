"""The wholesaler's months add up to the published data set, and pass intake."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tierline.data import data_folder
from tierline.tables.intake import take_in
from tierline.tables.sample import write_sample

SAMPLE = data_folder() / "samples" / "online-retail"


@pytest.fixture(scope="module")
def shipped() -> pd.DataFrame:
    return pd.read_parquet(SAMPLE / "customer_months.parquet")


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("online-retail")
    write_sample(folder, source="online-retail")
    return folder


def _accounts(folder: Path, month: str) -> pd.DataFrame:
    return pd.read_parquet(folder / "raw" / f"month={month}" / "accounts.parquet").set_index("account_id")


def test_totals_are_the_published_ones(shipped: pd.DataFrame) -> None:
    left_out = pd.read_csv(SAMPLE / "left_out.csv")
    assert shipped["customer_id"].nunique() == 4_372
    assert left_out["lines"].sum() == 135_080
    assert shipped["net_pence"].sum() + left_out["net_pence"].sum() == 974_774_793
    documents = shipped["orders"].sum() + shipped["cancellations"].sum() + left_out["invoices"].sum()
    assert documents == 25_900
    assert shipped["net_pence"].sum() == 830_006_581
    assert (shipped["gross_pence"] - shipped["cancelled_pence"] == shipped["net_pence"]).all()


def test_figures_in_the_readme_are_those_of_the_files(shipped: pd.DataFrame) -> None:
    text = (SAMPLE / "README.md").read_text(encoding="utf-8").replace("\n", " ")
    credit = shipped[shipped["net_pence"] < 0]
    for figure in (
        f"{len(shipped):,}".replace(",", " ") + " |",
        f"£{shipped['gross_pence'].sum() / 100:,.2f}".replace(",", " "),
        f"£{shipped['cancelled_pence'].sum() / 100:,.2f}".replace(",", " "),
        f"{len(credit)} customer-months",
        f"£{-credit['net_pence'].sum() / 100:,.2f}".replace(",", " "),
    ):
        assert figure in text, figure


def test_the_aggregate_is_small() -> None:
    assert sum(path.stat().st_size for path in SAMPLE.iterdir() if path.is_file()) < 1_000_000


def test_every_customer_seen_so_far_has_a_row(written: Path, shipped: pd.DataFrame) -> None:
    for month in ("2010-12", "2011-06", "2011-12"):
        seen = set(shipped[shipped["month"] <= month]["customer_id"].astype(str))
        assert set(_accounts(written, month).index) == seen


def test_columns_follow_the_aggregate(written: Path, shipped: pd.DataFrame) -> None:
    accounts = _accounts(written, "2011-11")
    rows = shipped.set_index(shipped["customer_id"].astype(str))
    month = rows[rows["month"] == "2011-11"].reindex(accounts.index)
    assert (accounts["monthly_revenue"] == month["net_pence"].fillna(0).clip(lower=0) / 100).all()
    assert (accounts["orders"] == month["orders"].fillna(0)).all()
    assert (accounts["products"] == month["products"].fillna(0)).all()
    year = rows[(rows["month"] > "2010-11") & (rows["month"] <= "2011-11")]
    spent = year.groupby(level=0)["net_pence"].sum().reindex(accounts.index).clip(lower=0) / 100
    assert (accounts["annual_sales"] == spent).all()
    number = pd.PeriodIndex(rows["month"], freq="M").year * 12 + pd.PeriodIndex(rows["month"], freq="M").month
    now = 2011 * 12 + 11
    earlier = pd.Series(number, rows.index)[rows["month"].to_numpy() <= "2011-11"]
    assert (accounts["tenure_months"] == now - earlier.groupby(level=0).min().reindex(accounts.index)).all()
    ordered = pd.Series(number, rows.index)[
        (rows["month"].to_numpy() <= "2011-11") & (rows["orders"].to_numpy() > 0)
    ]
    since = now - ordered.groupby(level=0).max().reindex(accounts.index)
    assert accounts["months_since_order"].isna().sum() == since.isna().sum() > 0
    assert (accounts["months_since_order"].dropna() == since.dropna()).all()


def test_one_customer_by_hand(written: Path) -> None:
    # 12346 bought 74 215 pieces on 2011-01-18 and cancelled them the same day
    january = _accounts(written, "2011-01").loc["12346"]
    assert january["monthly_revenue"] == 0
    assert january["annual_sales"] == 0
    assert january["orders"] == 1
    assert january["opened_on"] == pd.Timestamp("2011-01-18").date()
    december = _accounts(written, "2011-12").loc["12346"]
    assert december["tenure_months"] == december["months_since_order"] == 11
    assert december["area_id"] == "GB"


def test_a_year_looks_back_twelve_months(written: Path, shipped: pd.DataFrame) -> None:
    accounts = _accounts(written, "2011-12")
    rows = shipped[shipped["month"] >= "2011-01"]
    spent = rows.groupby(rows["customer_id"].astype(str))["net_pence"].sum()
    expected = spent.reindex(accounts.index).fillna(0).clip(lower=0) / 100
    assert (accounts["annual_sales"] == expected).all()


def test_all_months_pass_intake_whole(written: Path, tmp_path: Path) -> None:
    months = sorted(path.name.removeprefix("month=") for path in (written / "raw").iterdir())
    assert (len(months), months[0], months[-1]) == (13, "2010-12", "2011-12")
    for month in months:
        counts = take_in(written / "raw" / f"month={month}", month, tmp_path).counts
        assert all(count.quarantined == 0 for count in counts.values())


def test_fewer_months_are_the_last_ones_with_the_same_figures(written: Path, tmp_path: Path) -> None:
    write_sample(tmp_path, source="online-retail", months=2)
    assert sorted(path.name for path in (tmp_path / "raw").iterdir()) == ["month=2011-11", "month=2011-12"]
    assert _accounts(tmp_path, "2011-12").equals(_accounts(written, "2011-12"))


def test_managers_look_after_their_own_region(written: Path) -> None:
    folder = written / "raw" / "month=2011-12"
    areas = pd.read_parquet(folder / "areas.parquet").set_index("area_id")
    managers = pd.read_parquet(folder / "managers.parquet").set_index("manager_id")
    accounts = _accounts(written, "2011-12")
    region = areas.loc[accounts["area_id"], "parent_id"].to_numpy()
    assert (managers.loc[accounts["manager_id"], "area_id"].to_numpy() == region).all()
    assert managers.groupby("team_id").size().max() <= 8
    assert managers["login"].is_unique
    assert np.isin(["supervisor", "planner", "analyst", "quality_inspector"], managers["role"]).all()
