"""``tierline points``: statements, files, checks, trying a policy, corrections, appeals."""

from __future__ import annotations

import csv
import json
import re
import shutil
from pathlib import Path
from typing import Any

import openpyxl
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tests.commands.told import Tell
from tests.house.sources import ROOT
from tierline.commands.points import command as points_command
from tierline.performance.policy_load import load_points_policy
from tierline.store.audit import audit_trail, now
from tierline.store.scope import scope_for
from tierline.store.staff import Person, add_person, system_user
from tierline.store.statements import manager_points
from tierline.store.workspace import Workspace
from tierline.times import day

MONTH = "2026-09"
DELTA = """schema = 1
title = "Heavier arrivals"
[baseline]
policy = "longyan-points"
month = "2026-09"
policy_sha256 = "{sha}"
[[change]]
path = "account_manager.ict.weights.ict_revenue"
value = {revenue}
[[change]]
path = "account_manager.ict.weights.mas_arrivals"
value = 15.0
"""


def own(tell: Tell, folder: Path, *words: object) -> Any:
    said = tell("points", "--workspace", folder, "--month", MONTH, *words, "--json")
    assert said.code == 0, said.err
    return json.loads(said.out)


def some_manager(folder: Path) -> str:
    found = manager_points(folder, MONTH)
    return next(
        each.manager_id for each in found if each.total is not None and each.role == "account_manager"
    )


def test_everybodys_totals_and_ones_lines(tell: Tell, folder: Path) -> None:
    every = own(tell, folder)
    assert {each["manager_id"] for each in every} == {
        each.manager_id for each in manager_points(folder, MONTH)
    }
    name = some_manager(folder)
    (one,) = own(tell, folder, "--manager", name)
    cents = [round(float(each["points"]) * 100) for each in one["entries"]]
    assert sum(cents) == round(float(one["total"]) * 100)
    said = tell("points", "--workspace", folder, "--month", MONTH, "--manager", name)
    assert f"Total {one['total']}" in said.out
    told = tell("--lang", "zh", "points", "--workspace", folder, "--month", MONTH, "--manager", name)
    assert f"总分 {one['total']}" in told.out
    table = tell("points", "--workspace", folder, "--month", MONTH)
    assert all(each["manager_id"] in table.out for each in every)


def test_files_hold_every_line_and_the_export_is_recorded(tell: Tell, folder: Path, tmp_path: Path) -> None:
    sheet, book = tmp_path / "points.csv", tmp_path / "points.xlsx"
    said = tell("points", "--workspace", folder, "--month", MONTH, "--csv", sheet, "--xlsx", book)
    assert said.code == 0, said.err
    every = manager_points(folder, MONTH)
    with sheet.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for each in every:
        points = [row["points"] for row in rows if row["manager"] == each.manager_id]
        if each.total is not None:
            assert sum(round(float(one) * 100) for one in points) == each.total
        else:
            assert set(points) == {""}
    sheets = openpyxl.load_workbook(book)
    assert sheets.sheetnames == ["statements", "lines"]
    assert sheets["statements"].max_row == len(every) + 1
    assert sheets["lines"].max_row == len(rows) + 1
    actions = [entry.action for entry in audit_trail(Workspace.open(folder)) if entry.subject == "statements"]
    assert "export" in actions


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (["--month", MONTH, "--manager", "NOBODY"], 3, "There is no statement of 'NOBODY'"),
        (["--month", "2020-01"], 3, "is not closed"),
        ([], 2, "Name the month"),
        (["--month", MONTH, "--as-of", "2020-01-01"], 3, "not closed on 2020-01-01"),
        (["--month", MONTH, "--run", "0123"], 3, f"{MONTH} has no run '0123'. Its runs: "),
        (["--month", MONTH, "--csv", "/nowhere/x.csv"], 3, "no such folder"),
    ],
)
def test_what_is_not_there_is_named(tell: Tell, folder: Path, words: list[str], code: int, told: str) -> None:
    said = tell("points", "--workspace", folder, *words)
    assert (said.code, told in said.err) == (code, True), said.err


def test_a_run_replaced_on_the_same_day_stays_readable(tell: Tell, folder: Path) -> None:
    """By its name: by the day alone, only the run that holds at its end can be asked for."""
    who = some_manager(folder)
    before = own(tell, folder, "--manager", who)
    run = before[0]["run"]
    raw = folder / "raw" / f"month={MONTH}" / "actuals.parquet"
    rows = pq.read_table(raw)
    pq.write_table(rows.filter(pc.not_equal(rows["manager_id"], who)), raw)
    close = ("monthly", "--workspace", folder, "--month", MONTH, "--no-reports")
    said = tell(*close, "--replace", run, "--reason", "withdrawn")
    assert said.code == 0, said.err
    (after,) = own(tell, folder, "--manager", who)
    assert (after["run"] == run, after["total"]) == (False, None)
    today = day(now())
    assert own(tell, folder, "--manager", who, "--as-of", today)[0]["run"] == after["run"]
    assert own(tell, folder, "--manager", who, "--run", run) == before
    assert own(tell, folder, "--manager", who, "--run", run, "--as-of", today) == before


def test_a_check_names_each_row_and_the_rest_goes_on(tell: Tell, folder: Path) -> None:
    """Unknown manager, no unit, twice, no evidence: each named; exit code 3; a closed month stays."""
    raw = folder / "raw" / f"month={MONTH}"
    for name in ("targets", "actuals", "point_events"):
        (raw / f"{name}.parquet").unlink()
    who = some_manager(folder)
    (raw / "targets.csv").write_text(
        f"manager_id,indicator,target,unit\n{who},visits_done,20,count\nX99,visits_done,20,count\n", "utf-8"
    )
    (raw / "actuals.csv").write_text(
        "manager_id,indicator,actual,unit,source\n"
        f"{who},visits_done,20,,log\n{who},exam,90,mark,quiz\n{who},exam,91,mark,quiz\n{who},mood,1,count,-\n",
        "utf-8",
    )
    (raw / "point_events.csv").write_text(
        "event_id,manager_id,item,date,evidence,approver\n"
        f"E1,{who},media_coverage,{MONTH}-05,,\nE2,{who},media_coverage,{MONTH}-05,paper,\n",
        "utf-8",
    )
    said = tell("points", "check", "--workspace", folder, "--month", MONTH)
    assert said.code == 3
    for told in ("X99", "exam", "Unit is", "mood", "Evidence is", "E2", "waits for approval", "came after"):
        assert told in said.out, told
    assert "Traceback" not in said.err
    found = json.loads(tell("points", "check", "--workspace", folder, "--month", MONTH, "--json").out)
    assert {each["outcome"] for each in found["findings"]} >= {"refused", "held", "missing", "late"}
    assert all(each["text"]["zh"] for each in found["findings"])


def test_a_changed_policy_is_tried(tell: Tell, folder: Path, tmp_path: Path) -> None:
    sha = load_points_policy("longyan-points", MONTH).sha256
    delta = tmp_path / "delta.toml"
    delta.write_text(DELTA.format(sha=sha, revenue=20.0), "utf-8")
    line = ["points", "simulate", "--policy", delta, "--workspace", folder, "--month", MONTH]
    said = tell(*line, "--csv", tmp_path / "list.csv")
    assert said.code == 0, said.err
    assert "before \\ after" in said.out
    found = json.loads(tell(*line, "--json").out)
    assert found["gain"] + found["lose"] + found["same"] == len(found["managers"])
    assert sum(cell["managers"] for cell in found["matrix"]) == len(found["managers"])
    assert len((tmp_path / "list.csv").read_text("utf-8-sig").splitlines()) == len(found["managers"]) + 1
    for text, told in (
        (DELTA.format(sha=sha, revenue=19.0), "add up to 59.00"),
        (DELTA.format(sha=sha, revenue=19.0), str(delta)),  # the file with the changes, not the month's
        (DELTA.format(sha="0" * 64, revenue=20.0), f"settled with: {sha}. `tierline policy show "),
        (
            DELTA.format(sha=sha, revenue=20.0).replace("longyan-points", "crm-sales-points"),
            "was settled with",
        ),
        ("schema = 1\n", "baseline"),
    ):
        delta.write_text(text, "utf-8")
        wrong = tell(*line)
        assert (wrong.code, told in wrong.err) == (3, True), wrong.err


def test_a_correction_and_an_appeal_from_the_command_line(tell: Tell, folder: Path) -> None:
    name, me = some_manager(folder), system_user()
    words = ["--workspace", folder]
    said = tell("points", "correct", "propose", name, "--points", "-1.5", "--reason", "twice", *words,
                "--month", MONTH, "--json")  # fmt: skip
    assert said.code == 0, said.err
    (made,) = json.loads(said.out)
    assert (made["points"], made["state"], made["by"]) == ("-1.50", "proposed", me)
    own_hand = tell("points", "correct", "approve", made["id"], *words)
    assert own_hand.code == 3
    assert "Another person" in own_hand.err
    assert tell("points", "correct", "propose", name, "--points", "1.234", "--reason", "x", *words,
                "--month", MONTH).code == 2  # fmt: skip
    listed = tell("points", "correct", "list", *words, "--month", MONTH)
    assert made["id"] in listed.out
    refused = tell("points", "appeal", "raise", "--reason", "mine", *words, "--month", MONTH)
    assert (refused.code, "Only the manager concerned" in refused.err) == (3, True)
    place = Workspace.open(folder)
    add_person(place, Person("second", "second", "administrator"), by=me, reason="test")
    add_person(place, Person(me, me, "account_manager", manager_id=name), by="second", reason="test")
    raised = tell("points", "appeal", "raise", "--reason", "look again", *words, "--month", MONTH, "--json")
    assert raised.code == 0, raised.err
    (appeal,) = json.loads(raised.out)
    assert (appeal["manager_id"], appeal["state"]) == (name, "raised")
    assert appeal["id"] in tell("points", "appeal", "list", *words, "--month", MONTH).out
    assert tell("points", "appeal", "answer", appeal["id"], "--reason", "me", *words).code == 3
    assert "withdrawn" in tell("points", "appeal", "withdraw", appeal["id"], *words).out
    assert [each["manager_id"] for each in own(tell, folder)] == [name]
    assert scope_for(place, me).manager_ids == frozenset({name})


def test_an_event_is_approved_and_refused_from_the_command_line(tell: Tell, folder: Path) -> None:
    words = ["--workspace", folder, "--month", MONTH]
    asked = json.loads(tell("points", "event", "list", *words, "--json").out)
    waiting = [each["event_id"] for each in asked if each["state"] == "pending"]
    assert len(waiting) >= 2, "the sample leaves some events without an approver"
    said = tell("points", "event", "approve", waiting[0], *words)
    assert said.code == 0, said.err
    assert f"The event {waiting[0]} is approved" in said.out
    again = tell("points", "event", "approve", waiting[0], *words)
    assert again.code == 3
    assert "is approved already" in again.err
    assert tell("points", "event", "refuse", waiting[1], *words).code == 2  # without a reason
    said = tell("points", "event", "refuse", waiting[1], "--reason", "no such report", *words)
    assert (said.code, "does not count" in said.out) == (0, True)
    listed = tell("points", "event", "list", *words).out
    assert "no such report" in listed
    unknown = tell("points", "event", "approve", "E0", *words)
    assert unknown.code == 3
    assert "points event list" in unknown.err


def test_a_month_without_points_says_so(tell: Tell, folder: Path, tmp_path: Path) -> None:
    bare = Path(shutil.copytree(folder, tmp_path / "bare"))
    for name in ("targets", "actuals", "point_events", "transfers"):
        (bare / "raw" / "month=2026-10" / f"{name}.parquet").unlink()
    assert tell("monthly", "--workspace", bare, "--month", "2026-10", "--no-reports").code == 0
    said = tell("points", "--workspace", bare, "--month", "2026-10")
    assert (said.code, "no statements of points" in said.out) == (0, True)
    said = tell("points", "check", "--workspace", bare, "--month", "2026-10")
    assert (said.code, "has no points" in said.err) == (3, True)


def test_the_managers_named_as_examples_have_a_statement(folder: Path) -> None:
    """Whoever types the line of the README, or of the help, sees a statement."""
    texts = [(ROOT / "README.md").read_text("utf-8"), points_command.epilog or ""]
    named = [each for text in texts for each in re.findall(r"tierline points .*--manager (\S+)", text)]
    assert len(named) == 2
    assert {each.manager_id for each in manager_points(folder, MONTH)} >= set(named)
