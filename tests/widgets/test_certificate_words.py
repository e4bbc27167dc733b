"""What a certificate says, and its search: ratios in per cent, sources in words, one hit opens at once."""

from __future__ import annotations

import pytest

from tests.frozen import MONTHS, Row, Stored
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
    share = f"{100 * grown['revenue_growth']:.2f}".rstrip("0").rstrip(".")
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
