"""Every reason for which a row is refused: its code, its column, its message in both languages."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.tables.raw import quarantined, take, write_csv
from tierline.tables.faults import REASONS, Fault
from tierline.tables.intake import Intake

ACCOUNTS = (
    "account_id",
    "monthly_revenue",
    "employees",
    "industry",
    "revenue_growth",
    "competitor_share",
    "has_website",
    "opened_on",
    "manager_id",
    "area_id",
)
GOOD = {"account_id": "A1", "monthly_revenue": "100.50", "manager_id": "M1", "area_id": "65"}
OVERRIDE = {
    "account_id": "A0",
    "tier": "A1",
    "approver": "M1",
    "reason": "strategic",
    "from_date": "2026-10-01",
    "expires_on": "2027-09-30",
}


def taken(tmp_path: Path, table: str, *rows: dict[str, str]) -> tuple[Intake, list[dict[str, str]]]:
    """Take in good tables beside ``rows`` of ``table``; return the lines in its quarantine."""
    raw = tmp_path / "raw"
    tables = {
        "accounts": [{**GOOD, "account_id": "A0"}],
        "managers": [{"manager_id": "M1", "name": "张三", "team_id": "T1"}],
        "teams": [{"team_id": "T1", "leader_id": "M1"}],
        "areas": [{"area_id": "65", "name": "新疆"}],
        "overrides": [OVERRIDE],
    }
    tables[table] = [*tables[table], *rows]
    for name, lines in tables.items():
        names = (
            ACCOUNTS if name == "accounts" else tuple(dict.fromkeys(key for line in lines for key in line))
        )
        write_csv(raw / f"{name}.csv", [names, *([line.get(key, "") for key in names] for line in lines)])
    intake = take(raw)
    path = tmp_path / "quarantine" / f"{table}.csv"
    assert set(intake.quarantine_files) <= {table}
    return intake, quarantined(path) if path.exists() else []


@pytest.mark.parametrize(
    ("cells", "code", "column", "english", "chinese"),
    [
        ({"account_id": ""}, "missing_required", "account_id", "Account number is missing", "缺少集团编号"),
        ({"monthly_revenue": "　"}, "missing_required", "monthly_revenue", "is missing", "缺少月收入"),
        (
            {"monthly_revenue": "many"},
            "bad_type",
            "monthly_revenue",
            "'many' is not an amount",
            "“many”不是金额",
        ),
        ({"employees": "12.5"}, "bad_type", "employees", "'12.5' is not a whole number", "“12.5”不是整数"),
        ({"employees": "0x10"}, "bad_type", "employees", "'0x10' is not a whole", "“0x10”不是整数"),
        ({"has_website": "maybe"}, "bad_type", "has_website", "not yes or no", "不是是或否"),
        ({"opened_on": "2026-02-30"}, "bad_date", "opened_on", "'2026-02-30' is not a date", "不是日期"),
        ({"monthly_revenue": "NaN"}, "not_finite", "monthly_revenue", "not a finite", "不是有限的数值"),
        ({"monthly_revenue": "-inf"}, "not_finite", "monthly_revenue", "not a finite", "不是有限的数值"),
        ({"monthly_revenue": "-0.01"}, "negative", "monthly_revenue", "-0.01 is negative", "-0.01为负数"),
        ({"employees": "-1"}, "negative", "employees", "smallest value allowed is 0", "最小值为0"),
        ({"competitor_share": "101%"}, "out_of_range", "competitor_share", "Allowed: 0 to 1", "允许0至1"),
        (
            {"revenue_growth": "-1.01"},
            "out_of_range",
            "revenue_growth",
            "Allowed: -1 or more.",
            "允许-1及以上",
        ),
        (
            {"monthly_revenue": "2万亿"},
            "out_of_range",
            "monthly_revenue",
            "2万亿 is beyond what such a figure can be",
            "请核对位数和单位",
        ),
        ({"industry": "bank"}, "unknown_code", "industry", "'bank' is not one of", "“bank”不在允许的代码"),
        (
            {"opened_on": "2026-11-01"},
            "future_date",
            "opened_on",
            "after 2026-10-31",
            "晚于当月最后一天2026-10-31",
        ),
        (
            {"manager_id": "M9"},
            "unknown_reference",
            "manager_id",
            "'M9' does not exist in the table managers",
            "在客户经理表中不存在",
        ),
        (
            {"area_id": "66"},
            "unknown_reference",
            "area_id",
            "does not exist in the table areas",
            "在区域表中不存在",
        ),
    ],
)
def test_account(
    tmp_path: Path, cells: dict[str, str], code: str, column: str, english: str, chinese: str
) -> None:
    intake, (line,) = taken(tmp_path, "accounts", {**GOOD, **cells}, {**GOOD, "account_id": "A2"})
    assert (line["file"], line["row"]) == ("accounts.csv", "3")
    assert (line["column"], line["reason"]) == (column, code)
    assert english in line["message_en"]
    assert chinese in line["message_zh"]
    assert not re.search(r"[{}]", line["message_en"] + line["message_zh"])
    if cells.get(column, "").strip("　"):
        assert line["value"] in (
            cells[column],
            "'" + cells[column],
        )  # neutralised when it begins with a minus
    assert intake.tables["accounts"].column("account_id").to_pylist() == ["A0", "A2"]


@pytest.mark.parametrize(
    ("table", "row", "code", "column"),
    [
        ("managers", {"manager_id": "M2", "team_id": "T9"}, "unknown_reference", "team_id"),
        ("managers", {"manager_id": "", "team_id": "T1"}, "missing_required", "manager_id"),
        ("managers", {"manager_id": "M2", "role": "boss"}, "unknown_code", "role"),
        ("managers", {"manager_id": "M2", "hired_on": "2026-12-01"}, "future_date", "hired_on"),
        ("teams", {"team_id": "T2", "leader_id": "M9"}, "unknown_reference", "leader_id"),
        (
            "areas",
            {"area_id": "6501", "name": "乌鲁木齐", "parent_id": "64"},
            "unknown_reference",
            "parent_id",
        ),
        ("areas", {"area_id": "6501", "name": ""}, "missing_required", "name"),
        ("overrides", {**OVERRIDE, "account_id": "A9"}, "unknown_reference", "account_id"),
        (
            "overrides",
            {**OVERRIDE, "from_date": "2026-10-02", "approver": ""},
            "missing_required",
            "approver",
        ),
        (
            "overrides",
            {**OVERRIDE, "from_date": "2026-10-02", "reason": "未知"},
            "missing_required",
            "reason",
        ),
        (
            "overrides",
            {**OVERRIDE, "from_date": "2026-10-02", "expires_on": "2026-10-01"},
            "dates_reversed",
            "expires_on",
        ),
        (
            "overrides",
            {**OVERRIDE, "from_date": "2026-10-02", "expires_on": ""},
            "missing_required",
            "expires_on",
        ),
    ],
)
def test_other_tables(tmp_path: Path, table: str, row: dict[str, str], code: str, column: str) -> None:
    intake, (line,) = taken(tmp_path, table, row)
    assert (line["row"], line["reason"], line["column"]) == ("3", code, column)
    assert (intake.counts[table].read, intake.counts[table].accepted) == (2, 1)


def test_override_may_begin_and_end_in_the_future(tmp_path: Path) -> None:
    later = {**OVERRIDE, "from_date": "2027-01-01", "expires_on": "2027-01-01"}
    intake, lines = taken(tmp_path, "overrides", later)
    assert lines == []
    assert intake.counts["overrides"].accepted == 2


def test_identical_rows_keep_the_first(tmp_path: Path) -> None:
    # written differently, the same once read
    intake, lines = taken(tmp_path, "accounts", GOOD, {**GOOD, "monthly_revenue": "１００．５"}, GOOD)
    assert [(line["row"], line["reason"]) for line in lines] == [
        ("4", "duplicate_key"),
        ("5", "duplicate_key"),
    ]
    assert "row 3" in lines[0]["message_en"]
    assert "第3行" in lines[0]["message_zh"]
    assert intake.tables["accounts"].column("account_id").to_pylist() == ["A0", "A1"]


def test_conflicting_rows_are_all_refused(tmp_path: Path) -> None:
    intake, lines = taken(tmp_path, "accounts", GOOD, {**GOOD, "monthly_revenue": "7"}, GOOD)
    assert [(line["row"], line["reason"], line["value"]) for line in lines] == [
        ("3", "duplicate_key", "A1"),
        ("4", "duplicate_key", "A1"),
        ("5", "duplicate_key", "A1"),
    ]
    assert "differ" in lines[0]["message_en"]
    assert "内容不同" in lines[0]["message_zh"]
    assert intake.tables["accounts"].column("account_id").to_pylist() == ["A0"]


def test_row_refused_for_another_fault_is_no_duplicate(tmp_path: Path) -> None:
    intake, lines = taken(tmp_path, "accounts", {**GOOD, "employees": "x"}, GOOD)
    assert [(line["row"], line["reason"]) for line in lines] == [("3", "bad_type")]
    assert intake.counts["accounts"].accepted == 2


def test_key_of_two_columns(tmp_path: Path) -> None:
    second = {**OVERRIDE, "from_date": "2026-11-01"}
    intake, lines = taken(tmp_path, "overrides", second, {**second, "tier": "B1"})
    assert [line["row"] for line in lines] == ["3", "4"]
    assert lines[0]["value"] == "A0 2026-11-01"
    assert intake.counts["overrides"].accepted == 1


def test_fields_too_many_and_too_few(tmp_path: Path) -> None:
    text = "account_id,monthly_revenue\nA1,1\nA2\nA3,1,2\n\nA4,4\nA5,5,5,5\n"
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "accounts.csv").write_text(text, encoding="utf-8")
    intake = take(tmp_path / "raw")
    lines = quarantined(intake.quarantine_files["accounts"])
    assert [(line["row"], line["reason"], line["value"]) for line in lines] == [
        ("3", "too_few_fields", "A2"),
        ("4", "too_many_fields", "A3,1,2"),
        ("7", "too_many_fields", "A5,5,5,5"),
    ]
    assert "(4 against 2)" in lines[2]["message_en"]
    assert "多于表头" in lines[1]["message_zh"]
    assert (intake.counts["accounts"].read, intake.counts["accounts"].accepted) == (5, 2)


def test_row_with_several_faults_is_one_line_in_column_order(tmp_path: Path) -> None:
    bad = {**GOOD, "opened_on": "x", "employees": "-1", "account_id": ""}
    intake, (line,) = taken(tmp_path, "accounts", bad)
    assert line["column"] == "account_id | employees | opened_on"
    assert line["reason"] == "missing_required | negative | bad_date"
    assert line["value"] == " | -1 | x"
    assert intake.counts["accounts"].quarantined == 1


def test_quarantine_runs_no_formula(tmp_path: Path) -> None:
    _, lines = taken(
        tmp_path, "accounts", {**GOOD, "employees": '=HYPERLINK("x")'}, {**GOOD, "industry": "@x"}
    )
    assert [line["value"] for line in lines] == ['\'=HYPERLINK("x")', "'@x"]


def test_long_value_is_cut() -> None:
    assert len(Fault("too_few_fields", None, "x" * 1000, {"found": 1, "expected": 2}).shown) == 200


def test_reference_to_a_refused_row_stands(tmp_path: Path) -> None:
    """A slip in a manager's row must not refuse all accounts of that manager."""
    intake, (line,) = taken(tmp_path, "managers", {"manager_id": "M2", "team_id": "T1", "role": "boss"})
    assert line["reason"] == "unknown_code"
    write_csv(
        tmp_path / "raw" / "accounts.csv",
        [("account_id", "monthly_revenue", "manager_id"), ("A0", "1", "M1"), ("A5", "1", "M2")],
    )
    assert take(tmp_path / "raw").counts["accounts"].accepted == 2
    assert intake.counts["managers"].quarantined == 1


def test_without_managers_no_manager_is_asked_for(tmp_path: Path) -> None:
    write_csv(
        tmp_path / "raw/accounts.csv", [("account_id", "monthly_revenue", "manager_id"), ("A", "1", "M9")]
    )
    intake = take(tmp_path / "raw")
    assert intake.counts["accounts"].accepted == 1
    assert intake.tables["managers"].num_rows == 0
    assert set(intake.counts) == {"accounts"}


def test_every_reason_renders_in_both_languages() -> None:
    from tierline.tables.registry import table_spec

    places = dict.fromkeys(("limit", "other", "table", "first", "key", "found", "expected"), "?")
    column = table_spec("accounts").column("industry")
    for kind in REASONS:
        fault = Fault(kind, column, "v", places)
        assert fault.render("en") != fault.render("zh")
        assert re.search(r"[\u4e00-\u9fff]", fault.render("zh"))
