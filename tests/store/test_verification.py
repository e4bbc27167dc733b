"""Verifying finds what was touched, and says where."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from sqlalchemy import text

import tierline
from tests.months import change, raw_months
from tierline.errors import BadInputError
from tierline.store.compare import differences
from tierline.store.snapshots import content_hash, sha256_of
from tierline.store.verification import verify
from tierline.store.workspace import Workspace


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = raw_months(tmp_path_factory.mktemp("good") / "work")
    for month in ("2026-08", "2026-09"):
        tierline.run_month(folder, month)
    return folder


@pytest.fixture
def folder(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / "work"))


def _said(folder: Path, month: str | None = None, recompute: bool = False) -> list[str]:
    found = verify(Workspace.open(folder), month, recompute)
    return [f"{finding.month}: {finding.what.render('en')}" for finding in found]


def _run(folder: Path, month: str = "2026-09") -> Path:
    return Workspace.open(folder).closed(month).folder


def _rewrite(path: Path, column: str, row: int, value: object) -> None:
    table = pq.read_table(path)
    values = table[column].to_pylist()
    values[row] = value
    place = table.column_names.index(column)
    pq.write_table(table.set_column(place, column, pa.array(values, table.schema.field(column).type)), path)


def test_untouched(folder: Path) -> None:
    assert _said(folder, recompute=True) == []
    assert _said(folder, "2026-08") == []
    with pytest.raises(BadInputError, match="2026-10 is not closed"):
        _said(folder, "2026-10")


def test_a_tier_changed_by_hand(folder: Path) -> None:
    results = _run(folder) / "results.parquet"
    ids = pq.read_table(results)["account_id"].to_pylist()
    before = pq.read_table(results)["tier"].to_pylist()[3]
    after = next(tier for tier in ("A1", "C") if tier != before)
    _rewrite(results, "tier", 3, after)
    said = _said(folder)
    assert said[0] == "2026-09: results.parquet: its bytes are not those that were written at the close."
    assert said[1].endswith(
        f"column tier differs, rows: 1 (stored <- computed): {ids[3]}: '{after}' <- '{before}'"
    )
    assert len(said) == 2
    assert _said(folder, "2026-08") == []


def test_an_input_changed_by_hand(folder: Path) -> None:
    accounts = _run(folder) / "accounts.parquet"
    account = pq.read_table(accounts)["account_id"].to_pylist()[5]
    _rewrite(accounts, "employees", 5, 123_456)
    said = _said(folder)
    assert said[0].startswith("2026-09: accounts.parquet: its bytes")
    assert (
        f"accounts.parquet: column employees differs, rows: 1 (stored <- computed): {account}: 123456"
        in said[1]
    )


@pytest.mark.parametrize(
    "name", ["results.parquet", "accounts.parquet", "summary.parquet", "policy.toml", "profile.json"]
)
def test_a_file_gone_or_cut_off(folder: Path, name: str) -> None:
    path = _run(folder) / name
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    assert f"2026-09: {name}: its bytes are not those that were written at the close." in _said(folder)
    path.unlink()
    assert f"2026-09: {name} is missing." in _said(folder)


def test_a_file_put_there(folder: Path) -> None:
    (_run(folder) / "copy.xlsx").write_bytes(b"x")
    assert _said(folder) == ["2026-09: copy.xlsx was put there after the close."]


def test_a_raw_table_changed_since(folder: Path) -> None:
    change(folder, "2026-09")
    assert _said(folder) == [
        "2026-09: raw/month=2026-09/accounts.parquet is not the file that the month was closed with."
    ]


def test_raw_tables_may_be_gone(folder: Path) -> None:
    shutil.rmtree(folder / "raw")
    assert _said(folder, recompute=True) == []


def _edit(path: Path, **changes: object) -> None:
    path.write_text(json.dumps({**json.loads(path.read_text()), **changes}))


def test_the_manifest_changed(folder: Path) -> None:
    _edit(_run(folder) / "manifest.json", totals={"accounts": 1})
    said = _said(folder)
    assert "2026-09: manifest.json: the manifest was changed after the month was closed." in said
    assert "2026-09: manifest.json: the audit trail has noted another content at the close." in said


def test_the_manifest_changed_with_its_hash(folder: Path) -> None:
    path = _run(folder) / "manifest.json"
    _edit(path, totals={"accounts": 1})
    _edit(path, content_sha256=content_hash(json.loads(path.read_text())))
    assert _said(folder) == [
        "2026-09: manifest.json: the audit trail has noted another content at the close."
    ]


@pytest.mark.parametrize("part", ["inputs", "outputs", "policy", "tiers", "month"])
def test_the_manifest_lacks_a_part(folder: Path, part: str) -> None:
    _edit(_run(folder) / "manifest.json", **{part: 5})
    assert "2026-09: manifest.json: the manifest lacks a part it needs." in _said(folder)


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "\udce9".encode("utf-8", "surrogateescape").decode("latin-1")]
)
def test_the_manifest_is_no_manifest(folder: Path, content: str) -> None:
    (_run(folder) / "manifest.json").write_text(content)
    said = _said(folder)
    assert len(said) == 1
    assert "manifest is missing or damaged" in said[0]


def test_a_run_moved_to_another_name(folder: Path) -> None:
    run = _run(folder)
    run.rename(run.with_name("run=0123456789ab"))
    assert any("belongs to run" in words for words in _said(folder))


def test_another_hash_of_the_month_before(folder: Path) -> None:
    path = _run(folder) / "manifest.json"
    noted = json.loads(path.read_text())["previous"]
    _edit(path, previous={**noted, "results_sha256": "0" * 64})
    assert any("2026-09: It was built on other results of 2026-08" in words for words in _said(folder))
    _edit(path, previous=noted)
    assert _said(folder) == []
    # the month before with other rows, and a manifest that fits them
    before = _run(folder, "2026-08")
    _rewrite(before / "results.parquet", "months_below", 3, 2)
    outputs = json.loads((before / "manifest.json").read_text())["outputs"]
    outputs["results.parquet"]["sha256"] = sha256_of(before / "results.parquet")
    _edit(before / "manifest.json", outputs=outputs)
    _edit(
        before / "manifest.json",
        content_sha256=content_hash(json.loads((before / "manifest.json").read_text())),
    )
    assert any("2026-09: It was built on other results of 2026-08" in words for words in _said(folder))


def test_the_month_before_taken_away(folder: Path) -> None:
    shutil.rmtree(_run(folder, "2026-08").parent)
    assert any("2026-08 is not closed" in words for words in _said(folder))


def test_the_trail_changed(folder: Path) -> None:
    workspace = Workspace.open(folder)
    with workspace.records.writing() as connection:
        connection.execute(text("DROP TRIGGER audit_no_update"))
        connection.execute(text("UPDATE audit SET who = 'somebody' WHERE sequence = 2"))
    assert len(_said(folder)) == 1
    assert "entry 2 (staff-merge by somebody" in _said(folder)[0]


def test_the_trail_without_the_close(folder: Path) -> None:
    workspace = Workspace.open(folder)
    with workspace.records.writing() as connection:
        connection.execute(text("DROP TRIGGER audit_no_delete"))
        connection.execute(text("DELETE FROM audit WHERE sequence = (SELECT max(sequence) FROM audit)"))
    assert "2026-09: The audit trail does not know that this run was closed." in _said(folder)


def test_differences_of_every_kind() -> None:
    stored = pa.table({"id": ["a", "b"], "x": [1.0, None], "old": [1, 2]})
    fresh = pa.table({"id": ["a", "b"], "x": [1.0, 2.0], "new": [1, 2]})
    said = [message.render("en") for message in differences("t", stored, fresh)]
    assert said == [
        "t: columns missing: new; columns too many: old.",
        "t: column x differs, rows: 1 (stored <- computed): b: None <- 2.0",
    ]
    said = [message.render("en") for message in differences("t", stored, fresh.slice(1))]
    assert said[-1] == "t: rows stored: 2; rows that belong there: 1."
    coded = pa.table({"id": ["a", "b"], "x": pa.array(["u", "v"]).dictionary_encode()})
    plain = pa.table({"id": ["a", "b"], "x": ["u", "w"]})
    assert [m.render("en") for m in differences("t", coded, plain)] == [
        "t: column x differs, rows: 1 (stored <- computed): b: 'v' <- 'w'"
    ]
    assert list(differences("t", fresh, fresh)) == []
