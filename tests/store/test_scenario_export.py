"""A scenario handed out: figures as scoring gives them, accounts within the scope, no formulas."""

from __future__ import annotations

import datetime as dt
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.parquet as pq
import pytest

from tests.months import raw_months
from tierline.errors import BadInputError, ScopeError, UsageError
from tierline.monthly import run_month
from tierline.policy.delta import Change
from tierline.policy.delta_file import delta_from_toml
from tierline.store import scenario, scenario_steps
from tierline.store.audit import audit_trail
from tierline.store.own_policies import baseline_policy
from tierline.store.scenario_compare import compare_scenarios
from tierline.store.scenario_export import export_scenario
from tierline.store.scenario_grading import scenario_migration, scenario_policies
from tierline.store.scenario_state import Scenario
from tierline.store.scope import Scope, scope_for
from tierline.store.staff import Person, add_person, people, system_user
from tierline.store.workspace import Workspace
from tierline.tiering.score import score
from tierline.times import when

MONTH = "2026-09"
POLICY = "xinjiang-2008"


@pytest.fixture(scope="module")
def closed_twice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = raw_months(tmp_path_factory.mktemp("export") / "work")
    workspace = Workspace.create(folder)
    for month in ("2026-08", MONTH):
        run_month(workspace, month)
    return folder


@pytest.fixture
def workspace(closed_twice: Path, tmp_path: Path) -> Workspace:
    return Workspace.open(shutil.copytree(closed_twice, tmp_path / "work"))


@pytest.fixture
def mine(workspace: Workspace) -> Scope:
    return scope_for(workspace)


def begun(workspace: Workspace, title: str = "=cmd()<script>", **lines: float) -> Scenario:
    policy = baseline_policy(workspace, POLICY, MONTH)
    best, second = (tier.id for tier in policy.tiers[:2])
    changes = [
        Change(f"tiers.{best}.line", lines.get("best", 95)),
        Change(f"tiers.{second}.line", lines.get("second", 45.5)),
        Change(f"tiers.{policy.tiers[2].id}.line", 40),
        Change("hysteresis.enabled", False),
    ]
    return scenario.begin(workspace, policy, by=system_user(), title=title, changes=changes, note="+1 <b>")


def scored_anew(workspace: Workspace, found: Scenario) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return every account's tier before and after, by scoring the stored tables with `score`."""
    folder, base = workspace.closed(MONTH).folder, workspace.closed("2026-08").folder
    tables = [pq.read_table(folder / f"{name}.parquet") for name in ("accounts", "overrides")]
    tiers = []
    for policy in scenario_policies(workspace, found):
        result = score(
            tables[0], policy, previous=pq.read_table(base / "results.parquet"), overrides=tables[1]
        )
        tiers.append(dict(zip(result["account_id"].to_pylist(), result["tier"].to_pylist(), strict=True)))
    return tiers[0], tiers[1]


def sheets(path: Path) -> dict[str, list[tuple[Any, ...]]]:
    book = openpyxl.load_workbook(path, read_only=True)
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book}


def test_figures_are_those_of_scoring_anew(workspace: Workspace, mine: Scope) -> None:
    found = begun(workspace)
    before, after = scored_anew(workspace, found)
    stored = pq.read_table(workspace.closed(MONTH).folder / "results.parquet")
    assert list(before.values()) == stored["tier"].to_pylist()
    migration = scenario_migration(workspace, mine, found)
    assert migration.moved == sum(before[each] != after[each] for each in before) > 0
    for row, old in enumerate(migration.tiers):
        for column, new in enumerate(migration.tiers):
            expected = sum((before[each], after[each]) == (old, new) for each in before)
            assert migration.moves[row, column, 0] == expected


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_workbook_holds_figures_and_movers(
    workspace: Workspace, mine: Scope, tmp_path: Path, language: str
) -> None:
    found = begun(workspace)
    before, after = scored_anew(workspace, found)
    path = export_scenario(workspace, mine, found.id, tmp_path / "s.xlsx", language=language)
    pages = list(sheets(path).values())
    assert pages[0][0][0] == "'=cmd()<script>"
    movers = pages[-1]
    moved = {row[0]: (row[5], row[6]) for row in movers[1:]}
    assert moved == {each: (before[each], after[each]) for each in before if before[each] != after[each]}
    every = [cell for page in pages for row in page for cell in row if isinstance(cell, str)]
    assert not [cell for cell in every if cell.startswith(("=", "+", "@"))]
    chinese = any("\u4e00" <= sign <= "\u9fff" for sign in "".join(map(str, movers[0])))
    assert chinese == (language == "zh")
    entry = audit_trail(workspace)[-1]
    assert (entry.action, entry.purpose, entry.rows) == ("export", "export", len(moved))
    assert entry.subject == f"scenario movers {found.id}"


def test_a_scope_sees_its_own_accounts_only(workspace: Workspace, mine: Scope, tmp_path: Path) -> None:
    found = begun(workspace)
    manager = next(one for one in people(workspace) if one.role == "account_manager")
    scope = scope_for(workspace, manager.login)
    own = workspace.closed(MONTH).load(scope, "accounts", ["account_id"])["account_id"].to_pylist()
    path = export_scenario(workspace, scope, found.id, tmp_path / "s.xlsx")
    rows = list(sheets(path).values())[-1][1:]
    before, after = scored_anew(workspace, found)
    assert {row[0] for row in rows} == {each for each in own if before[each] != after[each]}
    assert 0 < len(own) < len(before)
    assert scenario_migration(workspace, scope, found).accounts == len(own)
    add_person(workspace, Person(manager.login, "", "assistant"), by=system_user(), reason="test")
    with pytest.raises(ScopeError):
        export_scenario(workspace, scope, found.id, tmp_path / "t.xlsx")
    assert not (tmp_path / "t.xlsx").exists()


@pytest.mark.parametrize(
    ("language", "yuan", "points"), [("en", " (yuan)", " (points)"), ("zh", "（元）", "（分）")]
)
def test_money_and_points_have_their_unit_in_every_heading(
    workspace: Workspace, mine: Scope, tmp_path: Path, language: str, yuan: str, points: str
) -> None:
    found = begun(workspace)

    page = export_scenario(workspace, mine, found.id, tmp_path / "s.html", language=language)
    page_heads = re.findall(r'<th scope="col"[^>]*>([^<]*)<', page.read_text(encoding="utf-8"))
    book = sheets(export_scenario(workspace, mine, found.id, tmp_path / "s.xlsx", language=language))
    heads = [str(head) for rows in list(book.values())[1:] for head in rows[0]]
    for said in (page_heads, heads):
        money = [head for head in said if "evenue" in head or "收入" in head]
        assert money
        assert all(head.endswith(yuan) for head in money)
        assert sum(head.endswith(yuan) for head in said) >= 6 + len(money)  # before, after, difference: twice
        assert sum(head.endswith(points) for head in said) >= 2


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_page_asks_for_nothing_and_names_nobody(
    workspace: Workspace, mine: Scope, tmp_path: Path, language: str
) -> None:
    found = begun(workspace)
    path = export_scenario(workspace, mine, found.id, tmp_path / "s.html", language=language)
    text = path.read_text(encoding="utf-8")
    reader = _Reader()
    reader.feed(text)
    names = {tag for tag, _attributes in reader.tags}
    assert not names & {"script", "link", "img", "iframe", "form", "input", "a", "b"}
    assert not [each for _tag, each in reader.tags if {"src", "href"} & each.keys()]
    assert not re.search(r"https?:|url\(|@import", text)
    assert "=cmd()&lt;script&gt;" in text
    assert f"{when(found.at)} (Asia/Shanghai)" in text  # a file says in which zone its times are
    accounts = pq.read_table(workspace.closed(MONTH).folder / "accounts.parquet")
    assert not [name for name in accounts["name"].to_pylist() if name and name in text]
    assert ("客户数" in text) == (language == "zh")
    assert audit_trail(workspace)[-1].subject == f"scenario report {found.id}"


def test_a_delta_file_reads_back(workspace: Workspace, mine: Scope, tmp_path: Path) -> None:
    found = begun(workspace)
    path = export_scenario(workspace, mine, found.id, tmp_path / "s.toml")
    assert delta_from_toml(path.read_text(encoding="utf-8")) == found.delta


def test_without_accounts_none_are_in_the_workbook(workspace: Workspace, mine: Scope, tmp_path: Path) -> None:
    found = begun(workspace)
    path = export_scenario(workspace, mine, found.id, tmp_path / "s.xlsx", with_movers=False)
    ids = set(pq.read_table(workspace.closed(MONTH).folder / "accounts.parquet")["account_id"].to_pylist())
    assert not [cell for page in sheets(path).values() for row in page for cell in row if cell in ids]


@pytest.mark.parametrize("name", ["s.pdf", "s", "nowhere/s.xlsx"])
def test_what_cannot_be_written_is_told(workspace: Workspace, mine: Scope, tmp_path: Path, name: str) -> None:
    found = begun(workspace)
    before = len(audit_trail(workspace))
    with pytest.raises(BadInputError):
        export_scenario(workspace, mine, found.id, tmp_path / name)
    assert len(audit_trail(workspace)) == before


def test_scenarios_stand_side_by_side(workspace: Workspace, mine: Scope) -> None:
    first, second = begun(workspace, "High"), begun(workspace, "Higher", best=97)
    found = compare_scenarios(workspace, mine, [first.id, second.id])
    assert found.names == ("High", "Higher")
    assert found.lines[:, 0].tolist() == [9500, 9700]
    for place, each in enumerate((first, second)):
        _before, after = scored_anew(workspace, each)
        counts = [sum(tier == name for tier in after.values()) for name in found.tiers]
        assert found.totals[place, :, 0].tolist() == counts
    with pytest.raises(UsageError):
        compare_scenarios(workspace, mine, [first.id] * 5)
    other = scenario.begin(workspace, baseline_policy(workspace, POLICY, "2026-08"), by=system_user())
    with pytest.raises(BadInputError, match="one policy and month"):
        compare_scenarios(workspace, mine, [first.id, other.id])


def test_what_was_published_is_still_shown_on_the_text_it_began_on(
    workspace: Workspace, mine: Scope, tmp_path: Path
) -> None:
    add_person(workspace, Person("boss", "", "planner"), by=system_user(), reason="test")
    found, other = begun(workspace, "Published"), begun(workspace, "Left behind", best=97)
    before = scenario_migration(workspace, mine, found).moves
    found = scenario_steps.hand_in(workspace, found.id, on=found.number, by=system_user())
    found = scenario_steps.approve(workspace, found.id, on=found.number, by="boss")
    since = dt.date(2026, 10, 1)
    found = scenario_steps.publish(workspace, found.id, since, on=found.number, by="boss")
    assert (scenario_migration(workspace, mine, found).moves == before).all()
    assert export_scenario(workspace, mine, found.id, tmp_path / "s.html").is_file()
    new = begun(workspace, "On the new text", best=96)
    side = compare_scenarios(workspace, mine, [found.id, other.id, new.id])
    assert side.lines[:, 0].tolist() == [9500, 9700, 9600]
    lost = Scenario(**{**found.__dict__, "policy_sha256": "0" * 64})
    with pytest.raises(BadInputError, match="was changed since"):
        scenario_policies(workspace, lost)
