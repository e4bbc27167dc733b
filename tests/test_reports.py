"""Reports: one page each, asking no other server; a bad one is named and stops nothing."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

import tierline
from tests.months import raw_months
from tierline import reports
from tierline.cli import main
from tierline.monthly import run_month
from tierline.store.verification import verify
from tierline.store.workspace import Workspace

OUTSIDE = re.compile(r"""(?:src|href)\s*=\s*["']?(?:https?:)?//|@import|url\(["']?https?:""")


def _write(folder: Path, name: str, *cells: str) -> Path:
    parameters = new_code_cell('workspace = ""\nmonth = ""\nlang = "en"', metadata={"tags": ["parameters"]})
    record = new_code_cell("print('for the record')", metadata={"tags": ["figures"]})
    body = [*map(new_code_cell, cells), record]
    notebook = new_notebook(cells=[new_markdown_cell("# Title"), parameters, *body])
    path = folder / f"{name}.ipynb"
    nbformat.write(notebook, path)
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = raw_months(tmp_path_factory.mktemp("reports") / "work")
    tierline.run_month(place, "2026-08")
    return place


@pytest.fixture
def two(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A notebook that works, with a chart by its data alone, and one that does not."""
    figure = '{"data": [{"type": "bar", "y": [1, 2], "name": "</script>"}], "layout": {}}'
    made = [
        _write(tmp_path, "01_bad", "raise ValueError('no such thing')"),
        _write(
            tmp_path,
            "02_good",
            "print('said', month, lang, workspace)",
            "from IPython.display import display\n"
            f"display({{'application/vnd.plotly.v1+json': {figure}}}, raw=True)",
        ),
    ]
    monkeypatch.setattr(reports, "notebooks", lambda: made)
    monkeypatch.setattr(reports, "LANGUAGES", ("zh",))
    return made


def test_a_report_is_one_page_and_a_failure_is_named(folder: Path, two: list[Path]) -> None:
    run = run_month(folder, "2026-08", reports=True)
    assert run.status == "same"
    assert [path.name for path in run.reports] == ["02_good.zh.html"]
    assert [failed.render("en") for failed in run.failed_reports] == [
        "01_bad.zh: the report could not be made: ValueError: no such thing"
    ]
    page = run.reports[0].read_text(encoding="utf-8")
    assert f"said 2026-08 zh {folder}" in page
    assert 'Plotly.newPlot("plot-1"' in page
    assert 'name": "<\\/script>' in page
    assert not OUTSIDE.search(re.sub(r"<script>.*?</script>", "", page, flags=re.DOTALL))
    executed = nbformat.read(run.reports[0].with_suffix(".ipynb"), as_version=4)
    assert "widgets" not in executed.metadata
    assert executed.cells[-1].outputs[0].text.strip() == "for the record"
    assert "for the record" not in page
    assert sorted(path.name for path in (folder / "reports" / "month=2026-08").iterdir()) == [
        "02_good.zh.html",
        "02_good.zh.ipynb",
    ]
    assert verify(Workspace.open(folder)) == []


def test_the_command_says_so_and_leaves_with_3(
    folder: Path, two: list[Path], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reports, "notebooks", lambda: two[:1])
    with pytest.raises(SystemExit) as stop:
        main(["monthly", "--workspace", str(folder), "--month", "2026-08"])
    assert stop.value.code == 3
    said = capsys.readouterr()
    assert "2026-08 is already closed" in said.out
    assert "01_bad.zh" in said.err
    assert "Reports that could not be made: 1." in said.err


def test_checked_figures_are_for_the_record_only() -> None:
    for notebook in reports.notebooks():
        for cell in nbformat.read(notebook, as_version=4).cells:
            checked = "NBVAL_CHECK_OUTPUT" in cell.source
            assert checked == ("figures" in cell.metadata.get("tags", [])), cell.id


def test_the_suite_has_notebooks_for_reports() -> None:
    assert "10_intake_and_scoring" in [path.stem for path in reports.notebooks()]


def test_two_at_once_do_not_hear_each_other(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sockets with the same names in one folder made two runs' kernels answer each other."""
    made = [
        _write(tmp_path, f"0{number}", "import time\ntime.sleep(1)", f"print({number})") for number in (1, 2)
    ]
    workspace = Workspace.open(folder)
    with ThreadPoolExecutor(2) as pool:
        begun = [
            pool.submit(reports._make, path, workspace, "2026-08", "en", tmp_path / f"out-{path.stem}")
            for path in made
        ]
        pages = [each.result().read_text(encoding="utf-8") for each in begun]
    assert ["<pre>1" in page for page in pages] == [True, False]
    assert not list(tmp_path.glob("kernel-*"))
