"""A month closed by an earlier rule of approval is told as such, not as damage (LY-12)."""

from __future__ import annotations

import re
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.store.events_cast import MONTH, OTHER, WAITS, Cast, line, put_event, staff_of
from tierline.commands.verify import command as verify_command
from tierline.errors import IntegrityError
from tierline.performance.approvers import Approvers
from tierline.policy.load import policy_path
from tierline.store.points_earlier import by_earlier_rule
from tierline.store.points_simulation import simulate_file
from tierline.store.scope import scope_for
from tierline.store.snapshots import Snapshot
from tierline.store.verification import verify

PEER, RAISED, UNDATED = "P1", "P2", "P3"


@pytest.fixture
def earlier(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Cast:
    """A month that was closed when every approver but the one concerned made an event count."""
    own = cast.manager["manager_id"]
    staff = pq.read_table(cast.place.raw(MONTH) / "managers.parquet").to_pylist()
    peer = next(
        row["manager_id"] for row in staff if row["role"] == "account_manager" and row["manager_id"] != own
    )
    leader = next(row["manager_id"] for row in staff if row["role"] == "team_leader")
    put_event(cast.place, PEER, manager_id=own, evidence="order 8", approver=peer)
    put_event(cast.place, RAISED, manager_id=own, evidence="order 9", approver=leader, raised_by=leader)
    own_leader = staff_of(staff, "team_leader", cast.manager["team_id"])
    put_event(cast.place, UNDATED, manager_id=own, evidence="order 10", approver=own_leader)
    with monkeypatch.context() as patched:
        lack = Approvers.lack
        patched.setattr(
            Approvers,
            "lack",
            lambda self, row: None if row["event_id"] in (PEER, RAISED, UNDATED) else lack(self, row),
        )
        cast.close()
    return cast


def test_verify_tells_the_rule_and_finds_nothing_wrong(
    earlier: Cast, capsys: pytest.CaptureFixture[str]
) -> None:
    statement = earlier.statement()
    assert {line(statement, event).status for event in (PEER, RAISED, UNDATED)} == {"counted"}
    assert verify(earlier.place) == []
    (told,) = verify(earlier.place, recompute=True)
    assert told.note
    assert told.what.render("en").startswith(
        f"Closed by the earlier rule of approval: {PEER}, {RAISED}, {UNDATED} counted on the word"
    )
    assert "数据没有损坏" in told.what.render("zh")
    verify_command.main(
        ["--workspace", str(earlier.place.path), "--recompute"], prog_name="verify", standalone_mode=False
    )
    out = capsys.readouterr().out
    assert ("as it was closed" in out, "earlier rule" in out) == (True, True)


def test_run_again_it_is_the_same_month_and_replaced_it_keeps_the_present_rule(earlier: Cast) -> None:
    run = earlier.place.closed(MONTH).run
    assert earlier.close() == run
    earlier.close(replaces=run, reason="by the present rule")
    statement = earlier.statement()
    assert {line(statement, event).status for event in (PEER, RAISED, UNDATED)} == {"pending"}
    assert by_earlier_rule(earlier.place.closed(MONTH)) == {}
    (told,) = verify(earlier.place, recompute=True)  # of the run that was replaced
    assert (told.run, told.note) == (run, True)


def test_a_changed_file_is_damage_all_the_same(earlier: Cast) -> None:
    file = earlier.place.closed(MONTH).folder / "statement_events.parquet"
    table = pq.read_table(file)
    pq.write_table(table.slice(0, table.num_rows - 1), file)
    found = verify(earlier.place, recompute=True)
    assert found
    assert not any(each.note for each in found)


def _closed_before_the_column(cast: Cast, monkeypatch: pytest.MonkeyPatch, table: str, column: str) -> str:
    """Close the month as it was when a table did not have a column yet; return the run."""
    put_table = Snapshot.put_table

    def without(snapshot: Snapshot, name: str, rows: pa.Table) -> None:
        put_table(snapshot, name, rows.drop_columns([column]) if name == table else rows)

    with monkeypatch.context() as patched:
        patched.setattr(Snapshot, "put_table", without)
        return cast.close()


def test_a_month_closed_before_a_column_came_is_run_again_as_the_same(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody said who reported an event then, and nobody says it now: nothing differs."""
    for event, proof in ((WAITS, "report 7"), (OTHER, "order 3")):
        put_event(cast.place, event, manager_id=cast.manager["manager_id"], evidence=proof)
    run = _closed_before_the_column(cast, monkeypatch, "point_events", "raised_by")
    stored = cast.place.closed(MONTH).folder / "point_events.parquet"
    assert "raised_by" not in pq.read_schema(stored).names
    assert cast.close() == run
    assert verify(cast.place, recompute=True) == []


def test_where_the_column_says_something_now_the_refusal_says_what_to_do(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = _closed_before_the_column(cast, monkeypatch, "point_events", "raised_by")
    with pytest.raises(IntegrityError) as refused:
        cast.close()
    told = refused.value.render("en")
    assert "point_events.parquet (raised_by)" in told
    assert f"--replace {run} --reason TEXT" in told
    assert cast.close(replaces=run, reason="who reported it is named now") != run
    assert {each.run for each in verify(cast.place, recompute=True)} == {run}  # not of the one that holds


def test_a_month_closed_under_an_earlier_text_of_the_policy_is_run_again_by_that_text(
    cast: Cast, tmp_path: Path
) -> None:
    """Its text named no smallest groups and no most there can be."""
    shipped = policy_path("longyan-points").read_text("utf-8")
    text, cut = re.subn(r"\n\[(privacy\.\w+|indicator\.most)\]\n([^\[\n].*\n)*", "\n", shipped)
    assert cut > 2
    earlier = tmp_path / "earlier.toml"
    earlier.write_text(text, "utf-8")
    run = cast.close(points_policy=earlier)
    assert cast.close() == run
    with pytest.raises(IntegrityError) as refused:
        cast.close(points_policy="longyan-points")
    told = refused.value.render("en")
    assert "points (longyan-points" in told
    assert f"--replace {run} --reason TEXT" in told
    assert verify(cast.place, recompute=True) == []


def test_a_change_is_tried_on_the_totals_of_the_close(earlier: Cast, tmp_path: Path) -> None:
    noted = earlier.place.closed(MONTH).manifest["points"]["policy"]
    delta = tmp_path / "delta.toml"
    delta.write_text(
        f'schema = 1\n[baseline]\npolicy = "{noted["id"]}"\nmonth = "{MONTH}"\n'
        f'policy_sha256 = "{noted["sha256"]}"\n'
        '[[change]]\npath = "targets.visits_done"\nvalue = 1.0\n',
        "utf-8",
    )
    tried, _read = simulate_file(earlier.place.closed(MONTH), scope_for(earlier.place), delta)
    own = earlier.statement()
    assert {each.before for each in tried.changes if each.manager_id == own.manager_id} == {own.total}
