"""Targets, actuals, events and transfers through intake: units, evidence, dates, managers, repeated rows."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.tables.raw import quarantined, take, write_csv

GOOD = {
    "targets": {"manager_id": "M1", "indicator": "visits_done", "target": "20", "unit": "count"},
    "actuals": {
        "manager_id": "M1",
        "indicator": "visits_done",
        "actual": "18",
        "unit": "count",
        "source": "log",
    },
    "point_events": {
        "event_id": "E1",
        "manager_id": "M1",
        "item": "team_building",
        "date": "2026-10-05",
        "evidence": "minutes",
        "approver": "M2",
        "approved_on": "2026-11-02",
    },
    "transfers": {"account_id": "A1", "from_manager": "M2", "to_manager": "M1", "date": "2026-10-16"},
}


def refused(
    tmp_path: Path, table: str, *rows: dict[str, str], language: str = "en"
) -> list[tuple[str, str, str]]:
    """Take in a good row of every table and ``rows`` of one; return code, column and message."""
    raw = tmp_path / "raw"
    tables: dict[str, list[dict[str, str]]] = {
        "accounts": [{"account_id": "A1", "monthly_revenue": "1", "manager_id": "M1"}],
        "managers": [{"manager_id": "M1"}, {"manager_id": "M2"}],
        **{name: [row] for name, row in GOOD.items()},
    }
    tables[table] = [*tables[table], *({**GOOD[table], **row} for row in rows)]
    for name, lines in tables.items():
        write_csv(raw / f"{name}.csv", [tuple(lines[0]), *(tuple(line.values()) for line in lines)])
    intake = take(raw)
    path = intake.quarantine_files.get(table)
    assert set(intake.quarantine_files) <= {table}
    told = quarantined(path) if path else []
    return [(line["reason"], line["column"], line[f"message_{language}"]) for line in told]


@pytest.mark.parametrize("table", GOOD)
def test_a_good_row_is_taken(tmp_path: Path, table: str) -> None:
    assert refused(tmp_path, table) == []


@pytest.mark.parametrize(
    ("table", "row", "code", "column"),
    [
        ("actuals", {"indicator": "exam", "unit": ""}, "missing_required", "unit"),
        ("actuals", {"indicator": "exam", "source": "无"}, "missing_required", "source"),
        ("actuals", {"indicator": "exam", "unit": "箱"}, "unknown_code", "unit"),
        ("actuals", {"indicator": "exam", "actual": "-1"}, "negative", "actual"),
        ("actuals", {"indicator": "exam", "actual": "many"}, "bad_type", "actual"),
        ("actuals", {"manager_id": "M9"}, "unknown_reference", "manager_id"),
        ("actuals", {}, "duplicate_key", "manager_id"),
        ("targets", {"manager_id": "M9"}, "unknown_reference", "manager_id"),
        ("targets", {"indicator": "exam", "target": ""}, "missing_required", "target"),
        ("point_events", {"event_id": "E2", "evidence": ""}, "missing_required", "evidence"),
        ("point_events", {"event_id": "E2", "manager_id": "M9"}, "unknown_reference", "manager_id"),
        ("point_events", {"event_id": "E2", "approver": "M9"}, "unknown_reference", "approver"),
        ("point_events", {"event_id": "E2", "date": "2026-09-30"}, "past_date", "date"),
        ("point_events", {"event_id": "E2", "date": "2026-11-01"}, "future_date", "date"),
        ("point_events", {"event_id": "E2", "approved_on": "2026-10-04"}, "dates_reversed", "approved_on"),
        ("transfers", {"account_id": "A9"}, "unknown_reference", "account_id"),
        ("transfers", {"date": "2026-09-01"}, "past_date", "date"),
        ("transfers", {"date": "2026-10-20", "to_manager": "M9"}, "unknown_reference", "to_manager"),
    ],
)
def test_a_bad_row_is_refused_by_name(
    tmp_path: Path, table: str, row: dict[str, str], code: str, column: str
) -> None:
    (told,) = refused(tmp_path, table, row)
    assert told[:2] == (code, column)


def test_an_event_of_a_closed_month_is_to_be_corrected_there(tmp_path: Path) -> None:
    (told,) = refused(tmp_path, "point_events", {"event_id": "E2", "date": "2026-09-30"})
    assert "2026-09-30 lies before 2026-10-01" in told[2]
    assert "corrected there" in told[2]


@pytest.mark.parametrize(
    ("row", "english", "chinese"),
    [
        (
            {"event_id": "E2", "approved_on": "2026-10-04"},
            "2026-10-04 lies before date (2026-10-05)",
            "批准日期：2026-10-04早于发生日期（2026-10-05）。",
        ),
        (
            {"event_id": "E2", "manager_id": "M9"},
            "'M9' does not exist in the table managers",
            "客户经理编号：“M9”在客户经理表中不存在。",
        ),
    ],
)
def test_tables_and_columns_are_named_by_their_titles_in_chinese(
    tmp_path: Path, row: dict[str, str], english: str, chinese: str
) -> None:
    ((_code, _column, told),) = refused(tmp_path, "point_events", row)
    assert english in told
    ((_code, _column, told),) = refused(tmp_path, "point_events", row, language="zh")
    assert told == chinese


def test_actuals_that_differ_under_one_key_are_all_refused(tmp_path: Path) -> None:
    told = refused(tmp_path, "actuals", {"actual": "19"})
    assert [code for code, _column, _text in told] == ["duplicate_key", "duplicate_key"]


@pytest.mark.parametrize("written", ["wan_yuan", "万元", "Ten thousand yuan"])
def test_units_are_read_as_people_write_them(tmp_path: Path, written: str) -> None:
    assert refused(tmp_path, "targets", {"indicator": "ict_revenue", "unit": written, "target": "1.2"}) == []
