"""The script that made the shipped tables, on a handful of deals worked by hand."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pandas as pd
import pytest

from tierline.data import data_folder

SCRIPT = data_folder() / "samples" / "crm-sales" / "make.py"
TEAMS = """sales_agent,manager,regional_office
Zoe,Melvin,Central
Adam,Cara,East
Nobody,Cara,East
"""
ACCOUNTS = """account,sector,year_established,revenue,employees,office_location,subsidiary_of
Acme,retail,1996,1100.04,2822,Kenya,
Zed,retail,1999,0.5,10,Kenya,
"""
DEALS = """opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value
1,Adam,GTX,Acme,Won,2016-10-20,2017-03-31,1054
2,Adam,GTX,Acme,Won,2017-01-20,2017-04-01,500
3,Adam,GTX,,Lost,2017-01-20,2017-06-30,0
4,Zoe,GTX,Acme,Won,2017-01-20,2017-12-31,26768
5,Zoe,GTX,Acme,Engaging,2017-11-20,,
6,Zoe,GTX,,Prospecting,,,
"""


@pytest.fixture
def made(tmp_path: Path) -> Path:
    (tmp_path / "sales_teams.csv").write_text(TEAMS, encoding="utf-8")
    (tmp_path / "sales_pipeline.csv").write_text(DEALS, encoding="utf-8")
    (tmp_path / "accounts.csv").write_text(ACCOUNTS, encoding="utf-8")
    subprocess.run([sys.executable, str(SCRIPT), str(tmp_path), str(tmp_path)], check=True)
    return tmp_path


def test_deals_are_added_up_in_the_quarter_of_their_closing(made: Path) -> None:
    assert pd.read_csv(made / "quarters.csv").to_numpy().tolist() == [
        ["2017-Q1", "A01", 1054, 1, 0],
        ["2017-Q2", "A01", 500, 1, 1],
        ["2017-Q4", "A03", 26768, 1, 0],
    ]


def test_agents_managers_and_offices_become_staff_teams_and_areas(made: Path) -> None:
    staff = pd.read_csv(made / "managers.csv").set_index("manager_id")
    assert staff["name"].to_dict() == {
        "S01": "Cara",
        "S02": "Melvin",
        "A01": "Adam",
        "A02": "Nobody",
        "A03": "Zoe",
    }
    assert staff.loc["A03", ["role", "team_id", "area_id"]].tolist() == ["account_manager", "T02", "CENTRAL"]
    teams = pd.read_csv(made / "teams.csv").set_index("team_id")
    assert teams.loc["T02", ["area_id", "leader_id"]].tolist() == ["CENTRAL", "S02"]


def test_a_customer_is_held_by_who_won_most_there_last(made: Path) -> None:
    rows = pd.read_csv(made / "customers.csv").fillna("").to_numpy().tolist()
    assert rows == [
        ["2017-Q1", "C01", "Acme", 2822, 1_100_040_000, 1054, "A01"],
        ["2017-Q1", "C02", "Zed", 10, 500_000, 0, ""],
        ["2017-Q2", "C01", "Acme", 2822, 1_100_040_000, 500, "A01"],
        ["2017-Q2", "C02", "Zed", 10, 500_000, 0, ""],
        ["2017-Q4", "C01", "Acme", 2822, 1_100_040_000, 26768, "A03"],
        ["2017-Q4", "C02", "Zed", 10, 500_000, 0, ""],
    ]


def test_without_arguments_it_says_how() -> None:
    run = subprocess.run([sys.executable, str(SCRIPT)], capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert "Usage: python make.py SOURCE FOLDER" in run.stderr
