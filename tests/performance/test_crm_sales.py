"""A real-shaped sales force, quarter by quarter under its own policy; the published totals are met."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest
from click.testing import CliRunner

from tests.performance.naive import statement
from tierline.commands.sample import command as sample
from tierline.errors import BadInputError, UsageError
from tierline.monthly import run_month
from tierline.performance.actuals import Gathered, gather, kernel_input
from tierline.performance.derive import derived_schema
from tierline.performance.points import SETTLED, Statements, points
from tierline.performance.policy_load import load_points_policy
from tierline.performance.policy_resolved import PointsPolicy
from tierline.store.points_check import check_points
from tierline.store.scope import scope_for
from tierline.store.statements import statements
from tierline.store.workspace import Workspace
from tierline.tables.registry import arrow_schema
from tierline.tables.sample.crm_sales import Sales, last_month, read_sales

# manager -> office, won value in dollars, won deals, as published for this data set
PUBLISHED = {
    "Melvin Marxen": ("CENTRAL", 2_251_930, 882),
    "Summer Sewald": ("WEST", 1_964_750, 828),
    "Rocco Neubert": ("EAST", 1_960_545, 691),
    "Celia Rouche": ("WEST", 1_603_897, 610),
    "Cara Losch": ("EAST", 1_130_049, 480),
    "Dustin Brinkmann": ("CENTRAL", 1_094_363, 747),
}
ROLE = "account_manager"


@pytest.fixture(scope="module")
def sales() -> Sales:
    return read_sales()


def settled(sales: Sales, quarter: str) -> tuple[PointsPolicy, Gathered, Statements]:
    policy = load_points_policy("crm-sales-points", last_month(quarter))
    gathered = gather(policy, sales.tables(quarter), derived_schema().empty_table())
    figures, events = kernel_input(gathered, policy, ROLE)
    return policy, gathered, points(figures, events, policy.scheme(ROLE), len(gathered.managers(ROLE)), 1)


def test_published_totals_of_each_manager_are_met(sales: Sales) -> None:
    value: dict[str, int] = defaultdict(int)
    deals: dict[str, int] = defaultdict(int)
    team = dict(
        zip(*(sales.staff["managers"][name].to_pylist() for name in ("manager_id", "team_id")), strict=True)
    )
    for quarter in sales.quarters:
        _policy, gathered, _statements = settled(sales, quarter)
        assert gathered.findings == []
        for row in gathered.figures.to_pylist():
            sums = value if row["indicator"] == "won_value" else deals
            sums[team[row["manager_id"]]] += row["actual"] or 0
    names = {row["team_id"]: row["name"].removesuffix(" team") for row in sales.staff["teams"].to_pylist()}
    offices = {row["team_id"]: row["area_id"] for row in sales.staff["teams"].to_pylist()}
    found = {names[each]: (offices[each], value[each] // 100, deals[each]) for each in names}
    assert found == PUBLISHED
    assert sum(value.values()) == 10_005_534_00
    assert sum(deals.values()) == 4_238


def test_it_is_the_data_set_that_was_published(sales: Sales) -> None:
    """30 of 35 agents with deals, 6 managers, 3 offices, four quarters."""
    assert sales.quarters == ("2017-Q1", "2017-Q2", "2017-Q3", "2017-Q4")
    assert len(sales.lines) == 120
    assert len({line["manager_id"] for line in sales.lines}) == 30
    assert sum(int(line["lost_deals"]) for line in sales.lines) == 2_473
    roles = sales.staff["managers"]["role"].to_pylist()
    assert (roles.count(ROLE), roles.count("team_leader")) == (35, 6)
    assert sales.staff["areas"].num_rows == 1 + 3
    for name, table in sales.tables("2017-Q1").items():
        assert table.schema == arrow_schema(name)


def test_points_are_those_of_decimal_arithmetic(sales: Sales) -> None:
    """LY-14: a reference that shares no code with the kernel."""
    for quarter in sales.quarters:
        policy, gathered, statements = settled(sales, quarter)
        scheme = policy.scheme(ROLE)
        rows = gathered.figures.to_pylist()
        for place, manager in enumerate(gathered.managers(ROLE)):
            own = {row["indicator"]: row for row in rows if row["manager_id"] == manager}
            cells = [(own[name]["actual"], own[name]["target"]) for name in policy.role(ROLE).indicator_ids]
            expected = statement(cells, [], scheme)
            assert isinstance(expected, dict)
            assert statements.state[place] == SETTLED
            assert Decimal(int(statements.total[place])) / 100 == expected["total"]


def test_an_agent_without_deals_gets_nothing_and_pay_follows_points(sales: Sales) -> None:
    """LY-15; the policy counts a missing actual as nothing."""
    policy, gathered, statements = settled(sales, "2017-Q2")
    totals = dict(zip(gathered.managers(ROLE), statements.total.tolist(), strict=True))
    idle = set(totals) - {line["manager_id"] for line in sales.lines}
    assert len(idle) == 5
    assert {totals[manager] for manager in idle} == {0}
    assert max(totals.values()) == 15_000
    assert policy.pay.coefficient(max(totals.values())) == 150
    assert policy.pay.coefficient(0) == 80


def test_another_quarter_is_told(sales: Sales) -> None:
    with pytest.raises(BadInputError, match="2018-Q1"):
        sales.tables("2018-Q1")


def test_one_command_brings_the_quarters_in_and_they_close_with_their_points(tmp_path: Path) -> None:
    """As a user does it: the totals of the closed quarters are those published, manager by manager."""
    run = CliRunner().invoke(sample, ["--workspace", str(tmp_path / "w"), "--source", "crm-sales"])
    assert run.exit_code == 0, run.output
    place = Workspace.open(tmp_path / "w")
    value: dict[str, int] = defaultdict(int)
    for month in ("2017-03", "2017-06", "2017-09", "2017-12"):
        assert f"--month {month}" in run.output
        run_month(
            place, month, policy="size-by-sales", points_policy="crm-sales-points", without_previous=True
        )
        assert place.closed(month).load(scope_for(place), "accounts").num_rows == 85
        every = statements(place.closed(month), scope_for(place))
        assert len(every) == 35
        for each in every:
            assert each.total is not None
            assert sum(entry.points for entry in each.entries) == each.total
            value[str(each.team_id)] += each.line("won_value").actual or 0
    for month in ("2017-03", "2017-12"):  # no month before is closed, as at the close
        looked = check_points(place, scope_for(place), month)
        assert (looked.sound, looked.states, looked.findings) == (True, {"settled": 35}, ())
    teams = place.closed("2017-12").load(scope_for(place), "teams").to_pylist()
    names = {row["team_id"]: row["name"].removesuffix(" team") for row in teams}
    assert {names[team]: sum_ // 100 for team, sum_ in value.items()} == {
        name: published[1] for name, published in PUBLISHED.items()
    }
    refused = CliRunner().invoke(
        sample, ["--workspace", str(tmp_path / "x"), "--source", "crm-sales", "--months", "5"]
    )
    assert isinstance(refused.exception, UsageError)
