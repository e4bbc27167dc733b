"""The monthly run: the same inputs give the same bytes, and no way of dying leaves half a month."""

from __future__ import annotations

import time
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import tierline
from tests.months import change, closed_files, leftovers, raw_months, without_overrides
from tierline.errors import BadInputError, IntegrityError, UsageError
from tierline.monthly_steps import STEPS
from tierline.policy.load import policy_path
from tierline.store.audit import audit_trail
from tierline.store.run import Progress
from tierline.store.scope import scope_for
from tierline.store.snapshots import sha256_of
from tierline.store.staff import people
from tierline.store.verification import verify
from tierline.store.workspace import Workspace


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return raw_months(tmp_path / "work")


def test_months_in_their_order(folder: Path) -> None:
    first = tierline.run_month(folder, "2026-08")
    second = tierline.run_month(folder, "2026-09")
    assert [first.status, second.status] == ["closed", "closed"]
    assert first.manifest["previous"] is None
    results = sha256_of(first.folder / "results.parquet")
    assert second.manifest["previous"] == {"month": "2026-08", "run": first.id, "results_sha256": results}
    workspace = Workspace.open(folder)
    assert workspace.months() == ["2026-08", "2026-09"]
    assert set(first.seconds) == set(STEPS) - {"reports"}
    assert verify(workspace, recompute=True) == []


def test_the_manifest_adds_up(folder: Path) -> None:
    tierline.run_month(folder, "2026-08")
    run = tierline.run_month(folder, "2026-09")
    manifest = run.manifest
    raw = pq.read_table(folder / "raw" / "month=2026-09" / "accounts.parquet")
    assert manifest["rows"]["accounts"] == {
        "read": raw.num_rows,
        "accepted": raw.num_rows,
        "quarantined": 0,
    }
    fen = sum(round(value * 100) for value in raw["monthly_revenue"].to_pylist())
    assert (
        manifest["totals"]["revenue_fen"] == fen == sum(t["revenue_fen"] for t in manifest["totals"]["tiers"])
    )
    assert sum(tier["accounts"] for tier in manifest["totals"]["tiers"]) == raw.num_rows
    assert sum(move["accounts"] for move in manifest["moves"] if move["after"]) == raw.num_rows
    for record in manifest["inputs"].values():
        assert sha256_of(folder / "raw" / "month=2026-09" / record["file"]) == record["sha256"]
    for name, record in manifest["outputs"].items():
        assert sha256_of(run.folder / name) == record["sha256"]
    assert manifest["policy"]["sha256"] == sha256_of(run.folder / "policy.toml")


def test_the_same_inputs_give_the_same_bytes_anywhere(folder: Path, tmp_path: Path) -> None:
    other = raw_months(tmp_path / "elsewhere")
    for place in (folder, other):
        for month in ("2026-08", "2026-09"):
            tierline.run_month(place, month)
    assert closed_files(folder) == closed_files(other)


def test_run_again_is_the_same_month(folder: Path) -> None:
    first = tierline.run_month(folder, "2026-08")
    before = closed_files(folder)
    again = tierline.run_month(folder, "2026-08")
    assert (again.status, again.id) == ("same", first.id)
    assert closed_files(folder) == before
    assert not leftovers(folder)


def test_other_inputs_are_refused_until_the_run_is_named(folder: Path) -> None:
    first = tierline.run_month(folder, "2026-08")
    before = closed_files(folder)
    change(folder, "2026-08")
    with pytest.raises(IntegrityError) as caught:
        tierline.run_month(folder, "2026-08")
    said = str(caught.value)
    assert first.id in said
    assert "accounts (accounts.parquet)" in said
    assert "--replace" in said
    assert "put back" in said
    assert closed_files(folder) == before
    second = tierline.run_month(folder, "2026-08", replaces=first.id, reason="revenue booked twice")
    assert second.status == "replaced"
    assert (second.manifest["replaces"], second.manifest["reason"]) == (first.id, "revenue booked twice")
    workspace = Workspace.open(folder)
    assert workspace.closed("2026-08").run == second.id
    assert first.folder.is_dir()
    assert before.items() <= closed_files(folder).items()
    # put once more: the same command twice does the same
    again = tierline.run_month(folder, "2026-08", replaces=first.id, reason="revenue booked twice")
    assert (again.status, again.id) == ("same", second.id)
    assert tierline.run_month(folder, "2026-08").status == "same"


def test_another_policy_is_another_month(folder: Path) -> None:
    without_overrides(folder)  # they name tiers of one scheme
    first = tierline.run_month(folder, "2026-08")
    with pytest.raises(IntegrityError, match="policy"):
        tierline.run_month(folder, "2026-08", policy="generic-abcd")
    run = tierline.run_month(folder, "2026-08", policy="generic-abcd", replaces=first.id, reason="trial")
    assert run.manifest["policy"]["id"] == "generic-abcd"


def test_replacements_badly_put(folder: Path) -> None:
    with pytest.raises(BadInputError, match="no run 'abc' to replace"):
        tierline.run_month(folder, "2026-08", replaces="abc", reason="why not")
    first = tierline.run_month(folder, "2026-08")
    with pytest.raises(UsageError, match="needs its reason"):
        tierline.run_month(folder, "2026-08", replaces=first.id)
    with pytest.raises(UsageError, match="needs its reason"):
        tierline.run_month(folder, "2026-08", replaces=first.id, reason="  ")
    with pytest.raises(UsageError, match="name the run"):
        tierline.run_month(folder, "2026-08", reason="just so")
    change(folder, "2026-08")
    second = tierline.run_month(folder, "2026-08", replaces=first.id, reason="mended")
    change(folder, "2026-08")
    with pytest.raises(IntegrityError, match=f"replaced already; {second.id} holds now"):
        tierline.run_month(folder, "2026-08", replaces=first.id, reason="mended again")


def test_replaced_below_later_months(folder: Path) -> None:
    first = tierline.run_month(folder, "2026-08")
    later = tierline.run_month(folder, "2026-09")
    change(folder, "2026-08")
    run = tierline.run_month(folder, "2026-08", replaces=first.id, reason="mended")
    assert any("2026-09 was built on the replaced run" in note.render("en") for note in run.notes)
    found = verify(Workspace.open(folder))
    assert [(finding.month, finding.run) for finding in found] == [("2026-09", later.id)]
    assert run.id in str(found[0].what.render("en"))
    tierline.run_month(folder, "2026-09", replaces=later.id, reason="built anew")
    assert verify(Workspace.open(folder)) == []


@pytest.mark.parametrize("name", ["results.parquet", "manifest.json"])
def test_nothing_is_built_on_a_damaged_month(folder: Path, name: str) -> None:
    first = tierline.run_month(folder, "2026-08")
    path = first.folder / name
    whole = path.read_bytes()
    if name == "results.parquet":
        table = pq.read_table(path)
        below = [2, *table["months_below"].to_pylist()[1:]]
        assert below != table["months_below"].to_pylist()
        place = table.column_names.index("months_below")
        pq.write_table(table.set_column(place, "months_below", pa.array(below, pa.int8())), path)
    else:
        path.write_text(path.read_text().replace('"tiers"', '"tears"', 1))
    with pytest.raises(IntegrityError) as caught:
        tierline.run_month(folder, "2026-09")
    said = str(caught.value)
    assert all(part in said for part in (str(path), "tierline verify", f"--replace {first.id}"))
    assert Workspace.open(folder).months() == ["2026-08"]
    assert not leftovers(folder)
    path.write_bytes(whole)
    assert tierline.run_month(folder, "2026-09").status == "closed"


def test_a_damaged_month_is_mended_by_replacing_it(folder: Path) -> None:
    first = tierline.run_month(folder, "2026-08")
    (first.folder / "results.parquet").unlink()
    second = tierline.run_month(folder, "2026-08", replaces=first.id, reason="damaged")
    run = tierline.run_month(folder, "2026-09")
    assert run.manifest["previous"]["run"] == second.id


def test_a_gap_before_the_month(folder: Path) -> None:
    tierline.run_month(folder, "2026-08")
    with pytest.raises(BadInputError, match="--without-previous"):
        tierline.run_month(folder, "2026-10")
    run = tierline.run_month(folder, "2026-10", without_previous=True)
    assert run.manifest["previous"] is None


def test_another_scheme_of_tiers_holds_nobody(folder: Path) -> None:
    without_overrides(folder)
    tierline.run_month(folder, "2026-08")
    run = tierline.run_month(folder, "2026-09", policy="generic-abcd")
    assert run.manifest["previous"] is None
    assert "another scheme" in run.manifest["notes"][0]["en"]
    assert run.manifest["notes"][0]["zh"] != run.manifest["notes"][0]["en"]
    assert tierline.run_month(folder, "2026-10").manifest["policy"]["id"] == "generic-abcd"


def test_a_policy_of_one_s_own_is_not_taken_for_the_shipped_one_of_its_name(
    folder: Path, tmp_path: Path
) -> None:
    own = tmp_path / "policy.toml"
    shipped = policy_path("xinjiang-2008").read_text(encoding="utf-8")
    own.write_text(shipped.replace("value = 80.00", "value = 90.00"), encoding="utf-8")
    tierline.run_month(folder, "2026-08", policy=own)
    for month in ("2026-08", "2026-09"):
        with pytest.raises(BadInputError, match=r"2026-08 was closed .*xinjiang-2008.*--policy"):
            tierline.run_month(folder, month)
    tierline.run_month(folder, "2026-09", policy="xinjiang-2008")
    assert tierline.run_month(folder, "2026-08", policy=own).status == "same"


def test_a_closed_month_is_run_again_under_its_own_policy(folder: Path) -> None:
    without_overrides(folder)
    tierline.run_month(folder, "2026-08")
    tierline.run_month(folder, "2026-09", policy="generic-abcd")
    assert tierline.run_month(folder, "2026-08").status == "same"


def test_a_mapping_in_the_raw_folder_does_not_stop_the_verification(folder: Path) -> None:
    raw = folder / "raw" / "month=2026-08"
    table = pq.read_table(raw / "accounts.parquet")
    renamed = ["turnover" if name == "monthly_revenue" else name for name in table.column_names]
    pq.write_table(table.rename_columns(renamed), raw / "accounts.parquet")
    mapping = raw / "headings.toml"
    mapping.write_text('[accounts]\nturnover = "monthly_revenue"\n', encoding="utf-8")
    tierline.run_month(folder, "2026-08", mapping=mapping)
    assert verify(Workspace.open(folder), recompute=True) == []


def test_refused_rows_are_counted_and_kept(folder: Path) -> None:
    path = folder / "raw" / "month=2026-08" / "accounts.parquet"
    table = pq.read_table(path)
    wrong = [-5.0, *table["monthly_revenue"].to_pylist()[1:]]
    place = table.column_names.index("monthly_revenue")
    pq.write_table(table.set_column(place, "monthly_revenue", pa.array(wrong)), path)
    run = tierline.run_month(folder, "2026-08")
    assert run.counts["accounts"].quarantined == 1
    assert run.manifest["totals"]["accounts"] == table.num_rows - 1
    kept = run.folder / "quarantine" / "accounts.csv"
    assert kept.read_bytes() == (folder / "quarantine" / "month=2026-08" / "accounts.csv").read_bytes()
    assert "quarantine/accounts.csv" in run.manifest["outputs"]
    assert any("Rows refused: 1." in note.render("en") for note in run.notes)


def test_staff_come_from_the_latest_month(folder: Path) -> None:
    tierline.run_month(folder, "2026-08")
    workspace = Workspace.open(folder)
    managers = pq.read_table(folder / "raw" / "month=2026-08" / "managers.parquet")
    logins = {login for login in managers["login"].to_pylist() if login}
    assert {one.login for one in people(workspace) if one.source == "managers"} == logins
    accounts = workspace.closed("2026-08").load(scope_for(workspace))
    one = next(row for row in accounts.to_pylist() if row["manager_id"])
    login = dict(zip(managers["manager_id"].to_pylist(), managers["login"].to_pylist(), strict=True))[
        one["manager_id"]
    ]
    seen = workspace.closed("2026-08").load(scope_for(workspace, login))
    assert one["account_id"] in seen["account_id"].to_pylist()
    assert seen.num_rows < accounts.num_rows


@pytest.mark.parametrize("month", ["2026-13", "2026-1", "October", "../2026-10"])
def test_month_badly_written(folder: Path, month: str) -> None:
    with pytest.raises(UsageError, match="YYYY-MM"):
        tierline.run_month(folder, month)


def test_nothing_to_run_on(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="no such folder"):
        tierline.run_month(folder, "2026-11")
    with pytest.raises(BadInputError, match="no workspace here"):
        tierline.run_month(tmp_path / "none", "2026-10")
    with pytest.raises(BadInputError, match=r"Known policies: .*xinjiang-2008"):
        tierline.run_month(folder, "2026-10", policy="nonesuch")
    assert Workspace.open(folder).months() == []


def test_each_close_is_in_the_trail(folder: Path) -> None:
    first = tierline.run_month(folder, "2026-08")
    tierline.run_month(folder, "2026-08")
    change(folder, "2026-08")
    second = tierline.run_month(folder, "2026-08", replaces=first.id, reason="mended")
    closes = [e for e in audit_trail(Workspace.open(folder)) if e.action == "close"]
    assert [(entry.subject, entry.purpose) for entry in closes] == [(first.id, None), (second.id, "mended")]
    assert second.manifest["content_sha256"] in closes[1].details


def test_progress_tells_every_step_with_its_seconds(folder: Path) -> None:
    seen: list[Progress] = []
    began = time.perf_counter()
    run = tierline.run_month(folder, "2026-08", progress=seen.append)
    spent = time.perf_counter() - began
    done = {event.step: event.seconds for event in seen if event.state == "done"}
    assert done == run.seconds
    assert sum(done.values()) <= spent + 0.01
