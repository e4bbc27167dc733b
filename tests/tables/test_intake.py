"""Intake of a whole month: what was read is accepted or quarantined, whatever came in."""

from __future__ import annotations

import random
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.tables.raw import quarantined, take, write_csv, write_sheets
from tierline.tables.intake import Intake
from tierline.tables.registry import TABLES, arrow_schema, table_spec

CELLS = st.sampled_from(
    [
        "",
        "A1",
        "A2",
        "1",
        "-1",
        "1.5",
        "1.2万",
        "nan",
        "金融",
        "it",
        "是",
        "2026-10-01",
        "2027年1月1日",
        "无",
        "M1",
        "'=1",
        "甲\n乙",
    ]
)
COLUMNS = ("account_id", "monthly_revenue", "employees", "industry", "has_website", "opened_on", "manager_id")
ROWS = st.lists(st.lists(CELLS, min_size=7, max_size=7), min_size=1, max_size=12)


def check(intake: Intake, folder: Path) -> None:
    """Hold counts, tables and quarantine files against each other."""
    for table, count in intake.counts.items():
        assert count.read == count.accepted + count.quarantined
        assert intake.tables[table].num_rows == count.accepted
        assert intake.tables[table].schema == arrow_schema(table)
        path = folder / f"{table}.csv"
        lines = quarantined(path) if path.exists() else []
        assert len(lines) == count.quarantined
        assert len({line["row"] for line in lines}) == count.quarantined
        for line in lines:
            assert line["reason"]
            assert line["message_en"]
            assert line["message_zh"]
        key = table_spec(table).key
        keys = list(zip(*(intake.tables[table].column(name).to_pylist() for name in key), strict=True))
        assert len(set(keys)) == len(keys)
        for name in table_spec(table).required:
            assert intake.tables[table].column(name).null_count == 0


@given(ROWS, st.sampled_from(["csv", "xlsx", "parquet"]), st.booleans())
@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
def test_accepted_and_quarantined_are_read(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]], kind: str, managers: bool
) -> None:
    folder = tmp_path_factory.mktemp("month")
    path = folder / f"raw/accounts.{kind}"
    if kind == "csv":
        write_csv(path, [COLUMNS, *rows])
    elif kind == "xlsx":
        write_sheets(path, {"accounts": [COLUMNS, *rows]})
    else:
        path.parent.mkdir()
        columns = zip(*rows, strict=True)
        pq.write_table(pa.table(dict(zip(COLUMNS, map(list, columns), strict=True))), path)
    if managers:
        write_csv(folder / "raw/managers.csv", [("manager_id",), ("M1",)])
    if kind != "parquet" and not any(cell for row in rows for cell in row):
        return  # nothing but blank rows: refused as a file without rows
    intake = take(folder / "raw")
    check(intake, folder / "quarantine")
    filled = [row for row in rows if kind == "parquet" or any(row)]
    assert intake.counts["accounts"].read == len(filled)


@given(st.lists(st.lists(CELLS, max_size=4).map(",".join), min_size=1, max_size=12))
def test_ragged_rows_are_all_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("month")
    (folder / "raw").mkdir()
    lines = [line.replace("\n", " ") for line in lines]
    text = "account_id,monthly_revenue\nA0,1\n" + "".join(f"{line}\n" for line in lines)
    (folder / "raw/accounts.csv").write_text(text, encoding="utf-8")
    intake = take(folder / "raw")
    check(intake, folder / "quarantine")
    assert intake.counts["accounts"].read == 1 + sum(line not in ("", ",") for line in lines)


def test_same_rows_from_every_kind_of_file(tmp_path: Path) -> None:
    rows = [("A1", "100.5", "3", "finance", "true", "2020-01-05", "M1"), ("A2", "x", "", "", "", "", "")]
    tables = []
    for kind in ("csv", "xlsx", "parquet"):
        raw = tmp_path / kind / "raw"
        raw.mkdir(parents=True)
        if kind == "csv":
            write_csv(raw / "accounts.csv", [COLUMNS, *rows])
        elif kind == "xlsx":
            write_sheets(raw / "accounts.xlsx", {"accounts": [COLUMNS, *rows]})
        else:
            columns = dict(zip(COLUMNS, map(list, zip(*rows, strict=True)), strict=True))
            pq.write_table(pa.table(columns), raw / "accounts.parquet")
        intake = take(raw)
        tables.append(intake.tables["accounts"])
        (line,) = quarantined(intake.quarantine_files["accounts"])
        assert line["row"] == ("2" if kind == "parquet" else "3"), "a Parquet file has no heading to count"
        assert line["reason"] == "bad_type"
    assert tables[0].equals(tables[1])
    assert tables[0].equals(tables[2])


def test_many_batches_keep_rows_and_numbers(tmp_path: Path) -> None:
    """Faults far apart, over many blocks of the reader: each is told by its own row."""
    count = 60_000
    generator = random.Random(7)
    bad = set(generator.sample(range(count), 40))
    ragged = set(generator.sample(sorted(set(range(count)) - bad), 40)) | {count - 1} - bad
    twice = {500: 59_000, 7: 40_000}
    path = tmp_path / "raw/accounts.csv"
    path.parent.mkdir()
    with path.open("w", encoding="utf-8") as stream:
        stream.write("account_id,monthly_revenue,name\n")
        for number in range(count):
            first = next((one for one, other in twice.items() if other == number), number)
            revenue = "x" if number in bad else f"{first}.25"
            tail = ",," if number in ragged else ""
            stream.write(f"A{first},{revenue},{'客户' * 20}{tail}\n")
    intake = take(tmp_path / "raw")
    check(intake, tmp_path / "quarantine")
    told = {int(line["row"]): line["reason"] for line in quarantined(intake.quarantine_files["accounts"])}
    expected = {number + 2: "bad_type" for number in bad} | {
        number + 2: "too_many_fields" for number in ragged
    }
    for one, other in twice.items():
        if not {one, other} & (bad | ragged):
            expected[other + 2] = "duplicate_key"
    assert told == expected
    kept = intake.tables["accounts"]
    assert kept.column("monthly_revenue").to_pylist() == [
        int(key[1:]) + 0.25 for key in kept.column("account_id").to_pylist()
    ]


def test_tables_outlive_the_intake(tmp_path: Path) -> None:
    write_csv(tmp_path / "raw/accounts.csv", [("account_id", "monthly_revenue"), ("A", "1"), ("B", "2")])
    tables = take(tmp_path / "raw").tables
    assert tuple(tables) == TABLES
    (tmp_path / "raw/accounts.csv").unlink()
    assert tables["accounts"].column("monthly_revenue").to_pylist() == [1, 2]


def test_progress_and_notices(tmp_path: Path) -> None:
    from tierline.tables.intake import take_in

    write_csv(tmp_path / "raw/accounts.csv", [("account_id", "monthly_revenue", "remark"), ("A", "1", "x")])
    write_csv(tmp_path / "raw/notes.csv", [("x",)])
    write_csv(tmp_path / "raw/areas.csv", [("area_id", "name"), ("65", "新疆")])
    told: list[tuple[str, int]] = []
    intake = take_in(
        tmp_path / "raw", "2026-10", tmp_path / "q", progress=lambda table, rows: told.append((table, rows))
    )
    assert told == [("areas", 1), ("accounts", 1)]
    assert [notice.render("en") for notice in intake.notices] == [
        "notes.csv: belongs to no table, left out.",
        "accounts.csv: unknown columns left out: remark.",
    ]
    assert intake.notices[0].render("zh") == "notes.csv：不属于任何表，未采用。"
