"""The command contract: what goes in, what comes out, the exit codes, both languages, never a traceback."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import click
import pandas as pd
import pyarrow.parquet as pq
import pytest

from tests.months import change, raw_months
from tierline import _version
from tierline.cli import _COMMANDS, main
from tierline.messages import set_language
from tierline.store.audit import audit_trail
from tierline.store.staff import Person, add_person, remove_person, system_user
from tierline.store.workspace import Workspace


@dataclass
class Said:
    code: int
    out: str
    err: str


Tell = Callable[..., Said]


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Tell:
    def tell(*words: object) -> Said:
        code = 0
        try:
            main([str(word) for word in words])
        except SystemExit as stop:
            code = int(stop.code or 0)
        finally:
            set_language(None)
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Said(code, said.out, said.err)

    return tell


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = raw_months(tmp_path_factory.mktemp("cli") / "work")
    for month in ("2026-08", "2026-09"):
        main(["monthly", "--workspace", str(folder), "--month", month, "--no-reports"])
    return folder


@pytest.fixture
def folder(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(good, tmp_path / "work"))


def _account(folder: Path, place: int = 0) -> str:
    table = pq.read_table(folder / "raw" / "month=2026-09" / "accounts.parquet")
    return str(table["account_id"][place])


def _leaves() -> list[str]:
    """Every command that does something; a group's own help only lists its commands."""
    found = []
    for name in _COMMANDS:
        command = import_module(f"tierline.commands.{name}").command
        below = list(command.commands) if isinstance(command, click.Group) else []
        found += [f"{name} {sub}" for sub in below] or [name]
    return found


@pytest.mark.parametrize("name", _leaves())
def test_every_command_shows_an_example(tell: Tell, name: str) -> None:
    said = tell(*name.split(), "--help")
    assert said.code == 0
    assert f"tierline {name}" in said.out.split("Example", 1)[1]


def test_help_of_the_root_names_every_command(tell: Tell) -> None:
    said = tell("--help")
    assert said.code == 0
    assert all(f"  {name}" in said.out for name in _COMMANDS)


def test_version(tell: Tell) -> None:
    assert tell("version").out.strip() == _version.__version__
    assert tell("--version").code == 0


@pytest.mark.parametrize(
    "words",
    [
        ["nonesuch"],
        ["monthly"],
        ["monthly", "--month", "2026-10", "--nonesuch"],
        ["score", "a.csv"],
        ["--lang", "fr", "version"],
        ["staff", "add", "x", "--role", "planner"],
        ["staff", "nonesuch"],
    ],
)
def test_wrong_usage_is_2(tell: Tell, words: list[str]) -> None:
    said = tell(*words)
    assert said.code == 2
    assert said.err


def test_a_month_is_closed_shown_and_said_to_be_the_same(tell: Tell, folder: Path) -> None:
    said = tell("monthly", "--workspace", folder, "--month", "2026-10", "--no-reports")
    assert said.code == 0
    assert "2026-10 is closed: run" in said.out
    assert "revenue of the month" in said.out
    assert "before \\ after" in said.out
    for step in ("intake", "score and tiers", "close"):
        assert f"2026-10  {step}" in said.err
    again = tell("monthly", "--workspace", folder, "--month", "2026-10", "--no-reports")
    assert again.code == 0
    assert "already closed, same result" in again.out


def test_in_chinese(tell: Tell, folder: Path) -> None:
    said = tell("--lang", "zh", "monthly", "--workspace", folder, "--month", "2026-09", "--no-reports")
    assert said.code == 0
    assert "结账" in said.out
    assert "层级" in said.out
    wrong = tell("--lang", "zh", "monthly", "--workspace", folder, "--month", "2026-13", "--no-reports")
    assert wrong.code == 2
    assert "错误：" in wrong.err
    assert "不是月份" in wrong.err


def test_help_in_chinese(tmp_path: Path) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "tierline", "--lang", "zh", "verify", "--help"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert "核对" in said.stdout


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["--month", "2026-13"], 2, "YYYY-MM"),
        (["--month", "2026-11"], 3, "is not closed"),
        (["--month", "2027-05", "--without-previous"], 3, "no such folder"),
        (["--month", "2026-10", "--policy", "nonesuch"], 3, "xinjiang-2008"),
        (["--month", "2026-10", "--mapping", "none.toml"], 3, "none.toml"),
        (["--month", "2026-10", "--reason", "just so"], 2, "--replace RUN"),
        (["--month", "2026-09", "--policy", "generic-abcd"], 4, "--replace"),
        (["--month", "2026-10", "--replace", "abc", "--reason", "x"], 3, "no run 'abc'"),
    ],
)
def test_monthly_refuses(tell: Tell, folder: Path, words: list[str], code: int, said: str) -> None:
    found = tell("monthly", "--workspace", folder, "--no-reports", *words)
    assert found.code == code
    assert said in found.err


@pytest.mark.parametrize("command", ["monthly", "verify", "explain A", "staff list"])
def test_no_workspace(tell: Tell, tmp_path: Path, command: str) -> None:
    month = ["--month", "2026-10"] if command[0] in "mve" else []
    found = tell(*command.split(), "--workspace", tmp_path / "none", *month)
    assert found.code == 3
    assert "no workspace here" in found.err
    (tmp_path / "file").write_text("x")
    found = tell(*command.split(), "--workspace", tmp_path / "file", *month)
    assert found.code == 3
    assert "is a file" in found.err


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("runuser"), reason="root may write everywhere")
def test_a_workspace_that_cannot_be_written_to(folder: Path) -> None:
    command = [sys.executable, "-m", "tierline", "monthly", "--workspace", str(folder), "--month", "2026-10"]
    if os.geteuid() == 0:
        if subprocess.run(
            ["runuser", "-u", "nobody", "--", sys.executable, "-c", ""], check=False
        ).returncode:
            pytest.skip("this Python cannot be run by another user")
        for parent in folder.parents:
            if parent.stat().st_uid == 0 and "pytest" in str(parent):
                parent.chmod(parent.stat().st_mode | 0o055)
        command = ["runuser", "-u", "nobody", "--", *command]
    else:
        folder.chmod(0o555)
    said = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TIERLINE_LANG": "en"},
        cwd="/",
    )
    folder.chmod(0o755)
    assert said.returncode == 3
    assert "Traceback" not in said.stderr
    assert str(folder) in said.stderr


def test_replace_and_verify(tell: Tell, folder: Path) -> None:
    place = Workspace.open(folder)
    first = place.closed("2026-09").run
    change(folder, "2026-09")
    assert tell("verify", "--workspace", folder).code == 4
    said = tell(
        "monthly", "--workspace", folder, "--month", "2026-09", "--no-reports",
        "--replace", first, "--reason", "booked twice",
    )  # fmt: skip
    assert said.code == 0
    assert "closed anew" in said.out
    said = tell("verify", "--workspace", folder, "--recompute")
    assert said.code == 0
    assert said.out.count("as it was closed") == 3
    assert tell("verify", "--workspace", folder, "--month", "2026-09").out.count("as it was closed") == 2


def test_verify_names_what_differs(tell: Tell, folder: Path) -> None:
    closed = Workspace.open(folder).closed("2026-09")
    path = closed.folder / "results.parquet"
    path.write_bytes(path.read_bytes() + b"x")
    said = tell("verify", "--workspace", folder)
    assert said.code == 4
    assert f"2026-09  run {closed.run}  results.parquet" in said.err
    assert "2026-08" in said.out
    assert tell("verify", "--workspace", folder, "--month", "2026-08").code == 0
    assert tell("verify", "--workspace", folder, "--month", "2026-12").code == 3
    assert tell("verify", "--workspace", folder, "--month", "x").code == 2


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
    assert "Z9" in said.err
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


def test_demo_runs_and_runs_again(tell: Tell, tmp_path: Path) -> None:
    words = ["demo", "--workspace", tmp_path / "demo", "--accounts", "40", "--months", "2", "--no-reports"]
    first = tell(*words)
    assert first.code == 0
    for part in ("Tiers of 2026-10, run", "before \\ after", "Seconds per step", "make lab", "make apps"):
        assert part in first.out
    assert Workspace.open(tmp_path / "demo").months() == ["2026-09", "2026-10"]
    again = tell(*words)
    assert again.code == 0
    table = first.out.split("Tiers of")[1].split("Seconds")[0]
    assert table == again.out.split("Tiers of")[1].split("Seconds")[0]


def test_csv_and_xlsx_in_the_raw_folder(tell: Tell, folder: Path) -> None:
    raw = folder / "raw" / "month=2026-10"
    (raw / "overrides.parquet").unlink()
    table = pq.read_table(raw / "accounts.parquet")
    (raw / "accounts.parquet").unlink()
    table.to_pandas().to_csv(raw / "accounts.csv", index=False, encoding="gb18030")
    said = tell("monthly", "--workspace", folder, "--month", "2026-10", "--no-reports")
    assert said.code == 0, said.err
    manifest = Workspace.open(folder).closed("2026-10").manifest
    assert manifest["inputs"]["accounts"]["file"] == "accounts.csv"
    assert manifest["inputs"]["accounts"]["encoding"] == "gb18030"
    assert manifest["rows"]["accounts"]["read"] == table.num_rows
