"""One account's certificate: every figure the engine's, other values rescored, files in both languages."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.frozen import MONTHS, Row, Stored
from tierline.errors import BadInputError, ScopeError
from tierline.store.audit import audit_trail
from tierline.tiering.explain import explain
from tierline_widgets.look import pdf
from tierline_widgets.panels.certificate import CertificateModel, CertificateView
from tierline_widgets.panels.certificate.printed import printed
from tierline_widgets.panels.certificate.steps import steps
from tierline_widgets.planner import Desk
from tierline_widgets.session import Session


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


@pytest.fixture
def some(stored: Stored) -> Row:
    """An account in the middle of the scale that its score alone places."""
    return next(row for row in stored(MONTHS[-1]) if row["tier"] == "B2" and row["reason"] == "score")


@pytest.fixture
def model(desk: Desk, some: Row) -> CertificateModel:
    return CertificateModel(desk, some["account_id"])


def test_the_certificate_is_the_stored_result(desk: Desk, stored: Stored) -> None:
    model = CertificateModel(desk)
    assert model.real is None
    view = CertificateView(model)
    rows = stored(MONTHS[-1])
    by_reason = {row["reason"]: row for row in rows}
    assert {"score", "floor", "hysteresis"} <= by_reason.keys()
    for row in [*rows[::131], *by_reason.values()]:
        view.act("account", row["account_id"])
        found = model.real
        assert found is not None
        assert (found.score, found.tier, found.reason) == (row["score"], row["tier"], row["reason"])
        assert sum(one.contribution for one in found.contributions) + found.rounding == row["score"]
        for language in ("en", "zh"):
            told = steps(found, model.policy, language)
            assert told[0].tier == row["tier_by_score"]
            assert told[-1].tier == row["tier"]


def test_values_tried_are_scored_by_the_engine(model: CertificateModel, some: Row) -> None:
    view = CertificateView(model)
    view.act("type:employees", "９,000 ")
    view.act("type:unit_kind", "large_group")
    own = model.lookup.own
    row = {name: own["accounts"][name].to_pylist() for name in own["accounts"].column_names}
    row |= {"employees": [9000], "unit_kind": ["large_group"]}
    wanted = explain(some["account_id"], row, model.policy, own["previous"], own["overrides"])
    assert model.tried is not None
    assert (model.tried.score, model.tried.tier, model.tried.floor) == (
        wanted.score,
        wanted.tier,
        wanted.floor,
    )
    assert model.tried.contributions == wanted.contributions
    assert model.real is not None
    assert (model.real.score, model.real.tier) == (some["score"], some["tier"])  # stays beside it
    assert "With the values tried" in view.html
    assert "As it is" in view.html
    view.act("reset")
    assert model.tried is None
    assert "With the values tried" not in view.html


def test_an_empty_box_is_a_missing_value(model: CertificateModel) -> None:
    model.enter("employees", " ")
    assert model.tried is not None
    tried = next(one for one in model.tried.contributions if one.column == "employees")
    assert tried.missing


def test_its_own_value_typed_again_is_nothing_tried(model: CertificateModel) -> None:
    field = next(each for each in model.fields if each.column == "employees")
    model.enter("employees", "12")
    assert model.changed(field)
    model.enter("employees", field.written)
    assert not model.changed(field)
    assert model.tried is None


@pytest.mark.parametrize(
    ("column", "typed"),
    [
        ("monthly_revenue", ""),
        ("monthly_revenue", "-1"),
        ("monthly_revenue", "much"),
        ("monthly_revenue", "nan"),
        ("monthly_revenue", "1e300"),
        ("employees", "2.5"),
        ("employees", "-3"),
        ("unit_kind", "palace"),
        ("has_service_agreement", "maybe"),
        ("tax_rank", "0"),
    ],
)
def test_a_value_that_cannot_be_is_told_beside_its_box(
    model: CertificateModel, column: str, typed: str
) -> None:
    view = CertificateView(model)
    view.act(f"type:{column}", typed)
    assert set(model.faults) == {column}
    assert model.tried is None
    assert model.real is not None
    assert 'class="tl-wrong" role="alert"' in view.html
    for language in ("en", "zh"):
        assert model.faults[column].render(language)
    view.act(f"type:{column}", next(each.written for each in model.fields if each.column == column))
    assert model.faults == {}


def test_the_scenario_explains_too(model: CertificateModel) -> None:
    desk = model.desk
    model.explain_by("scenario")
    assert model.real is not None
    score = model.real.score
    assert desk.set_lines([line - 1200 for line in desk.lines])
    place = desk.accounts["account_id"].to_pylist().index(model.real.account_id)
    assert model.real.score == score
    assert model.real.tier == desk.policy.tier_ids[desk.after.outcome.tier[place]]
    model.explain_by("closed")
    assert model.real is model.lookup.explanation
    model.explain_by("magic")
    assert model.basis == "closed"


def test_looks_and_files_are_on_record(model: CertificateModel, some: Row) -> None:
    workspace = model.desk.session.workspace
    model.choose(some["account_id"])
    looked = audit_trail(workspace)[-1]
    assert (looked.action, json.loads(looked.details)["account"]) == ("look", some["account_id"])
    printed(model, "en")
    handed = audit_trail(workspace)[-1]
    assert (handed.action, json.loads(handed.details)["account"]) == ("export", some["account_id"])


@pytest.mark.parametrize(("language", "title"), [("en", "Certificate of a tier"), ("zh", "客户层级说明书")])
def test_the_file_stands_alone_and_is_named_after_nobody(
    model: CertificateModel, some: Row, language: str, title: str
) -> None:
    model.enter("employees", "9000")
    name, content, kind = printed(model, language)
    assert kind == "text/html"
    told = content.decode("utf-8")
    assert name == f"tierline-{MONTHS[-1]}-{some['account_id']}.{language}.html"
    assert some["name"] not in name
    assert f"<h1>{title}</h1>" in told
    assert some["name"] not in told[: told.index("<body>")]
    assert some["name"] in told
    for outside in ("<script", "http://", "https://", "<link", "url(", "<input", "<button", "@import"):
        assert outside not in told
    assert model.tried is not None
    assert ("tried and not stored" if language == "en" else "未保存") in told


def test_without_an_account_there_is_nothing_to_print(desk: Desk) -> None:
    with pytest.raises(BadInputError, match="No account is chosen"):
        printed(CertificateModel(desk), "en")


def test_another_manager_s_account_is_refused(manager_session: Session, manager: Row, stored: Stored) -> None:
    other = next(row for row in stored(MONTHS[-1]) if row["manager_id"] != manager["manager_id"])
    model = CertificateModel(Desk(manager_session), other["account_id"])
    assert model.real is None
    with pytest.raises(ScopeError):
        model.choose(other["account_id"])
    view = CertificateView(model)
    view.act("account", other["account_id"])
    view.act("type:employees", "5")
    assert 'role="alert"' in view.html
    assert (other["name"] or "-") not in view.html


def test_another_month_explains_anew(model: CertificateModel, stored: Stored) -> None:
    account = model.lookup.account
    earlier = {row["account_id"]: row for row in stored(MONTHS[0])}
    model.enter("employees", "9000")
    model.desk.session.show_month(MONTHS[0])
    if account in earlier:
        assert model.real is not None
        assert model.real.score == earlier[account]["score"]
    else:
        assert model.real is None
    assert model.tried is None


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_is_drawn_in_both_languages(model: CertificateModel, language: str) -> None:
    model.desk.session.speak(language)
    view = CertificateView(model)
    assert ("最终层级" if language == "zh" else "Final tier") in view.html
    view.act("type:employees", "9000")
    assert ("按试填数值" if language == "zh" else "With the values tried") in view.html


@pytest.mark.parametrize("language", ["en", "zh"])
def test_as_pdf_with_the_glyphs_that_occur(model: CertificateModel, some: Row, language: str) -> None:
    plain = printed(model, language, "pdf")
    name, content, kind = plain
    assert name == f"tierline-{MONTHS[-1]}-{some['account_id']}.{language}.pdf"
    assert kind == "application/pdf"
    assert content.startswith(b"%PDF-")
    assert b"NotoSans" in content
    assert len(content) < 400_000
    assert pages(content) <= 2  # as long as the account's own reasons
    model.enter("employees", "9000")
    assert pages(printed(model, language, "pdf")[1]) >= max(2, pages(content))


def pages(content: bytes) -> int:
    found = re.search(rb"/Count (\d+)", content)
    assert found is not None
    return int(found[1])


def test_paper_is_in_the_reader_s_language_until_another_is_chosen(model: CertificateModel) -> None:
    view = CertificateView(model)
    sent: list[Any] = []
    view.send = lambda content, buffers=None: sent.append(content)  # type: ignore[method-assign]
    view.act("print")
    view.act("paper", "zh")
    view.act("paper", "xx")
    view.act("print")
    assert [("客户层级说明书" in each["print"]) for each in sent] == [False, True]
    for kind in ("pdf", "html", "exe"):
        view.act("file", kind)
    kinds = [(each["save"]["name"].rsplit(".", 2)[1:], each["save"]["type"]) for each in sent[2:]]
    assert kinds == [(["zh", "pdf"], "application/pdf"), (["zh", "html"], "text/html")]
    model.desk.session.speak("zh")
    model.desk.session.speak("en")
    assert model.paper == "en"


def test_a_pdf_without_a_font_is_refused_and_not_on_record(
    model: CertificateModel, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    view = CertificateView(model)
    recorded = len(audit_trail(model.desk.session.workspace))
    pdf.font_file.cache_clear()
    monkeypatch.setattr(pdf, "FONTS", (str(tmp_path),))
    view.act("file", "pdf")
    pdf.font_file.cache_clear()
    assert "Install fonts-noto-cjk" in view.html
    assert len(audit_trail(model.desk.session.workspace)) == recorded
