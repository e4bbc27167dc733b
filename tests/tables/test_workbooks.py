"""Workbooks: cells, sheets, and templates from blank to taken in."""

from __future__ import annotations

import datetime
from pathlib import Path

import openpyxl
import pytest

from tests.tables.raw import quarantined, take, write_sheets
from tierline.errors import BadInputError, UsageError
from tierline.tables.registry import TABLES, ColumnSpec, table_spec
from tierline.tables.template import write_template


def test_cells_of_every_kind(tmp_path: Path) -> None:
    header = (
        "account_id",
        "name",
        "monthly_revenue",
        "employees",
        "has_website",
        "opened_on",
        "revenue_growth",
    )
    rows = [
        header,
        (1001, "甲", 1200.5, 12.0, True, datetime.date(2020, 1, 5), 0.12),
        ("A2", None, "1.2万", "１２", "否", "2020年1月5日", "12%"),
        (),
        ("A3", "=1+1", "=1+1", 1.5, None, datetime.datetime.fromisoformat("2020-01-05T13:30"), None),
    ]
    write_sheets(tmp_path / "raw/accounts.xlsx", {"Sheet1": rows})
    intake = take(tmp_path / "raw")
    assert [list(row.values()) for row in intake.tables["accounts"].select(header).to_pylist()] == [
        ["1001", "甲", 1200.5, 12, True, datetime.date(2020, 1, 5), 0.12],
        ["A2", None, 12000, 12, False, datetime.date(2020, 1, 5), 0.12],
    ]
    (line,) = quarantined(intake.quarantine_files["accounts"])
    assert (line["row"], line["column"]) == ("5", "name | employees | monthly_revenue")
    assert line["reason"] == "formula | bad_type | formula"
    assert "Paste its value" in line["message_en"]
    assert "单元格是公式" in line["message_zh"]
    assert intake.counts["accounts"].read == 3


def test_error_cells_and_cells_beyond_the_header(tmp_path: Path) -> None:
    rows = [("account_id", "monthly_revenue"), ("A1", 1), ("A2", "#N/A"), ("A3", 3, None, "note")]
    path = write_sheets(tmp_path / "raw/accounts.xlsx", {"accounts": rows})
    book = openpyxl.load_workbook(path)
    assert book["accounts"]["B3"].data_type == "e"
    intake = take(tmp_path / "raw")
    lines = quarantined(intake.quarantine_files["accounts"])
    assert [(line["row"], line["reason"]) for line in lines] == [
        ("3", "cell_error"),
        ("4", "too_many_fields"),
    ]
    assert intake.counts["accounts"].accepted == 1


def test_which_sheet(tmp_path: Path) -> None:
    header, path = ("account_id", "monthly_revenue"), tmp_path / "raw/accounts.xlsx"
    for name in ("accounts", "集团客户", " Accounts "):
        write_sheets(path, {"notes": [("x",)], name: [header, ("A", 1)], "more": []})
        assert take(tmp_path / "raw").counts["accounts"].accepted == 1
    write_sheets(path, {"one": [header], "two": [header]})
    with pytest.raises(BadInputError, match=r"has the sheets one, two\. Name the one to be read 'accounts'"):
        take(tmp_path / "raw")
    write_sheets(path, {"accounts": [(None, None), ("account_id", "monthly_revenue")]})
    with pytest.raises(BadInputError, match="the first row is empty"):
        take(tmp_path / "raw")


def filled(column: ColumnSpec, language: str) -> object:
    """Return what a person would enter."""
    if column.codes is not None:
        return next(iter(column.codes.values()))[language]
    if column.dtype == "flag":
        return "是" if language == "zh" else "yes"
    if column.dtype == "date":
        return datetime.date(2026, 10, 1)
    if column.dtype in ("text", "code"):
        return "x1"
    return 1


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("table", TABLES)
def test_template_filled_in_is_accepted(tmp_path: Path, table: str, language: str) -> None:
    spec = table_spec(table)
    (tmp_path / "raw").mkdir()
    path = write_template(table, tmp_path / "raw" / f"{table}.xlsx", language)
    book = openpyxl.load_workbook(path)
    sheet = book[table]
    headers = [cell.value for cell in sheet[1]]
    assert len(headers) == len(spec.columns)
    for header, column in zip(headers, spec.columns, strict=True):
        assert column.name in header
        assert column.zh in header
        assert ("*" in header) == column.required
    for number, column in enumerate(spec.columns, start=1):
        sheet.cell(row=2, column=number).value = filled(column, language)
    book.save(path)
    if table != "accounts":
        write_sheets(tmp_path / "raw/accounts.xlsx", {"a": [("account_id", "monthly_revenue"), ("x1", 1)]})
    for other in ("managers", "teams", "areas"):
        key = table_spec(other).required
        if other != table:
            write_sheets(tmp_path / f"raw/{other}.xlsx", {"a": [key, ("x1",) * len(key)]})
    intake = take(tmp_path / "raw")
    assert intake.quarantine_files == {}
    row = intake.tables[table].to_pylist()[0]
    assert None not in row.values()
    for column in spec.columns:
        if column.codes is not None:
            assert row[column.name] == next(iter(column.codes))


def test_template_helps_to_fill_in(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write_template("accounts", tmp_path / "t.xlsx", "zh"))
    assert book.sheetnames == ["accounts", "填写说明", "代码表"]
    sheet = book["accounts"]
    places = {column.name: number for number, column in enumerate(table_spec("accounts").columns)}
    rules = {}
    for rule in sheet.data_validations.dataValidation:
        for cells in rule.sqref.ranges:
            rules[cells.min_col - 1] = rule
    industry = rules[places["industry"]]
    assert industry.type == "list"
    area = book["代码表"][industry.formula1.split("!")[1].replace("$", "")]
    assert [cell.value for (cell,) in area] == [
        titles["zh"] for titles in table_spec("accounts").column("industry").codes.values()
    ]
    assert rules[places["employees"]].type == "whole"
    assert rules[places["opened_on"]].type == "date"
    assert rules[places["has_website"]].formula1 == '"是,否"'
    letter = openpyxl.utils.get_column_letter(places["opened_on"] + 1)
    assert sheet.column_dimensions[letter].width > 10
    meanings = [[cell.value for cell in row] for row in book["填写说明"].iter_rows(min_row=2)]
    assert [row[1] for row in meanings] == list(table_spec("accounts").names)
    revenue = meanings[places["monthly_revenue"]]
    assert revenue[4:6] == ["金额 (元)", "必填"]


def test_workbook_of_all_tables(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    path = write_template("all", tmp_path / "raw/tables.xlsx", "zh")
    book = openpyxl.load_workbook(path)
    assert book.sheetnames[: len(TABLES)] == list(TABLES)
    names = table_spec("accounts").names
    for name, value in {"account_id": "A1", "monthly_revenue": 5, "manager_id": "M1"}.items():
        book["accounts"].cell(row=2, column=names.index(name) + 1).value = value
    book.save(path)
    intake = take(tmp_path / "raw")
    # the sheet of managers was left blank: that is no table in which M1 is missing
    assert set(intake.counts) == {"accounts"}
    assert intake.tables["accounts"].column("account_id").to_pylist() == ["A1"]
    write_sheets(tmp_path / "raw/accounts.xlsx", {"a": [("account_id", "monthly_revenue"), ("A1", 1)]})
    with pytest.raises(BadInputError, match="two files for the table accounts"):
        take(tmp_path / "raw")


@pytest.mark.parametrize(
    ("table", "name", "words"),
    [
        ("all", "t.csv", "end in .xlsx"),
        ("customers", "t.xlsx", "No table"),
        ("all", "no/t.xlsx", "no such folder"),
    ],
)
def test_template_refused(tmp_path: Path, table: str, name: str, words: str) -> None:
    with pytest.raises((BadInputError, UsageError), match=words):
        write_template(table, tmp_path / name)
    assert list(tmp_path.iterdir()) == []
