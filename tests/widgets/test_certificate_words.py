"""What a certificate says, and its search: ratios in per cent, sources in words, one hit opens at once."""

from __future__ import annotations

import pytest

from tests.frozen import MONTHS, Row, Stored
from tierline.store.audit import audit_trail
from tierline_widgets.panels.certificate import CertificateModel, CertificateView
from tierline_widgets.panels.certificate.printed import printed
from tierline_widgets.planner import Desk
from tierline_widgets.session import Session


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


@pytest.fixture
def grown(stored: Stored) -> Row:
    """An account whose revenue has shrunk."""
    return next(row for row in stored(MONTHS[-1]) if (row["revenue_growth"] or 0) < -0.01)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_ratio_is_said_shown_and_typed_in_per_cent(desk: Desk, grown: Row, language: str) -> None:
    desk.session.speak(language)
    model = CertificateModel(desk, grown["account_id"])
    view = CertificateView(model)
    share = f"{100 * grown['revenue_growth']:.2f}".rstrip("0").rstrip(".").replace("-", "\u2212")
    for page in (view.html, printed(model, language)[1].decode()):
        assert f"{share}\u202f%" in page
        for raw in (">ratio<", "比率", f">{grown['revenue_growth']}"):
            assert raw not in page
    field = next(each for each in model.fields if each.column == "revenue_growth")
    assert field.written.endswith("%")
    view.act("type:revenue_growth", field.written)
    assert not model.changed(field)  # its own value is nothing tried
    view.act("type:revenue_growth", "12.5%")
    assert model.tried is not None
    assert next(
        one.value for one in model.tried.contributions if one.column == "revenue_growth"
    ) == pytest.approx(0.125)
    view.act("type:revenue_growth", "-900%")
    assert "-100\u202f%" in model.faults["revenue_growth"].render(language)


def test_a_floor_names_rule_and_source_document(desk: Desk, stored: Stored) -> None:
    floored = next(row for row in stored(MONTHS[-1]) if row["reason"] == "floor")
    model = CertificateModel(desk, floored["account_id"])
    assert model.real is not None
    for language, wanted in (
        ("en", "[XJ-4 (source document 000)]"),
        ("zh", "XJ-4（来源文件 000）"),
    ):
        desk.session.speak(language)
        for said in (CertificateView(model).html, model.real.render(language)):
            assert wanted in said
            assert "; 000" not in said


def test_the_head_names_the_account_and_offers_basis_language_and_files(desk: Desk, grown: Row) -> None:
    model = CertificateModel(desk, grown["account_id"])
    view = CertificateView(model)
    head = view.html.partition('<div class="tl-head"><p class="tl-verdict">')[2].partition("<ul")[0]
    assert f"<b>{model.name}</b>" in head
    assert f">{grown['account_id']}</span>" in head
    assert "Version of the policy: as supplied" in head
    for act, value in (("basis", "closed"), ("basis", "scenario"), ("paper", "zh"), ("file", "pdf")):
        assert f'data-act="{act}" data-value="{value}"' in head
    assert 'data-act="print"' in head
    view.act("basis", "scenario")
    assert 'data-value="scenario" aria-pressed="true"' in view.html


def test_enter_opens_the_one_that_is_found_and_nothing_found_is_said(desk: Desk, grown: Row) -> None:
    number = grown["account_id"]
    model = CertificateModel(desk)
    view = CertificateView(model)
    assert 'data-go="open"' in view.html  # what Enter in the box sends
    view.act("look", "no such account")
    assert "No account that you may see holds “no such account”" in view.html
    view.act("open")
    assert not model.lookup.account
    view.act("look", number[:3])
    assert model.lookup.found > 1
    view.act("open")  # several: one has to be chosen
    assert not model.lookup.account
    view.act("look", number)
    assert "one found: Enter opens it" in view.html
    view.act("open")
    assert model.real is not None
    assert model.real.account_id == number
    assert "Enter opens it" not in view.html
    looks = len(audit_trail(desk.session.workspace))
    view.act("open")  # it is open already: no further look
    assert len(audit_trail(desk.session.workspace)) == looks
    desk.session.speak("zh")
    view.act("look", "没有这一户")
    assert "没有这一户" in view.html.partition('role="status"')[2]


def test_a_whole_number_is_opened_among_several_that_hold_it(desk: Desk, stored: Stored) -> None:
    ids = [row["account_id"] for row in stored(MONTHS[-1])]
    model = CertificateModel(desk)
    model.lookup.look_for(ids[0].lower())
    model.lookup.found = 2  # as if another held it too
    model.lookup.open_found()
    assert model.lookup.account == ids[0]
