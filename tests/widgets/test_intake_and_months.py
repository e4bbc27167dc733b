from __future__ import annotations

import csv

from tests.frozen import MONTHS, Stored
from tierline.tables.registry import TABLES
from tierline_widgets.panels.intake import IntakeModel, IntakeView
from tierline_widgets.panels.months import MonthsModel, MonthsView
from tierline_widgets.session import Session


def test_accepted_and_refused_are_what_was_read(session: Session, stored: Stored) -> None:
    model = IntakeModel(session)
    assert [one.table for one in model.came] == list(TABLES)
    assert all(one.accepted + one.refused == one.read for one in model.came)
    assert model.came[0].accepted == len(stored(MONTHS[-1]))
    assert model.refused > 0


def test_reasons_are_those_of_the_quarantine(session: Session) -> None:
    model = IntakeModel(session)
    folder = session.closed().folder / "quarantine"
    for path in folder.glob("*.csv"):
        with path.open(encoding="utf-8-sig", newline="") as stream:
            lines = list(csv.DictReader(stream))
        for reason in (one for one in model.reasons if one.table == path.stem):
            having = [line for line in lines if (reason.code, reason.column) in
                      zip(line["reason"].split(" | "), line["column"].split(" | "), strict=True)]  # fmt: skip
            assert reason.rows == len(having)
    assert model.reasons


def test_no_value_of_a_refused_row_is_drawn(session: Session) -> None:
    view = IntakeView(IntakeModel(session))
    with (session.closed().folder / "quarantine" / "accounts.csv").open(
        encoding="utf-8-sig", newline=""
    ) as stream:
        values = {line["value"] for line in csv.DictReader(stream)}
    assert not [value for value in values if len(value) > 4 and f">{value}<" in view.html]


def test_a_clean_month_says_so(session: Session) -> None:
    view = IntakeView(IntakeModel(session))
    view.model.reasons = []
    assert "No row was refused." in view.html


def test_months_stand_newest_first_with_their_runs(session: Session) -> None:
    model = MonthsModel(session)
    assert [one.month for one in model.closed] == list(reversed(MONTHS))
    for one in model.closed:
        assert one.run == session.workspace.closed(one.month).run
        assert one.accepted + one.refused == one.read
        assert one.replaces == ""


def test_the_region_s_totals_are_for_those_who_see_it(session: Session, manager_session: Session) -> None:
    assert session.manifest()["totals"]["accounts"] > 0
    assert session.manifest()["moves"]
    assert not {"totals", "moves"} & manager_session.manifest().keys()
    assert MonthsModel(manager_session).closed == MonthsModel(session).closed


def test_a_month_pressed_is_shown_everywhere(session: Session) -> None:
    view = MonthsView(MonthsModel(session))
    view.act("month", MONTHS[0])
    assert session.month == MONTHS[0]
    assert f"<b>{MONTHS[0]}</b> (shown)" in view.html
    view.act("month", "1999-01")
    assert session.month == MONTHS[0]
    assert "1999-01 is not closed" in view.html
