from __future__ import annotations

from tests.frozen import MONTHS, Row, Stored
from tierline_widgets import numbers
from tierline_widgets.panels.tiers import TiersModel, TiersView
from tierline_widgets.panels.trend import TrendModel, TrendView
from tierline_widgets.session import Session
from tierline_widgets.tally import Tally, aligned, with_strays


def _fen(rows: list[Row], tier: str, column: str) -> int:
    return sum(round((row[column] or 0) * 100) for row in rows if row["tier"] == tier)


def test_tiers_hold_what_lies_in_the_month(session: Session, stored: Stored) -> None:
    model = TiersModel(session)
    for tallies, month in ((model.now, MONTHS[-1]), (model.before, MONTHS[-2])):
        rows = stored(month)
        assert [one.tier for one in tallies] == list(session.policy().tier_ids)
        for one in tallies:
            assert one.accounts == sum(row["tier"] == one.tier for row in rows)
            assert one.revenue == _fen(rows, one.tier, "monthly_revenue")
            assert one.ict == _fen(rows, one.tier, "ict_revenue")
        assert sum(one.accounts for one in tallies) == len(rows)


def test_the_total_is_the_sum(session: Session, stored: Stored) -> None:
    total = TiersModel(session).total()
    rows = stored(MONTHS[-1])
    assert total.accounts == len(rows)
    assert total.revenue == sum(round((row["monthly_revenue"] or 0) * 100) for row in rows)


def test_the_first_month_has_nothing_to_compare_with(session: Session) -> None:
    model = TiersModel(session)
    session.show_month(MONTHS[0])
    assert model.before == []
    assert "first closed month" in TiersView(model).html


def test_changes_are_shown_with_their_sign(session: Session) -> None:
    model = TiersModel(session)
    drawn = TiersView(model).html
    for now, before in zip(model.now, model.before, strict=True):
        assert f">{numbers.signed(now.accounts - before.accounts)}</span>" in drawn


def test_trend_has_every_month_and_follows_the_measure(session: Session, stored: Stored) -> None:
    model = TrendModel(session)
    view = TrendView(model)
    assert tuple(model.months) == MONTHS
    for month, tallies in zip(model.months, model.tallies, strict=True):
        assert sum(one.accounts for one in tallies) == len(stored(month))
    drawn = {}
    for measure in ("accounts", "revenue", "ict"):
        view.act("measure", measure)
        assert model.measure == measure
        drawn[measure] = view.html
    assert len(set(drawn.values())) == 3
    assert f"<b>{len(stored(MONTHS[0])):,}</b>" in drawn["accounts"]
    view.act("measure", "weather")
    assert view.html == drawn["ict"]


def test_a_month_of_another_policy_keeps_its_tiers() -> None:
    held = [Tally("gold", 1, 10, 1), Tally("tin", 2, 20, 2)]
    ids = with_strays(["one", "tin"], ["gold", "tin"])
    assert ids == ["one", "tin", "gold"]
    assert aligned(held, ids) == [Tally("one", 0, 0, 0), held[1], held[0]]


def test_a_change_too_small_to_write_has_no_colour(session: Session) -> None:
    model = TiersModel(session)
    model.before = [Tally(one.tier, one.accounts, one.revenue - 1, one.ict - 1) for one in model.now]
    drawn = TiersView(model).html
    assert "0.0\u202f%" in drawn
    assert "tl-up" not in drawn
    assert "tl-down" not in drawn
