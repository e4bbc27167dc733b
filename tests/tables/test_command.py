"""``tierline tables``: the data dictionary and the blank workbooks from the command line."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest

from tierline.cli import main
from tierline.tables.registry import TABLES, table_spec


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    """Return exit code, output and errors of a command."""
    try:
        main(list(arguments))
        code = 0
    except SystemExit as stop:
        code = int(stop.code or 0)
    output = capsys.readouterr()
    return code, output.out, output.err


def test_show_all(capsys: pytest.CaptureFixture[str]) -> None:
    code, output, _ = run(capsys, "tables", "show")
    assert code == 0
    assert [line.split()[0] for line in output.splitlines()] == list(TABLES)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", ["Monthly revenue", "money (yuan)", "required", "≥ 0", "XJ-2"]),
        ("zh", ["月收入", "金额 (元)", "必填", "当月来自该客户的收入"]),
    ],
)
def test_show_table(capsys: pytest.CaptureFixture[str], language: str, words: list[str]) -> None:
    code, output, _ = run(capsys, "tables", "show", "accounts", "--lang", language)
    assert code == 0
    block = next(block for block in output.split("\n\n") if block.startswith("monthly_revenue"))
    for word in words:
        assert word in block
    assert all(f"\n{column.name}  " in output for column in table_spec("accounts").columns)
    # the language of the whole command counts too
    assert run(capsys, "--lang", language, "tables", "show", "accounts")[1] == output


def test_show_json(capsys: pytest.CaptureFixture[str]) -> None:
    data = json.loads(run(capsys, "tables", "show", "overrides", "--json")[1])
    assert data["key"] == ["account_id", "from_date"]
    last = data["columns"][-1]
    assert (last["name"], last["dtype"], last["required"], last["not_before"]) == (
        "expires_on",
        "date",
        True,
        "from_date",
    )
    assert last["title"] == {"en": "Expires on", "zh": "到期日期"}
    assert [table["table"] for table in json.loads(run(capsys, "tables", "show", "--json")[1])] == list(
        TABLES
    )


def test_template(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "blank.xlsx"
    code, output, _ = run(capsys, "tables", "template", "managers", "--out", str(out), "--lang", "zh")
    assert (code, output.strip()) == (0, str(out))
    assert openpyxl.load_workbook(out)["managers"]["A1"].value == "客户经理编号 *\nmanager_id"


def test_template_replaces_nothing_unasked(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    out = tmp_path / "filled.xlsx"
    out.write_bytes(b"rows filled in")
    words = ("tables", "template", "managers", "--out", str(out))
    code, _, errors = run(capsys, *words)
    assert (code, out.read_bytes()) == (2, b"rows filled in")
    assert "--force" in errors
    assert run(capsys, *words, "--force")[0] == 0
    assert "managers" in openpyxl.load_workbook(out).sheetnames


def test_template_where_nothing_can_be_written(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    # a name that no file system takes fails for every user, as a closed folder does not for root
    code, _, errors = run(capsys, "tables", "template", "teams", "--out", str(tmp_path / f"{'n' * 245}.xlsx"))
    assert code == 3
    assert "cannot be written" in errors
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (("show", "customers"), 3, "No table is called 'customers'"),
        (("template", "accounts"), 2, "--out"),
        (("template", "accounts", "--out", "x.csv"), 2, "end in .xlsx"),
        (("template", "customers", "--out", "x.xlsx"), 2, "There is no table 'customers'"),
        (("template", "accounts", "--out", "no/x.xlsx"), 3, "there is no such folder"),
    ],
)
def test_refused(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], code: int, words: str
) -> None:
    found, _, errors = run(capsys, "tables", *arguments)
    assert found == code
    assert words in errors


def test_showing_tables_loads_nothing_heavy() -> None:
    code = (
        "import sys; from tierline.cli import main; main(['tables', 'show', 'accounts'])\n"
        "print({'numba', 'pandas', 'plotly', 'pyarrow', 'numpy'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "set()"
