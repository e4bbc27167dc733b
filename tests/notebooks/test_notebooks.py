"""The notebooks on the frozen months: figures hold, reports in both languages, nothing from outside."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import nbformat
import papermill
import pytest
from papermill.exceptions import PapermillExecutionError

from tests.frozen import MONTHS
from tests.house.sources import ROOT, label
from tests.notebooks.freeze import frozen_environment
from tierline.policy.load import load_policy
from tierline.reports import make_reports
from tierline.store.scenario import begin
from tierline.store.staff import system_user
from tierline.store.workspace import Workspace

NOTEBOOKS = sorted((ROOT / "notebooks").glob("[0-9]*.ipynb"))
LOADED = re.compile(
    r"""(?:src|href)\s*=\s*["'](?:https?:)?//[^"']+|url\(["']?(?:https?:)?//|import\s+["']https?:"""
)


def _run(path: Path, out: Path, **parameters: str) -> Any:
    return papermill.execute_notebook(
        path,
        out,
        parameters,
        kernel_name="python3",
        progress_bar=False,
        store_widget_state=False,
        cwd=path.parent,
    )


def _nbval(path: Path, workspace: Workspace) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "--nbval-lax", "-q", "-p", "no:cacheprovider", str(path)]
    surroundings = frozen_environment(workspace.path)
    return subprocess.run(command, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)


def _outputs(notebook: Any) -> list[dict[str, Any]]:
    return [out.get("data", {}) for cell in notebook.cells for out in cell.get("outputs", [])]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=label)
def test_committed_figures_hold(path: Path, workspace: Workspace) -> None:
    run = _nbval(path, workspace)
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize("path", NOTEBOOKS, ids=label)
def test_a_changed_figure_is_noticed(path: Path, workspace: Workspace, tmp_path: Path) -> None:
    notebook: Any = nbformat.read(path, as_version=4)
    checked = next(cell for cell in notebook.cells if cell.get("outputs"))
    data = checked.outputs[0]["data"]
    data["text/plain"] = re.sub(r"\d+$", lambda found: str(int(found[0]) + 1), data["text/plain"])
    nbformat.write(notebook, tmp_path / path.name)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--nbval-lax",
        "-q",
        "-p",
        "no:cacheprovider",
        str(tmp_path / path.name),
    ]
    run = subprocess.run(
        command, cwd=ROOT, env=frozen_environment(workspace.path), capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "1 failed" in run.stdout


@pytest.mark.parametrize("path", NOTEBOOKS, ids=label)
def test_a_month_that_is_not_closed_stops_with_words(
    path: Path, workspace: Workspace, tmp_path: Path
) -> None:
    with pytest.raises(PapermillExecutionError, match="1999-01 is not closed"):
        _run(path, tmp_path / "out.ipynb", workspace=str(workspace.path), month="1999-01", lang="en")


@pytest.mark.parametrize("name", ["20_tier_boundaries", "30_reclassification"])
def test_a_scenario_of_another_month_stops_with_words(
    name: str, workspace: Workspace, tmp_path: Path
) -> None:
    made = begin(workspace, load_policy("xinjiang-2008", MONTHS[2]), by=system_user(), title="Late")
    path = ROOT / "notebooks" / f"{name}.ipynb"
    asked = {"workspace": str(workspace.path), "month": MONTHS[1], "lang": "en", "scenario": made.id}
    with pytest.raises(PapermillExecutionError, match=f"'Late' is of {MONTHS[2]}, but the parameter month"):
        _run(path, tmp_path / "out.ipynb", **asked)


@pytest.fixture(scope="module")
def reports(workspace: Workspace) -> list[Path]:
    files, failures = make_reports(workspace, MONTHS[1])
    assert failures == []
    return [path.with_suffix(".html") for path in files]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("path", NOTEBOOKS, ids=label)
def test_runs_with_parameters_in_both_languages(path: Path, language: str, reports: list[Path]) -> None:
    page = next(one for one in reports if one.name == f"{path.stem}.{language}.html")
    done: Any = nbformat.read(page.with_suffix(".ipynb"), as_version=4)
    pictures = [data["text/html"] for data in _outputs(done) if 'class="tl ' in data.get("text/html", "")]
    assert len(pictures) >= 6
    assert all(f'lang="{"zh-CN" if language == "zh" else "en"}"' in picture for picture in pictures)
    assert any(MONTHS[1] in picture for picture in pictures)
    assert "widgets" not in done.metadata


def test_reports_hold_the_charts_and_load_nothing(reports: list[Path]) -> None:
    assert len(reports) == 2 * len(NOTEBOOKS)
    for path in reports:
        page = path.read_text(encoding="utf-8")
        assert LOADED.findall(page) == []
        assert "<svg" in page or "tl-matrix" in page
        assert "Pane(" not in page
