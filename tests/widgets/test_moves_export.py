"""The export of the accounts of a cell: what is listed, harmless to a spreadsheet, and on record (LY-20)."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from typing import Any

import numpy as np
import openpyxl
import pytest

from tests.frozen import MONTHS
from tierline.errors import BadInputError
from tierline.store.audit import audit_trail
from tierline_widgets.panels.migration import MigrationModel, MigrationView
from tierline_widgets.panels.migration.export import SUBJECT, export_movers
from tierline_widgets.planner import Desk
from tierline_widgets.planner.filters import FilterModel
from tierline_widgets.session import Session


@pytest.fixture
def desk(session: Session) -> Desk:
    desk = Desk(session)
    assert desk.set_lines([7700, 6200, 5200, 2900])
    return desk


@pytest.fixture
def model(desk: Desk) -> MigrationModel:
    return MigrationModel(desk)


def listed(model: MigrationModel) -> list[dict[str, Any]]:
    movers = model.movers()
    assert movers is not None
    return list(movers.table().to_pylist())


def a_move(model: MigrationModel) -> tuple[int, int]:
    counts = model.migration.moves[:, :, 0] * (1 - np.eye(len(model.tiers), dtype=np.int64))
    row, column = np.unravel_index(int(counts.argmax()), counts.shape)
    return int(row), int(column)


def test_the_export_is_what_is_listed_and_on_record(model: MigrationModel) -> None:
    view = MigrationView(model)
    sent: list[Any] = []
    view.send = lambda content, buffers=None: sent.append((content, buffers))  # type: ignore[method-assign]
    row, column = a_move(model)
    view.act("cell", f"{row},{column}")
    recorded = len(audit_trail(model.desk.session.workspace))
    for kind in ("exe", "csv", "xlsx"):
        view.act("export", kind)
    assert len(sent) == 2
    wanted = listed(model)
    names = f"tierline-{MONTHS[-1]}-moves-{model.tiers[row]}-{model.tiers[column]}"
    assert [content["save"]["name"] for content, _ in sent] == [f"{names}.csv", f"{names}.xlsx"]
    text = sent[0][1][0]
    assert text.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(StringIO(text.decode("utf-8-sig"))))
    assert [each["Account number"] for each in rows] == [each["account_id"] for each in wanted]
    assert [round(float(each["Revenue a month (yuan)"]) * 100) for each in rows] == [
        each["revenue_fen"] for each in wanted
    ]
    assert [round(float(each["Score after (points)"]) * 100) for each in rows] == [
        each["score_after"] for each in wanted
    ]
    assert rows[0]["Moved by"] == model.shown()[0][1].render("en")
    sheet = openpyxl.load_workbook(BytesIO(sent[1][1][0])).active
    assert sheet is not None
    assert sheet.max_row == len(wanted) + 1
    assert sheet.title == "Moves"
    entries = audit_trail(model.desk.session.workspace)[recorded:]
    kinds = [
        (each.action, each.purpose, each.subject, each.rows) for each in entries if each.action == "export"
    ]
    assert kinds == [("export", "export", SUBJECT, len(wanted))] * 2
    assert "the export is recorded" in view.html


def test_the_export_speaks_the_reader_s_language_and_names_what_codes_mean(model: MigrationModel) -> None:
    model.open("all")
    model.desk.session.speak("zh")
    book = openpyxl.load_workbook(BytesIO(export_movers(model, "xlsx")[1]))
    sheet = book.active
    assert sheet is not None
    assert sheet.title == "变动"
    head, *rows = sheet.iter_rows(values_only=True)
    assert all(not str(title).isascii() for title in head)
    assert {"区域代码", "区域", "行业代码", "行业", "客户经理编号", "客户经理", "月收入（元）"} <= set(head)
    filters = FilterModel(model.desk)
    for kind, code, name in (
        ("area", "区域代码", "区域"),
        ("industry", "行业代码", "行业"),
        ("manager", "客户经理编号", "客户经理"),
    ):
        for row in rows:
            if row[head.index(code)] is not None:
                told = filters.option(kind, str(row[head.index(code)])).title["zh"]
                assert row[head.index(name)] == told


def test_nothing_listed_is_nothing_exported(model: MigrationModel) -> None:
    view = MigrationView(model)
    recorded = len(audit_trail(model.desk.session.workspace))
    with pytest.raises(BadInputError, match="Open a cell first"):
        export_movers(model, "csv")
    view.act("export", "csv")
    assert "Open a cell first" in view.html
    assert len(audit_trail(model.desk.session.workspace)) == recorded


def test_a_name_that_is_a_formula_stays_text_in_the_export(model: MigrationModel) -> None:
    table = model.desk.accounts
    model.open("all")
    place = table["account_id"].to_pylist().index(listed(model)[0]["account_id"])
    names = table["name"].to_pylist()
    names[place] = "=HYPERLINK(1)"
    movers = model.movers()
    assert movers is not None
    at = table.column_names.index("name")
    object.__setattr__(movers.migration, "_table", table.set_column(at, "name", [names]))
    content = export_movers(model, "csv")[1].decode("utf-8-sig")
    assert "'=HYPERLINK(1)" in content
    object.__setattr__(movers.migration, "_table", table)
