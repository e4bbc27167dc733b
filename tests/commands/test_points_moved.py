"""``tierline points --run``: what is printed and written of a replaced run, and for whom (LY-20)."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import openpyxl
import pytest

from tests.commands.told import Tell
from tests.store.moved_cast import MONTH, SEES, Moved, moved_at
from tierline.store.workspace import Workspace


@pytest.fixture(scope="module")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Moved:
    found = moved_at(Workspace.create(tmp_path_factory.mktemp("moved") / "work"))
    found.replace()
    return found


@pytest.mark.parametrize("who", SEES)
def test_no_form_of_a_replaced_run_reaches_the_wrong_reader(
    tell: Tell, moved: Moved, tmp_path: Path, who: str
) -> None:
    """Text, JSON, CSV and workbook alike, of all and of the one asked for by number."""
    line = ("points", "--workspace", moved.place.path, "--month", MONTH, "--run", moved.old.run,
            "--as", moved.logins[who])  # fmt: skip
    sheet, book = tmp_path / "points.csv", tmp_path / "points.xlsx"
    told = tell(*line)
    assert (told.code, moved.manager in told.out) == (0, SEES[who])
    listed = json.loads(tell(*line, "--json").out)
    assert (moved.manager in {each["manager_id"] for each in listed}) is SEES[who]
    assert {each["run"] for each in listed} <= {moved.old.run}
    assert tell(*line, "--csv", sheet, "--xlsx", book).code == 0
    with sheet.open(encoding="utf-8-sig", newline="") as stream:
        assert (moved.manager in {row["manager"] for row in csv.DictReader(stream)}) is SEES[who]
    for page in openpyxl.load_workbook(book).worksheets:
        cells = {cell for row in page.iter_rows(values_only=True) for cell in row}
        assert (moved.manager in cells) is SEES[who]
    for form in ((), ("--json",), ("--csv", tmp_path / "one.csv"), ("--xlsx", tmp_path / "one.xlsx")):
        said = tell(*line, "--manager", moved.manager, *form)
        assert said.code == (0 if SEES[who] else 3), said.err
        assert SEES[who] or "There is no statement of" in said.err
    assert (tmp_path / "one.csv").exists() is (tmp_path / "one.xlsx").exists() is SEES[who]


def test_a_run_of_a_later_day_is_refused_plainly(tell: Tell, moved: Moved) -> None:
    line = ("points", "--workspace", moved.place.path, "--month", MONTH, "--run", moved.old.run)
    said = tell(*line, "--as-of", "2020-01-01")
    assert (said.code, "not by 2020-01-01 yet" in said.err) == (3, True), said.err
    said = tell("--lang", "zh", *line, "--as-of", "2020-01-01")
    assert "尚未关账" in said.err
