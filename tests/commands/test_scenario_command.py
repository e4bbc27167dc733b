"""``tierline scenario``: from a draft to a published policy, and every refusal with its exit code."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.commands.told import Tell
from tierline.commands.scenario_words import settings
from tierline.store import staff
from tierline.store.staff import Person, add_person, system_user
from tierline.store.workspace import Workspace

LINE = "tiers.A1.line"


@pytest.fixture
def plan(tell: Tell, folder: Path) -> Any:
    def plan(*words: object, code: int = 0) -> Any:
        said = tell("scenario", *words, "--workspace", folder)
        assert said.code == code, said.err
        return said

    return plan


def made(plan: Any, *words: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(plan("new", "--title", "Higher lines", *words, "--json").out)
    return found


def test_edits_undo_and_history(plan: Any) -> None:
    assert "no scenario yet" in plan("list").out
    name = made(plan, f"{LINE}=82.5")["id"]
    said = plan("set", name, "hysteresis.buffer=off", "hysteresis.months=3")
    assert f"{LINE}: Line of A1: 80.00 points → 82.50 points" in said.out
    assert "hysteresis.buffer: Points below the line for a downgrade at once: 5.00 points → off" in said.out
    assert "hysteresis.months" not in plan("undo", name).out
    assert "hysteresis.months" in plan("redo", name).out
    plan("set", name, "--reset", LINE)
    found = json.loads(plan("show", name, "--history", "--json").out)
    assert found["changes"] == {"hysteresis.buffer": "off", "hysteresis.months": 3}
    assert [each["kind"] for each in found["history"]] == ["create", "change", "undo", "redo", "change"]
    found = json.loads(plan("restore", name, "--step", 1, "--json").out)
    assert found["changes"] == {LINE: "82.5"}
    said = plan("describe", name, "--title", "Highest", "--note", "for the board", "--save", "first")
    assert "Highest" in said.out
    assert json.loads(plan("show", name, "--json").out)["saves"][0]["name"] == "first"
    said = plan("show", name, "--history", "--lang", "zh")
    assert "A1 分数线：80.00 分 → 82.50 分" in said.out
    assert "撤销" in said.out
    (row,) = json.loads(plan("list", "--json").out)
    assert (row["id"], row["state"], row["title"]) == (name, "draft", "Highest")
    assert json.loads(plan("list", "--month", "2026-08", "--json").out) == []


@pytest.mark.parametrize(
    ("words", "flag"),
    [(("on", "true", "开", "启用"), True), (("off", "False", "关", "停用"), False)],
)
def test_what_is_on_or_off_is_written_as_it_is_printed(words: tuple[str, ...], flag: bool) -> None:
    for word in words:
        read = settings([f"hysteresis.enabled={word}", "hysteresis.buffer=off"])
        assert read == {"hysteresis.enabled": flag, "hysteresis.buffer": "off"}


def test_what_does_not_fit_is_told(plan: Any) -> None:
    name = made(plan)["id"]
    for words, code, told in (
        ((f"{LINE}=10",), 3, "Lines must fall"),
        (("indicators.employees.weight=99",), 3, "instead of 100.00 per cent"),
        (("hysteresis.month=3",), 3, "Did you mean one of: hysteresis.months"),
        (("hysteresis.months",), 2, "is no setting"),
        ((f"{LINE}=82", "--on", "9"), 3, "there is no step 9"),
    ):
        assert told in plan("set", name, *words, code=code).err
    assert "nothing to undo" in plan("undo", name, code=3).err
    assert "There is no scenario 'nothing'" in plan("show", "nothing", code=3).err
    assert "没有方案“nothing”" in plan("show", "nothing", "--lang", "zh", code=3).err
    assert json.loads(plan("show", name, "--json").out)["number"] == 1


def test_an_earlier_step_is_refused(plan: Any) -> None:
    name = made(plan)["id"]
    plan("set", name, f"{LINE}=82", "--on", 1)
    said = plan("set", name, f"{LINE}=83", "--on", 1, code=3)
    assert "Somebody was faster" in said.err
    assert "Nothing was overwritten" in said.err
    copy = json.loads(plan("fork", name, "--title", "Mine", "--json").out)
    assert (copy["origin"], copy["changes"]) == (name, {LINE: 82})


def test_from_draft_to_published(
    plan: Any, tell: Tell, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = made(plan, f"{LINE}=82.5")["id"]
    plan("hand-in", name)
    assert "somebody else has to approve it" in plan("approve", name, code=3).err
    add_person(Workspace.open(folder), Person("li.na", "", "planner"), by=system_user(), reason="test")
    monkeypatch.setattr(staff, "system_user", lambda: "li.na")
    assert "[sent back]" in plan("send-back", name, "--reason", "too high").out
    monkeypatch.undo()
    plan("set", name, f"{LINE}=82")
    plan("hand-in", name)
    monkeypatch.setattr(staff, "system_user", lambda: "li.na")
    assert "[approved]" in plan("approve", name).out
    assert "which is closed" in plan("publish", name, "--from", "2026-09-15", code=3).err
    assert "[published, holds from 2026-10-01]" in plan("publish", name, "--from", "2026-10-01").out
    assert plan("publish", name, "--from", "tomorrow", code=2).err
    monkeypatch.undo()
    written = tomllib.loads((folder / "policies" / "xinjiang-2008" / "policy.toml").read_text("utf-8"))
    assert written["tier"][0]["line"]["values"][-1]["value"] == 82
    said = tell("monthly", "--workspace", folder, "--month", "2026-10", "--no-reports")
    assert said.code == 0
    assert Workspace.open(folder).closed("2026-10").policy().tiers[0].line == 8200
    refused = plan("delete", name, code=3).err
    assert "no longer changes. Begin a copy of it and change that." in refused
    assert "sent back" not in refused


def test_files_go_out_and_come_in(plan: Any, tmp_path: Path) -> None:
    first = made(plan, f"{LINE}=82.5", "hysteresis.months=3")["id"]
    for suffix in ("toml", "xlsx", "html"):
        assert (tmp_path / f"s.{suffix}").name in plan("export", first, tmp_path / f"s.{suffix}").out
    again = json.loads(plan("import", tmp_path / "s.toml", "--json").out)
    assert again["changes"] == {LINE: "82.50", "hysteresis.months": 3}
    assert again["title"] == "Higher lines"
    (tmp_path / "bad.toml").write_bytes(b"\xff\xfe")
    assert "not UTF-8" in plan("import", tmp_path / "bad.toml", code=3).err
    text = (tmp_path / "s.toml").read_text(encoding="utf-8")
    sha256 = json.loads(plan("show", first, "--json").out)["policy_sha256"]
    (tmp_path / "old.toml").write_text(text.replace(sha256, "0" * 64), encoding="utf-8")
    assert "was changed since" in plan("import", tmp_path / "old.toml", code=3).err
    plan("import", tmp_path / "old.toml", "--rebase")


def test_scenarios_are_stacked_and_compared(plan: Any) -> None:
    first = made(plan, f"{LINE}=82.5")["id"]
    second = made(plan, f"{LINE}=85", "hysteresis.months=3")["id"]
    said = plan("stack", first, second, "--title", "Both", "--json")
    assert json.loads(said.out)["changes"] == {LINE: 85, "hysteresis.months": 3}
    assert f"{LINE}: 82.50 in the first scenario, 85 in the second" in said.err
    found = json.loads(plan("compare", first, second, "--json").out)
    assert [each["lines"]["A1"] for each in found["scenarios"]] == [8250, 8500]
    assert sum(tier["accounts"] for tier in found["baseline"].values()) == sum(
        map(sum, found["scenarios"][0]["moves"])
    )
    said = plan("compare", first, second)
    assert "Revenue a month" in said.out
    lines, _accounts, _revenue, hours, _moved = said.out.split("\n\n")
    assert [row.split() for row in lines.splitlines()[3:5]] == [
        ["A1", "80.00", "82.50", "85.00"],
        ["A2", "65.00", "65.00", "65.00"],
    ]
    assert all(len(row.split()) == 4 for row in hours.splitlines()[3:])  # the baseline's too
    assert plan("compare", *[first] * 5, code=2).err


def test_texts_are_no_conflict_when_scenarios_are_stacked(
    plan: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second, third = (
        made(plan, *words)["id"]
        for words in ([f"{LINE}=82.5"], ["hysteresis.months=3"], ["hysteresis.buffer=4"])
    )
    plan("describe", second, "--title", "Slower", "--note", "another reason")
    said = plan("stack", first, second, "--json")
    assert json.loads(said.out)["changes"] == {LINE: "82.5", "hysteresis.months": 3}
    assert not said.err
    # the policy's own text is another one once something is published for a later month
    add_person(Workspace.open(folder), Person("li.na", "", "planner"), by=system_user(), reason="test")
    plan("hand-in", third)
    monkeypatch.setattr(staff, "system_user", lambda: "li.na")
    plan("approve", third)
    plan("publish", third, "--from", "2026-10-01")
    later = made(plan, "hysteresis.months=5")["id"]
    assert json.loads(plan("stack", first, later, "--json").out)["changes"] == {
        LINE: "82.5",
        "hysteresis.months": 5,
    }
    of_another = made(plan, f"{LINE}=81", "--month", "2026-10")["id"]
    assert "differ in the month: 2026-09 and 2026-10" in plan("stack", first, of_another, code=3).err


def test_a_deleted_scenario_is_told(plan: Any) -> None:
    name = made(plan)["id"]
    assert "Deleted: Higher lines" in plan("delete", name).out
    assert "was deleted by" in plan("show", name, code=3).err
    assert json.loads(plan("list", "--json").out) == []
    (row,) = json.loads(plan("list", "--deleted", "--json").out)
    assert row["state"] == "deleted"


def test_who_may_not_plan_is_refused(plan: Any, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = made(plan)["id"]
    monkeypatch.setattr(staff, "system_user", lambda: "stranger")
    for words in (("new",), ("set", name, f"{LINE}=82"), ("hand-in", name), ("delete", name)):
        assert "may not do this with scenarios" in plan(*words, code=3).err
