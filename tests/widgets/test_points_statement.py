"""The statement on the page: figures as the engine has them, refusals in place, on paper twice."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest

from tests.frozen import MONTHS
from tests.months import MONTHS as RAW_MONTHS
from tests.months import raw_months
from tests.widgets.points_visits import NOW, every_statement, login_of, panes, settled, visit
from tierline.errors import BadInputError
from tierline.messages import use_language
from tierline.monthly import run_month
from tierline.performance.entries import shown as in_hundredths
from tierline.performance.gains import gains
from tierline.performance.statement import Statement
from tierline.store.audit import audit_trail
from tierline.store.staff import people
from tierline.store.workspace import Workspace
from tierline_widgets.look import pdf
from tierline_widgets.numbers import score
from tierline_widgets.panels.statement import StatementModel
from tierline_widgets.panels.statement.as_csv import as_csv
from tierline_widgets.panels.statement.sheet import export, sheet_of
from tierline_widgets.points import Book, words


@pytest.fixture
def own(workspace: Workspace) -> Statement:
    """The first settled statement that has events."""
    return next(each for each in settled(workspace) if each.events)


def test_the_total_and_each_category_as_settled(workspace: Workspace, own: Statement) -> None:
    drawn = panes(visit(workspace, login_of(workspace, own.manager_id)))["StatementView"].html
    assert f"<b>{score(own.total or 0)}</b>" in drawn
    for category in own.categories:
        assert f"{score(in_hundredths(category.points or 0))} / {score(category.share)}" in drawn
    assert f"pay coefficient {score(own.coefficient or 0)}" in drawn


@pytest.mark.parametrize(("language", "word"), [("en", "How did it come about?"), ("zh", "分数如何得来？")])
def test_every_line_in_both_languages(workspace: Workspace, own: Statement, language: str, word: str) -> None:
    drawn = panes(visit(workspace, login_of(workspace, own.manager_id), language))["LinesView"].html
    assert word in drawn
    for line in own.lines:
        assert line.title[language].replace("&", "&amp;") in drawn
        assert words.figure(line.actual, line.unit) in drawn
    for event in own.events:
        assert event.evidence in drawn


def test_a_line_opens_to_what_it_rests_on(workspace: Workspace, own: Statement) -> None:
    view = panes(visit(workspace, login_of(workspace, own.manager_id)))["LinesView"]
    derived = next(line for line in own.lines if line.basis is not None)
    typed = next(line for line in own.lines if line.actual_source == "table")
    view.act("open", derived.indicator)
    assert derived.basis is not None
    assert derived.basis.render("en") in view.html
    assert view.html.count('aria-expanded="true"') == 1
    view.act("open", typed.indicator)
    assert f"typed in: {typed.source}" in view.html
    view.act("open", own.events[0].event_id)
    assert "Evidence asked for" in view.html
    view.act("open", own.events[0].event_id)
    assert 'aria-expanded="true"' not in view.html
    view.act("open", "weather")
    assert 'aria-expanded="true"' not in view.html


def test_what_the_caps_cut_is_told_with_its_event(workspace: Workspace) -> None:
    for each in every_statement(workspace).values():
        cut = [event for event in each.events if event.status == "counted" and words.cut(event)]
        if cut and each.total is not None:
            session = visit(workspace)
            shown = panes(session)
            shown["TeamView"].act("open", each.manager_id)
            assert all(event.event_id in shown["StatementView"].html for event in cut)
            return
    pytest.fail("the sample has no cut")


def test_a_held_statement_says_why_and_how_it_is_mended(workspace: Workspace) -> None:
    held = next(each for each in every_statement(workspace).values() if each.total is None)
    shown = panes(visit(workspace, login_of(workspace, held.manager_id)))
    assert "There is no total yet" in shown["StatementView"].html
    for finding in held.findings:
        if finding.outcome == "missing":
            assert finding.message.render("en") in shown["StatementView"].html
    assert "The statement is held" in shown["RaiseView"].html
    assert "A held statement has no place" in shown["PointsTrendView"].html


def test_a_role_without_points_is_told_so(workspace: Workspace) -> None:
    every = every_statement(workspace)
    nobody = next(
        one for one in people(workspace) if one.role == "industry_manager" and one.manager_id not in every
    )
    shown = panes(visit(workspace, nobody.login))
    assert "There is no statement of yours in this month" in shown["StatementView"].html
    assert shown["LinesView"].html == shown["RaiseView"].html == shown["WhatIfView"].html == ""


@pytest.fixture(scope="module")
def without_points(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    place = Workspace.create(tmp_path_factory.mktemp("plain") / "work")
    raw_months(place.path)
    for name in ("targets", "actuals", "point_events", "transfers"):
        for path in (place.path / "raw").glob(f"month=*/{name}.*"):
            path.unlink()
    run_month(place, RAW_MONTHS[0], policy="xinjiang-2008")
    return place


@pytest.mark.parametrize(("language", "word"), [("en", "This month has no points"), ("zh", "本月没有积分")])
def test_a_month_without_points_says_so_to_every_role(
    without_points: Workspace, language: str, word: str
) -> None:
    manager = next(one for one in people(without_points) if one.role == "account_manager")
    for login, panel in ((manager.login, "StatementView"), (None, "TeamView")):
        shown = panes(visit(without_points, login, language, RAW_MONTHS[0]))
        assert word in shown[panel].html
        assert "tierline monthly" in shown[panel].html
    with pytest.raises(BadInputError, match="closed without points"):
        Book(visit(without_points, None, "en", RAW_MONTHS[0])).policy()


def test_gains_are_the_engine_s_in_its_order(workspace: Workspace, own: Statement) -> None:
    session = visit(workspace, login_of(workspace, own.manager_id))
    shown = panes(session)
    found = gains(own, Book(session).policy())
    assert found
    places = [shown["RaiseView"].html.index(f'data-value="{each.indicator}"') for each in found]
    assert places == sorted(places)
    shown["RaiseView"].act("try", found[0].indicator)
    assert shown["WhatIfView"].model.tried == {found[0].indicator: found[0].needed}


def test_the_statement_follows_the_month(workspace: Workspace, own: Statement) -> None:
    shown = panes(visit(workspace, login_of(workspace, own.manager_id)))
    shown["HeaderView"].act("month", MONTHS[0])
    then = every_statement(workspace, MONTHS[0])[own.manager_id]
    told = score(then.total) if then.total is not None else "held"
    assert f"<b>{told}</b>" in shown["StatementView"].html
    assert len(shown["PointsTrendView"].model.months()) == 1


@pytest.fixture
def model(workspace: Workspace, own: Statement) -> StatementModel:
    return StatementModel(Book(visit(workspace, login_of(workspace, own.manager_id))))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_on_paper_as_html(model: StatementModel, own: Statement, language: str) -> None:
    with use_language(language):
        name, content, kind = export(model, "html")
    page = content.decode("utf-8")
    assert name == f"tierline-{NOW}-{own.manager_id}.{language}.html"
    assert kind == "text/html"
    assert "<script" not in page
    assert not re.search(r"(src|href)=", page)
    assert "default-src 'none'" in page
    assert all(line.title[language] in page for line in own.lines)
    assert score(own.total or 0) in page


@pytest.mark.parametrize("language", ["en", "zh"])
def test_on_paper_as_pdf(model: StatementModel, language: str) -> None:
    with use_language(language):
        name, content, kind = export(model, "pdf")
    assert name.endswith(f".{language}.pdf")
    assert kind == "application/pdf"
    assert content.startswith(b"%PDF-")
    assert b"NotoSans" in content
    assert len(content) < 400_000, "only the glyphs that occur are in the file"


def test_without_a_font_the_pdf_is_refused_with_the_mend(
    model: StatementModel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    pdf.font_file.cache_clear()
    monkeypatch.setattr(pdf, "FONTS", (str(tmp_path),))
    with pytest.raises(BadInputError, match="Install fonts-noto-cjk"):
        export(model, "pdf")
    pdf.font_file.cache_clear()


def test_on_paper_as_csv_nothing_runs(model: StatementModel, own: Statement) -> None:
    with use_language("en"):
        _name, content, _kind = export(model, "csv")
    rows = list(csv.reader(StringIO(content.decode("utf-8-sig"))))
    assert any(row[:1] == ["Total"] and row[1] == score(own.total or 0) for row in rows)
    assert not [cell for row in rows for cell in row if re.match(r"[=@\t+]|-(?!\d)", cell)]


def test_figures_in_the_csv_are_plain_numbers(own: Statement) -> None:
    """What a spreadsheet cannot add up is no figure; text is guarded, and text only."""
    events = tuple(replace(each, evidence="-1+1") for each in own.events)
    assert events
    with use_language("en"):
        sheet = sheet_of(replace(own, events=events), "somebody")
    rows = list(csv.reader(StringIO(as_csv(sheet).decode("utf-8-sig"))))
    (name,) = [part.heads[0] for part in sheet.parts if part.title == "Sum"]
    begin = next(place for place, row in enumerate(rows) if row[:1] == [name]) + 1
    *parts, total = [Decimal(row[1]) for row in rows[begin:]]
    assert sum(parts) == total == Decimal(own.total or 0).scaleb(-2)
    head = next(place for place, row in enumerate(rows) if row[:2] == ["Event", "Date"])
    for row, each in zip(rows[head + 1 :], own.events, strict=False):
        gives = Decimal(each.points).scaleb(-2)
        assert Decimal(row[2]) == (-gives if each.effect == "deduction" else gives)
        assert row[5] == "'-1+1"


def test_an_export_is_on_record(workspace: Workspace, model: StatementModel) -> None:
    login = model.session.scope.login
    before = len(audit_trail(workspace, who=login))
    with use_language("en"):
        export(model, "html")
    assert audit_trail(workspace, who=login)[before:][-1].action == "export"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_figure_and_no_heading_is_broken_on_paper(own: Statement, language: str) -> None:
    """A sum of eight digits, and each heading, fit the width that their column has."""
    target = replace(own.lines[0], unit="yuan", target=8_888_888_822, actual=8_888_888_822)
    with use_language(language):
        part = sheet_of(replace(own, lines=(target, *own.lines[1:])), "m").parts[0]
        paper = pdf.Sheet("", language)
    paper.page.set_font("noto", "", 7.5)
    for row in (part.heads, *part.rows):
        for place in part.figures:
            needed = paper.page.get_string_width(pdf.readable(row[place]))
            assert needed + 2 <= part.widths[place], row[place]
