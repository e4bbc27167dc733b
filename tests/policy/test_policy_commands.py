"""``tierline policy list | show | check | diff``: what they print, and how they leave."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

from tests.policy.cases import POLICIES
from tierline.cli import main
from tierline.policy.load import policy_ids, policy_path
from tierline.policy.show import value_text

DATED = str(POLICIES / "dated.toml")
SMALL = POLICIES / "small.toml"


def run(*arguments: str) -> int:
    try:
        main(["policy", *arguments])
    except SystemExit as left:
        return int(left.code or 0)
    return 0


def changed(folder: Path, old: str, new: str) -> str:
    text = SMALL.read_text(encoding="utf-8")
    assert old in text
    path = folder / "changed.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return str(path)


def test_list_names_every_policy_with_its_tiers(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list") == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == policy_ids(None)
    assert any("A1 > A2 > B1 > B2 > C" in line for line in lines)


def test_list_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("list", "--json") == 0
    assert [row["id"] for row in json.loads(capsys.readouterr().out)] == policy_ids(None)


@pytest.mark.parametrize("policy", policy_ids(None))
def test_show_prints_every_parameter_with_reference_and_source(
    policy: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("show", policy, "--month", "2026-10", "--json") == 0
    data = json.loads(capsys.readouterr().out)
    assert run("show", policy, "--month", "2026-10") == 0
    text = capsys.readouterr().out
    assert len(data["parameters"]) > 5
    for parameter in data["parameters"]:
        (line, *_more) = [line for line in text.splitlines() if f" {parameter['id']} " in line]
        assert parameter["reference"] in line
        assert parameter["since"] in line
        assert ("source document" if parameter["source"] == "seed" else "default") in line
    assert data["sha256"] in text
    assert "belongs to the upper" in text, "the convention is printed"


@pytest.mark.parametrize(("month", "edge"), [("2022-04", "80"), ("2022-05", "100")])
def test_show_prints_what_holds_in_the_month(
    month: str, edge: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("show", DATED, "--month", month) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "spend.scale" in line]
    assert f">={edge}: 30" in line
    assert month[:4] in line or "2008-01-01" in line


def test_show_speaks_chinese(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["--lang", "zh", "policy", "show", "xinjiang-2008", "--month", "2026-10"])
        raise SystemExit(0)
    text = capsys.readouterr().out
    main(["--lang", "en", "version"])
    assert left.value.code in (0, None)
    assert "高值客户" in text
    assert "High-value customer" not in text


def test_check_passes_every_shipped_policy(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("check", *policy_ids(None)) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(policy_ids(None))


def test_check_tells_the_faults_of_all_files_at_once(capsys: pytest.CaptureFixture[str]) -> None:
    bad = [str(POLICIES / "bad" / f"{name}.toml") for name in ("weights_to_90", "op_unknown")]
    assert run("check", str(SMALL), *bad) == 3
    told = capsys.readouterr()
    assert "small.toml" in told.out
    assert "weights_to_90.toml" in told.err
    assert "op_unknown.toml" in told.err
    assert "Traceback" not in told.err


def test_two_faults_in_one_file_are_told_together(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = Path(changed(tmp_path, "value = 60.00", "value = 61.001"))
    bad.write_text(bad.read_text(encoding="utf-8").replace('op = "in"', 'op = "within"'), encoding="utf-8")
    assert run("check", str(bad)) == 3
    told = capsys.readouterr().err
    assert "61.001" in told
    assert "within" in told


@pytest.mark.parametrize(
    "arguments",
    [["show"], ["diff", "xinjiang-2008"], ["check"], ["paint"], ["show", "xinjiang-2008", "--week", "1"]],
)
def test_a_command_put_wrongly_leaves_with_2(arguments: list[str]) -> None:
    assert run(*arguments) == 2


@pytest.mark.parametrize(
    "arguments",
    [["show", "nothing-such"], ["diff", "xinjiang-2008", "nothing-such"], ["check", "nothing-such"]],
)
def test_a_policy_that_is_not_there_leaves_with_3(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(*arguments) == 3
    assert "nothing-such" in capsys.readouterr().err


def test_diff_of_a_policy_with_itself_is_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("diff", str(SMALL), str(SMALL), "--month", "2026-10", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    ("old", "new", "place", "values"),
    [
        ("value = 50.00", "value = 55.50", "top.line", ("50.00", "55.50")),
        ("edges = [1000, 5000]", "edges = [1000, 6000]", "revenue.scale", ("5000", "6000")),
        ('value = "skip"', "value = 20", "tenure.missing", ("skip", "20")),
        ("value = 2 }", "value = 3 }", "hysteresis.months", ("2", "3")),
        ('["government", "media"]', '["government"]', "lists.bodies", ("government, media", "government")),
        ('effect = "floor"', 'effect = "fix"', "rule public_body", ("floor", "fix")),
        ('value = "@bodies"', 'value = ["media"]', "rule public_body", ("@bodies", "media")),
    ],
)
def test_diff_names_the_one_figure_that_differs(
    old: str, new: str, place: str, values: tuple[str, str],
    tmp_path: Path, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    assert run("diff", str(SMALL), changed(tmp_path, old, new), "--month", "2026-10", "--json") == 0
    (difference,) = json.loads(capsys.readouterr().out)
    assert difference["id"] == place
    assert values[0] in difference["before"]
    assert values[1] in difference["after"]


def test_diff_of_two_months_of_one_policy(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("diff", DATED, DATED, "--month", "2022-04", "--month-b", "2022-05") == 0
    text = capsys.readouterr().out
    assert "spend.scale" in text
    assert ">=80: 30" in text
    assert ">=100: 30" in text
    assert "level.scale" not in text


def test_a_changed_title_is_no_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = changed(tmp_path, 'en = "Monthly revenue"', 'en = "Revenue a month"')
    assert run("diff", str(SMALL), other, "--month", "2026-10", "--json") == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    ("value", "said"),
    [
        (
            {"edges": [Decimal("5500.0"), Decimal(10000)], "points": [0, Decimal("65.5"), 80]},
            "<5500: 0.0; >=5500: 65.5; >=10000: 80.0",
        ),
        ({"x": [Decimal("-0.50"), 1], "y": [0, Decimal("12.25")]}, "-0.5: 0.00; 1.0: 12.25"),
        ({"A": 2, "C": Decimal("0.20")}, "A: 2.0; C: 0.2"),
        ({"A": Decimal("1.50"), "C": Decimal("1.00")}, "A: 1.50; C: 1.00"),  # alike as it is written
        ({"true": 100, "false": "skip"}, "true: 100; false: skip"),
        ([True, 1], "true, 1"),
        ([], ""),
    ],
)
def test_figures_of_one_list_are_written_alike(value: object, said: str) -> None:
    assert value_text(value) == said


def test_points_and_per_cent_have_two_decimals_wherever_they_stand(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = policy_path("xinjiang-2008").read_text(encoding="utf-8")
    path = tmp_path / "changed.toml"
    path.write_text(text.replace("value = 80.00 }", "value = 72 }", 1), encoding="utf-8")
    assert run("show", str(path), "--month", "2026-10") == 0
    line = next(each for each in capsys.readouterr().out.splitlines() if "A1.line" in each)
    assert " 72.00 " in line
