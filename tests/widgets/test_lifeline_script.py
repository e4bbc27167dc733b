"""The script that hears when nothing answers: its tests under Node, and how it is put into every widget."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests import machine
from tests.house.sources import TESTS, WIDGETS
from tierline_widgets.lifeline.bundle import BOXES, LINE, lifeline
from tierline_widgets.pane import Pane
from tierline_widgets.ruler import Ruler

SCRIPTS = WIDGETS / "lifeline" / "script"


@pytest.mark.node
def test_the_scripts_own_tests() -> None:
    files = sorted((TESTS / "lifeline_js").glob("*.test.mjs"))
    assert len(files) == 2
    node = machine.node()
    assert node is not None
    done = subprocess.run([node, "--test", *map(str, files)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "# fail 0" in done.stdout
    assert "# skipped 0" in done.stdout


@pytest.mark.node
def test_one_scope_holds_a_pane_and_its_line(tmp_path: Path) -> None:
    whole = tmp_path / "pane.mjs"
    whole.write_text(Pane._esm, encoding="utf-8")
    node = machine.node()
    assert node is not None
    shown = "import(process.argv[1]).then((made) => console.log(typeof made.default.render))"
    done = subprocess.run([node, "-e", shown, whole.as_uri()], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "function", done.stderr


def test_every_module_is_carried_after_those_it_needs() -> None:
    names = ("words", *LINE, *BOXES)
    assert {path.stem for path in SCRIPTS.glob("*.js")} == set(names)
    for place, name in enumerate(names):
        text = (SCRIPTS / f"{name}.js").read_text(encoding="utf-8")
        assert set(re.findall(r'from "\./(\w+)\.js"', text)) <= set(names[:place]), name
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(", text)
    assert not re.search(r"^(?:import|export) ", lifeline(*BOXES), re.MULTILINE)


def test_every_widget_says_the_same_in_both_languages() -> None:
    for script in (Pane._esm, Ruler._esm):
        assert "Nothing answers this page any more" in script
        assert "本页已无应答" in script


def test_what_is_typed_is_kept_of_the_planners_figures_names_and_notes_alone() -> None:
    """Boxes that may hold a customer's name, such as those of a search, are never kept in a browser."""
    marked = [path for path in WIDGETS.rglob("*.py") if "data-keeps" in path.read_text(encoding="utf-8")]
    told = sorted(str(path.relative_to(WIDGETS)) for path in marked)
    assert told == ["panels/scenario/parts.py", "panels/scenario/view.py", "panels/weights/view.py"]
