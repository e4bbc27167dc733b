"""Attribution and replay on closed months, through the door: the months' own sums, nobody else's rows."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

import tierline
from tests.months import ACCOUNTS, MONTHS, change, raw_months, without_overrides
from tests.store import by_hand
from tierline.errors import BadInputError, IntegrityError, ScopeError, UsageError
from tierline.policy.load import policy_path
from tierline.simulate.attribution import attribute
from tierline.simulate.moves_split import CAUSES
from tierline.simulate.replay import replay, run_months, settings, stored_months
from tierline.store.audit import audit_trail
from tierline.store.between import between
from tierline.store.closed import ClosedMonth
from tierline.store.scope import scope_for
from tierline.store.staff import people
from tierline.store.workspace import Workspace


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Three closed months: more revenue in the second, another line and another rule in the third."""
    folder = raw_months(tmp_path_factory.mktemp("closed") / "work")
    change(folder, "2026-09", factor=3.0)
    text = policy_path("xinjiang-2008").read_text(encoding="utf-8")
    line = "values = [{ from = 2008-10-01, value = 30.00 }]"
    assert text.count(line) == 1
    text = text.replace(
        line, "values = [{ from = 2008-10-01, value = 30.00 }, { from = 2026-10-01, value = 36.00 }]"
    )
    rule = 'id = "tax_top_500"\neffect = "floor"\ntier = "B1"\n'
    assert rule in text
    policy = folder / "policy.toml"
    policy.write_text(text.replace(rule, rule.replace("B1", "A2")), encoding="utf-8")
    for month in MONTHS[:2]:
        tierline.run_month(folder, month, policy="xinjiang-2008")
    tierline.run_month(folder, MONTHS[2], policy=policy)
    return Workspace.open(folder)


def pairs(workspace: Workspace, earlier: str, later: str) -> dict[tuple[str | None, str | None], int]:
    """Count moves by the stored results, account by account."""
    scope = scope_for(workspace)
    tiers = []
    for month in (earlier, later):
        results = workspace.closed(month).load(scope, "results", ["account_id", "tier"])
        tiers.append(dict(zip(results["account_id"].to_pylist(), results["tier"].to_pylist(), strict=True)))
    found: dict[tuple[str | None, str | None], int] = {}
    for account in {**tiers[0], **tiers[1]}:
        pair = tiers[0].get(account), tiers[1].get(account)
        if pair[0] != pair[1]:
            found[pair] = found.get(pair, 0) + 1
    return found


@pytest.mark.parametrize(("earlier", "later"), [MONTHS[:2], MONTHS[1:], (MONTHS[0], MONTHS[2])])
def test_the_parts_add_up_to_the_moves_of_the_months(workspace: Workspace, earlier: str, later: str) -> None:
    found = attribute(workspace.closed(earlier), workspace.closed(later), scope_for(workspace))
    movers = found.movers().to_pylist()
    told: dict[tuple[str | None, str | None], int] = {}
    for row in movers:
        pair = row["tier_before"], row["tier"]
        told[pair] = told.get(pair, 0) + 1
    assert told == pairs(workspace, earlier, later)
    assert sum(row["accounts"] for row in found.to_table().to_pylist()) == len(movers) == found.moved
    names = (*found.tiers, None)
    for place, cause in enumerate(CAUSES):
        own = [row for row in movers if row["cause"] == cause]
        assert found.counts[place].sum() == len(own)
        for row in own:
            assert found.counts[place][names.index(row["tier_before"]), names.index(row["tier"])] > 0


def test_revenue_moved_the_second_month_and_the_policy_the_third(workspace: Workspace) -> None:
    scope = scope_for(workspace)
    months = [workspace.closed(month) for month in MONTHS]
    second, third = (
        {row["cause"]: row["accounts"] for row in attribute(*pair, scope).to_table().to_pylist()}
        for pair in (months[:2], months[1:])
    )
    assert second["data"] > 0
    assert (second["parameter"], second["rule"]) == (0, 0)
    assert third["parameter"] + third["rule"] > 0


def test_a_manager_sees_moves_of_own_accounts_only(workspace: Workspace) -> None:
    earlier, later = workspace.closed(MONTHS[0]), workspace.closed(MONTHS[1])
    whole = {
        row["account_id"]: row for row in attribute(earlier, later, scope_for(workspace)).movers().to_pylist()
    }
    shown = 0
    for one in [each for each in people(workspace) if each.role == "account_manager"]:
        scope = scope_for(workspace, one.login)
        found = attribute(earlier, later, scope)
        own = set(later.load(scope, "accounts", ["account_id"])["account_id"].to_pylist())
        own |= set(earlier.load(scope, "accounts", ["account_id"])["account_id"].to_pylist())
        for row in found.movers().to_pylist():
            assert row["account_id"] in own
            assert row == whole[row["account_id"]]
            shown += 1
    assert shown
    looks = [entry for entry in audit_trail(workspace, who=scope.login) if entry.action == "look"]
    assert {entry.month for entry in looks} == {MONTHS[0], MONTHS[1]}


def test_a_replay_with_the_policys_setting_gives_the_stored_tiers(workspace: Workspace) -> None:
    scope = scope_for(workspace)
    months = [workspace.closed(month) for month in MONTHS]
    stored = stored_months(months, scope)
    found = run_months(stored, stored[0].policy.hysteresis)
    everyone = pa.chunked_array([month.accounts["account_id"].combine_chunks() for month in stored]).unique()
    for place, month in enumerate(months):
        results = month.load(scope, "results", ["account_id", "tier"])
        at = pc.index_in(results["account_id"], value_set=everyone).to_numpy()
        ranks = [stored[0].policy.rank(tier) for tier in results["tier"].to_pylist()]
        assert found.final[place, at].tolist() == ranks
    rows = replay(stored, settings([1, 2], [None, 500]), back_within=1).to_pylist()
    assert len(rows) == 4
    assert all(0 < row["judged"] <= ACCOUNTS for row in rows)
    assert rows[0]["kept"] == 0


def test_rows_ask_for_a_scope_of_this_workspace(workspace: Workspace, closed: ClosedMonth) -> None:
    earlier, later = workspace.closed(MONTHS[0]), workspace.closed(MONTHS[1])
    with pytest.raises(ScopeError):
        attribute(earlier, later, scope_for(closed.workspace))
    with pytest.raises(UsageError) as error:
        attribute(later, earlier, scope_for(workspace))
    assert "earlier month first" in error.value.render("en")
    assert error.value.render("zh") != error.value.render("en")


def test_months_of_two_schemes_have_no_moves(tmp_path: Path) -> None:
    folder = raw_months(tmp_path / "work")
    without_overrides(folder)
    tierline.run_month(folder, MONTHS[0], policy="xinjiang-2008")
    tierline.run_month(folder, MONTHS[1], policy="generic-abcd")
    workspace = Workspace.open(folder)
    with pytest.raises(BadInputError, match="schem"):
        attribute(workspace.closed(MONTHS[0]), workspace.closed(MONTHS[1]), scope_for(workspace))


def test_stored_tiers_that_grading_does_not_give_are_told(workspace: Workspace, tmp_path: Path) -> None:
    copy = Workspace.open(Path(shutil.copytree(workspace.path, tmp_path / "copy")))
    later = copy.closed(MONTHS[1])
    path = later.folder / "results.parquet"
    table = pq.read_table(path)
    first = table["tier"].cast(pa.string()).to_pylist()
    other = [next(tier for tier in later.policy().tier_ids if tier != first[0]), *first[1:]]
    place = table.column_names.index("tier")
    pq.write_table(table.set_column(place, "tier", pa.array(other, pa.string())), path)
    with pytest.raises(IntegrityError, match="1 accounts have another tier"):
        attribute(copy.closed(MONTHS[0]), later, scope_for(copy))


def test_an_account_in_other_hands_is_neither_new_nor_gone(
    closed: ClosedMonth, monkeypatch: pytest.MonkeyPatch
) -> None:
    policy = tierline.load_policy("xinjiang-2008", "2026-10")
    monkeypatch.setattr(ClosedMonth, "policy", lambda _month: policy)
    monkeypatch.setattr("tierline.policy.resolved.Policy.columns", ())
    held = {**by_hand.HELD, "A": ("M3", "N"), "C": ("M1", "N1")}  # M1 hands A on, takes C and loses B
    held.pop("B")
    later = by_hand.close(closed.workspace, "2026-11", rows=by_hand.accounts(held), previous=closed)
    found = between(closed, later, scope_for(closed.workspace, "m1"))
    assert found.accounts["account_id"].to_pylist() == ["C"]
    assert found.before["account_id"].to_pylist() == ["C"]
    assert found.gone["account_id"].to_pylist() == ["B"]
    assert found.handed_on == 1
    assert found.previous[0] is None
    assert found.previous[1] is not None
    assert found.previous[1]["account_id"].to_pylist() == ["C"]
    assert found.overrides[0].num_rows == found.overrides[1].num_rows == 0


@pytest.fixture
def closed(tmp_path: Path) -> ClosedMonth:
    return by_hand.close(Workspace.create(tmp_path / "by hand"))
