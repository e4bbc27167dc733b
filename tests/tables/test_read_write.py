"""One table from one file and back, in every kind of file."""

from __future__ import annotations

import datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.tables.raw import write_csv
from tierline.errors import BadInputError
from tierline.tables import write
from tierline.tables.read import read_table
from tierline.tables.registry import arrow_schema
from tierline.tables.write import write_table

RISKY = ["=1+1", "+86 139", "-x", "@SUM(A1)", "\t=1", "'tis", "甲", None]


def sample() -> pa.Table:
    """Return a table with every dtype and text that a spreadsheet might run."""
    count = len(RISKY)
    return pa.table(
        {
            "account_id": [f"A{number}" for number in range(count)],
            "name": RISKY,
            "industry": pa.array(["finance", None] * (count // 2)).dictionary_encode(),
            "employees": [None, *range(1, count)],
            "monthly_revenue": [round(0.1 * number, 2) for number in range(count)],
            "has_website": [True, False, None, True] * (count // 4),
            "opened_on": [datetime.date(2020, 2, 29), None] * (count // 2),
        }
    )


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_round_trip(tmp_path: Path, suffix: str) -> None:
    path = write_table(sample(), tmp_path / f"accounts{suffix}")
    table = read_table(path, month="2026-10")
    assert table.schema == arrow_schema("accounts")
    expected = sample().to_pydict()
    if suffix == ".parquet":
        expected["name"][4] = "=1"  # blanks at the ends are dropped; elsewhere the apostrophe guards the tab
    assert table.select(list(expected)).to_pydict() == expected
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_no_cell_is_a_formula(tmp_path: Path, suffix: str) -> None:
    path = write_table(sample(), tmp_path / f"out{suffix}")
    if suffix == ".csv":
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        names = list(pd.read_csv(path)["name"][:5])
    else:
        sheet = openpyxl.load_workbook(path).active
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "b", "d"}
        names = [sheet.cell(row=row, column=2).value for row in range(2, 7)]
    assert names == ["'" + text for text in RISKY[:5]]


def test_parquet_types_that_fit_nearly(tmp_path: Path) -> None:
    table = pa.table(
        {
            "account_id": pa.array([1, 2, 3]),
            "name": pa.array(["x", None, "y"], pa.large_string()),
            "monthly_revenue": pa.array([Decimal("1.50"), Decimal(0), None], pa.decimal128(12, 2)).fill_null(
                0
            ),
            "ict_revenue": pa.array([1.5, -0.0, None], pa.float32()),
            "employees": pa.array([12.0, 3.0, None]),
            "computers": pa.array([1, 2, None], pa.uint8()),
            "has_website": pa.array([1, 0, None]),
            "opened_on": pa.array(
                [
                    datetime.datetime.fromisoformat("2020-01-05T23:59"),
                    datetime.datetime.fromisoformat("1969-12-31T01:00"),
                    None,
                ]
            ),
            "revenue_growth": pa.array(["12%", "0.5", None]),
            "area_id": pa.array([65.0, 6501.0, None]),
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    rows = read_table(tmp_path / "a.parquet").select(table.column_names).to_pylist()
    assert [list(row.values()) for row in rows] == [
        ["1", "x", 1.5, 1.5, 12, 1, True, datetime.date(2020, 1, 5), 0.12, "65"],
        ["2", None, 0, 0, 3, 2, False, datetime.date(1969, 12, 31), 0.5, "6501"],
        ["3", "y", 0, None, None, None, None, None, None, None],
    ]


def test_parquet_of_pandas(tmp_path: Path) -> None:
    frame = pd.DataFrame(
        {"account_id": ["A", "B"], "monthly_revenue": [1.0, 2.0], "industry": ["金融", None]}
    )
    frame["industry"] = frame["industry"].astype("category")
    frame.to_parquet(tmp_path / "a.parquet")
    assert read_table(tmp_path / "a.parquet").column("industry").to_pylist() == ["finance", None]


@pytest.mark.parametrize(
    ("column", "values", "code"),
    [
        ("monthly_revenue", [1.0, float("nan")], "not a finite number"),
        ("monthly_revenue", [1.0, float("inf")], "not a finite number"),
        ("monthly_revenue", [1.0, -1.0], "is negative"),
        ("employees", [1.0, 12.5], "'12.5' is not a whole number"),
        ("employees", [True, False], "'true' is not a whole number"),
        ("employees", [1, 2**62], "beyond what such a figure can be"),
        ("opened_on", [datetime.date(2020, 1, 1), datetime.date(1, 1, 1)], "'0001-01-01' is not a date"),
    ],
)
def test_parquet_values_refused(tmp_path: Path, column: str, values: list[object], code: str) -> None:
    data = {"account_id": ["A", "B"], "monthly_revenue": [1.0, 2.0], column: values}
    pq.write_table(pa.table(data), tmp_path / "a.parquet")
    with pytest.raises(BadInputError, match=code):
        read_table(tmp_path / "a.parquet")


def test_bad_rows_are_told(tmp_path: Path) -> None:
    rows = [("account_id", "monthly_revenue"), *((f"A{number}", "-1") for number in range(9)), ("B", "1")]
    path = write_csv(tmp_path / "in.csv", rows)
    with pytest.raises(BadInputError) as caught:
        read_table(path)
    english, chinese = caught.value.render("en"), caught.value.render("zh")
    assert english.startswith(f"{path}: 9 of 10 rows cannot be used.")
    where = "(account_id A0, monthly_revenue)"
    assert f"\n  row 2 {where}: Monthly revenue: -1 is negative. The smallest value allowed is 0." in english
    assert english.count("\n  row ") == 5
    assert "\n  第2行（account_id A0, monthly_revenue）：月收入：-1为负数，允许的最小值为0。" in chinese


def test_month_limits_dates_only_when_given(tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv", [("account_id", "monthly_revenue", "updated_on"), ("A", "1", "2026-11-01")]
    )
    assert read_table(path).num_rows == 1
    with pytest.raises(BadInputError, match="lies after 2026-10-31"):
        read_table(path, month="2026-10")


def test_header_alone_is_an_empty_table(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("account_id,monthly_revenue", encoding="utf-8")
    assert read_table(path).equals(arrow_schema("accounts").empty_table())


@pytest.mark.parametrize("name", ["none.csv", "x.txt"])
def test_read_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "x.txt").touch()
    with pytest.raises(BadInputError, match=r"no such file|are not read"):
        read_table(tmp_path / name)


def test_write_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadInputError, match=r"'.txt' are not written. Use one of: .parquet, .csv, .xlsx"):
        write_table(sample(), tmp_path / "out.txt")
    with pytest.raises(BadInputError, match="no such folder"):
        write_table(sample(), tmp_path / "none" / "out.csv")
    monkeypatch.setattr(write, "_XLSX_ROWS", len(RISKY))
    with pytest.raises(BadInputError, match="8 rows do not fit"):
        write_table(sample(), tmp_path / "out.xlsx")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("suffix", [".csv", ".xlsx", ".parquet"])
def test_nothing_half_written(tmp_path: Path, suffix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_table(sample(), tmp_path / f"out{suffix}")
    before = path.read_bytes()

    def full_disk(_table: pa.Table, aside: Path) -> None:
        aside.write_bytes(b"half")
        raise OSError(28, "No space left on device")

    monkeypatch.setitem(write._WRITERS, suffix, full_disk)
    with pytest.raises(BadInputError, match="the disk is full"):
        write_table(sample(), path)
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
