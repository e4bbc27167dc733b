from __future__ import annotations

import pytest
from traitlets import TraitError

from tests.frozen import MONTHS, Stored
from tierline_widgets.panels.scores import ScoresModel, ScoresView
from tierline_widgets.session import Session


def test_every_account_is_in_one_bar_and_one_tier(session: Session, stored: Stored) -> None:
    model = ScoresModel(session)
    rows = stored(MONTHS[-1])
    assert (
        model.accounts
        == len(rows)
        == sum(line.accounts for line in model.lines)
        == sum(line.final for line in model.lines)
    )
    for bar in model.bins:
        last = bar.right == 10_000
        inside = [
            row for row in rows if bar.left <= row["score"] < bar.right or (last and row["score"] == 10_000)
        ]
        assert bar.accounts == len(inside)
        assert {row["tier_by_score"] for row in inside} <= {model.lines[bar.tier].tier}


def test_counts_per_tier_are_the_engine_s(session: Session, stored: Stored) -> None:
    rows = stored(MONTHS[-1])
    for line in ScoresModel(session).lines:
        assert line.accounts == sum(row["tier_by_score"] == line.tier for row in rows)
        assert line.final == sum(row["tier"] == line.tier for row in rows)
        near = sum(abs(row["score"] - line.cut) <= 100 for row in rows)
        assert line.near == (near if line.cut else None)


def test_another_month_is_another_picture(session: Session, stored: Stored) -> None:
    model = ScoresModel(session)
    view = ScoresView(model)
    before = view.html
    session.show_month(MONTHS[0])
    assert model.accounts == len(stored(MONTHS[0]))
    assert view.html != before


def test_the_height_is_linear_or_log(session: Session) -> None:
    view = ScoresView(ScoresModel(session))
    linear = view.html
    view.act("scale", "log")
    assert view.model.scale == "log"
    assert view.html != linear
    view.act("scale", "linear")
    assert view.html == linear


def test_another_height_is_left_alone(session: Session) -> None:
    view = ScoresView(ScoresModel(session))
    drawn = view.html
    view.act("scale", "sideways")
    assert view.html == drawn
    with pytest.raises(TraitError):
        view.model.scale = "sideways"


def test_the_language_turns_the_words_not_the_figures(session: Session) -> None:
    view = ScoresView(ScoresModel(session))
    english = view.html
    session.speak("zh")
    assert "客户得分分布" in view.html
    assert "Where do the accounts stand" not in view.html
    session.speak("en")
    assert view.html == english
