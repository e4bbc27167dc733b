"""Commands about accounts and people: score, explain, staff."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from tests.commands.told import Tell
from tierline.store.audit import audit_trail
from tierline.store.snapshots import content_hash, sha256_of
from tierline.store.staff import Person, add_person, people, remove_person, system_user
from tierline.store.workspace import Workspace


def _account(folder: Path, place: int = 0) -> str:
    table = pq.read_table(folder / "raw" / "month=2026-09" / "accounts.parquet")
    return str(table["account_id"][place])


@pytest.mark.parametrize("suffix", ["parquet", "csv", "xlsx"])
def test_score_to_every_kind_of_file(tell: Tell, folder: Path, tmp_path: Path, suffix: str) -> None:
    source = folder / "raw" / "month=2026-09" / "accounts.parquet"
    before, after = tmp_path / f"before.{suffix}", tmp_path / f"after.{suffix}"
    said = tell(
        "score", folder / "raw" / "month=2026-08" / "accounts.parquet", before,
        "--policy", "xinjiang-2008", "--month", "2026-08",
        "--overrides", folder / "raw" / "month=2026-08" / "overrides.parquet",
    )  # fmt: skip
    assert said.code == 0
    said = tell(
        "score", source, after, "--policy", "xinjiang-2008", "--month", "2026-09", "--previous", before,
        "--overrides", folder / "raw" / "month=2026-09" / "overrides.parquet",
    )  # fmt: skip
    assert said.code == 0
    stored = pq.read_table(Workspace.open(folder).closed("2026-09").folder / "results.parquet")
    if suffix == "parquet":
        assert pq.read_table(after).cast(stored.schema).equals(stored)
        found = pd.read_parquet(after)
    else:
        read = pd.read_csv if suffix == "csv" else pd.read_excel
        found = read(after)
    assert list(found.columns) == [
        "account_id", "score", "tier_by_score", "floor", "tier", "reason", "cap", "rule", "months_below",
    ]  # fmt: skip
    assert found["tier"].tolist() == stored["tier"].to_pylist()
    assert found["score"].tolist() == stored["score"].to_pylist()


def test_score_refuses(tell: Tell, folder: Path, tmp_path: Path) -> None:
    source = folder / "raw" / "month=2026-09" / "accounts.parquet"
    policy = ["--policy", "xinjiang-2008", "--month", "2026-09"]
    assert tell("score", source, tmp_path / "out.txt", *policy).code == 3
    assert tell("score", tmp_path / "none.csv", tmp_path / "out.csv", *policy).code == 3
    assert tell("score", source, tmp_path / "none" / "out.csv", *policy).code == 3
    previous = tmp_path / "previous.csv"
    previous.write_text("account_id,tier\nA,Z9\n")
    said = tell("score", source, tmp_path / "out.csv", *policy, "--previous", previous)
    assert said.code == 3
    assert f"{previous} (last month's result), account A: " in said.err
    assert "Z9" in said.err
    previous.write_text("account_id,tier,reason\nA,C,Override\n")
    said = tell("score", source, tmp_path / "out.csv", *policy, "--previous", previous)
    assert said.code == 3
    assert "previous.csv" in said.err
    assert "'Override' is not one of the allowed codes" in said.err
    previous.write_text("account_id,tier,months_below\nA,C,-4\n")
    said = tell("score", source, tmp_path / "out.csv", *policy, "--previous", previous)
    assert said.code == 3
    assert "previous.csv" in said.err
    assert not list(tmp_path.glob("out*"))


def test_explain(tell: Tell, folder: Path) -> None:
    account = _account(folder)
    stored = pq.read_table(Workspace.open(folder).closed("2026-09").folder / "results.parquet").slice(0, 1)
    said = tell("explain", account, "--workspace", folder, "--month", "2026-09", "--json")
    assert said.code == 0
    found = json.loads(said.out)
    assert found["account_id"] == account
    assert found["tier"] == stored["tier"][0].as_py()
    text = tell("explain", account, "--workspace", folder, "--month", "2026-09")
    assert text.code == 0
    assert account in text.out
    assert tell("explain", account, "--workspace", folder, "--month", "2026-10").code == 3
    assert tell("explain", "nobody", "--workspace", folder, "--month", "2026-09").code == 3


def _tamper(folder: Path, month: str, table: str, column: str, *, keep_hashes: bool = False) -> None:
    """Change the first value of a column of a closed table; with ``keep_hashes`` the manifest goes along."""
    run = Workspace.open(folder).closed(month).folder
    path, manifest = run / f"{table}.parquet", run / "manifest.json"
    rows = pq.read_table(path).to_pandas()
    if column == "tier":
        rows["tier"] = rows["tier"].astype(str)
        rows.loc[0, "tier"] = "A1" if rows.loc[0, "tier"] != "A1" else "C"
    else:
        rows.loc[0, column] += 1
    rows.to_parquet(path)
    if keep_hashes:
        content = json.loads(manifest.read_text())
        content["outputs"][path.name]["sha256"] = sha256_of(path)
        content["content_sha256"] = content_hash(content)
        manifest.write_text(json.dumps(content))


@pytest.mark.parametrize(
    ("month", "table", "column"),
    [
        ("2026-09", "accounts", "monthly_revenue"),
        ("2026-09", "results", "score"),
        ("2026-08", "results", "months_below"),
    ],
)
def test_explain_refuses_a_damaged_month(
    tell: Tell, folder: Path, month: str, table: str, column: str
) -> None:
    _tamper(folder, month, table, column)
    said = tell("explain", _account(folder), "--workspace", folder, "--month", "2026-09")
    assert said.code == 4
    assert f"{table}.parquet" in said.err
    assert "tierline verify" in said.err
    assert not said.out


def test_explain_is_held_against_the_stored_tier(tell: Tell, folder: Path) -> None:
    words = ["explain", _account(folder), "--workspace", folder, "--month", "2026-09"]
    tier = json.loads(tell(*words, "--json").out)["tier"]
    _tamper(folder, "2026-09", "results", "tier", keep_hashes=True)
    said = tell(*words)
    assert said.code == 4
    assert f"explains {tier}." in said.err
    assert not said.out


def test_explain_keeps_to_the_scope(tell: Tell, folder: Path) -> None:
    accounts = pq.read_table(folder / "raw" / "month=2026-09" / "accounts.parquet")
    managers = pq.read_table(folder / "raw" / "month=2026-09" / "managers.parquet").to_pylist()
    logins = {row["manager_id"]: row["login"] for row in managers if row["role"] == "account_manager"}
    owned = [row for row in accounts.to_pylist() if row["manager_id"] in logins]
    mine, others = owned[0], next(row for row in owned if row["manager_id"] != owned[0]["manager_id"])
    login = logins[mine["manager_id"]]
    common = ["--workspace", folder, "--month", "2026-09", "--as", login]
    assert tell("explain", mine["account_id"], *common).code == 0
    refused = tell("explain", others["account_id"], *common)
    assert refused.code == 3
    assert others["name"] not in refused.err + refused.out
    assert tell("explain", mine["account_id"], *common[:-1], "nobody").code == 3
    looks = [(e.who, e.rows) for e in audit_trail(Workspace.open(folder)) if e.action == "look"]
    assert looks == [(login, 1), (login, 0)]


def test_only_an_administrator_looks_as_somebody_else(tell: Tell, folder: Path) -> None:
    place, me = Workspace.open(folder), system_user()
    add_person(place, Person("boss", "", "administrator"), by=me, reason="test")
    add_person(place, Person(me, "", "planner"), by="boss", reason="test")
    common = ["--workspace", folder, "--month", "2026-09"]
    assert tell("explain", _account(folder), *common).code == 0
    refused = tell("explain", _account(folder), *common, "--as", "boss")
    assert refused.code == 3
    assert "only an administrator" in refused.err
    remove_person(place, me, by="boss", reason="test")
    assert tell("explain", _account(folder), *common).code == 3


def test_verify_is_for_those_who_see_every_customer(tell: Tell, folder: Path) -> None:
    place, me = Workspace.open(folder), system_user()
    add_person(place, Person("boss", "", "administrator"), by=me, reason="test")
    add_person(place, Person(me, "", "account_manager"), by="boss", reason="test")
    refused = tell("verify", "--workspace", folder, "--recompute")
    assert refused.code == 3
    assert "does not see every customer" in refused.err
    add_person(place, Person(me, "", "analyst"), by="boss", reason="test")
    assert tell("verify", "--workspace", folder).code == 0


def test_staff(tell: Tell, folder: Path) -> None:
    listed = tell("staff", "list", "--workspace", folder)
    assert listed.code == 0
    assert system_user() in listed.out
    said = tell("staff", "add", "li.na", "--workspace", folder, "--role", "planner", "--reason", "new")
    assert said.code == 0
    assert "all customers" in said.out
    assert tell("staff", "add", "x", "--workspace", folder, "--role", "king", "--reason", "x").code == 2
    assert tell("staff", "remove", "li.na", "--workspace", folder, "--reason", "left").code == 0
    assert "li.na" not in tell("staff", "list", "--workspace", folder).out
    assert "li.na" in tell("staff", "list", "--workspace", folder, "--all").out
    assert tell("staff", "remove", "nobody", "--workspace", folder, "--reason", "x").code == 3
    assert tell("staff", "remove", system_user(), "--workspace", folder, "--reason", "x").code == 3


@pytest.mark.parametrize("role", ["account_manager", "Account manager", "客户经理", " CLIENT "])
def test_a_role_by_its_title(tell: Tell, folder: Path, role: str) -> None:
    managers = pq.read_table(folder / "raw" / "month=2026-09" / "managers.parquet").to_pylist()
    known = managers[0]["manager_id"]
    common = ["staff", "add", "li.na", "--workspace", folder, "--role", role, "--reason", "new"]
    said = tell(*common, "--manager-id", known)
    if role == " CLIENT ":
        assert said.code == 2
        return
    assert said.code == 0
    assert not said.err
    assert (
        next(one.role for one in people(Workspace.open(folder)) if one.login == "li.na") == "account_manager"
    )
    said = tell(*common, "--manager-id", "M-none")
    assert said.code == 0
    assert "no closed month knows the manager M-none" in said.err
