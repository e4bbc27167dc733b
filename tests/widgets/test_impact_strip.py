"""The impact strip: every figure and change is that of grading the accounts anew."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.frozen import MONTHS
from tierline.service.standards import hours_per_tier
from tierline.tiering.score import grade_table
from tierline_widgets.look.difference import difference
from tierline_widgets.numbers import hours, integer
from tierline_widgets.panels.impact import ImpactModel, ImpactView
from tierline_widgets.planner import Desk
from tierline_widgets.session import Session


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


def rows_of(desk: Desk) -> list[dict[str, Any]]:
    """Grade every account anew and put its two tiers beside its figures."""
    tiers = desk.base.tier_ids
    graded = [
        grade_table(desk.accounts, policy, desk.previous, desk.overrides)
        for policy in (desk.base, desk.policy)
    ]
    ranks = [each.outcome.tier.tolist() for each in graded]
    return [
        row | {"was": tiers[was], "is": tiers[now]}
        for row, was, now in zip(desk.accounts.to_pylist(), *ranks, strict=True)
    ]


def fen(rows: list[dict[str, Any]], column: str) -> int:
    return sum(round(Fraction(str(row[column])) * 100) for row in rows if row[column] is not None)


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=st.lists(st.integers(1, 10_000), min_size=4, max_size=4, unique=True).map(
        lambda drawn: sorted(drawn, reverse=True)
    )
)
def test_tiers_classes_and_the_whole_are_those_of_grading_anew(desk: Desk, lines: list[int]) -> None:
    model = ImpactModel(desk)
    assert desk.set_lines(lines)
    rows, each = rows_of(desk), hours_per_tier(desk.policy)
    assert each is not None
    cost = dict(zip(desk.policy.tier_ids, each, strict=True))
    members = {(g, t.id): {t.id} for g, t in (("tier", tier) for tier in desk.policy.tiers)}
    for tier in desk.policy.tiers:
        members.setdefault(("class", tier.class_id), set()).add(tier.id)
    members["all", ""] = set(desk.policy.tier_ids)
    found = {(row["by"], row["group"]): row for row in model.figures()}
    assert set(found) == set(members)
    for key, tiers in members.items():
        now = [row for row in rows if row["is"] in tiers]
        then = [row for row in rows if row["was"] in tiers]
        assert found[key] == {
            "by": key[0],
            "group": key[1],
            "accounts": len(now),
            "revenue": fen(now, "monthly_revenue"),
            "ict_revenue": fen(now, "ict_revenue"),
            "hours": sum(cost[row["is"]] for row in now),
            "accounts_change": len(now) - len(then),
            "revenue_change": fen(now, "monthly_revenue") - fen(then, "monthly_revenue"),
            "ict_revenue_change": fen(now, "ict_revenue") - fen(then, "ict_revenue"),
            "hours_change": sum(cost[row["is"]] for row in now) - sum(cost[row["was"]] for row in then),
        }


def test_each_class_of_several_tiers_follows_its_last_one(desk: Desk) -> None:
    """XJ-1: A1, A2 are class A; B1, B2 class B; C stands alone and is not said twice."""
    assert [(row.by, row.id) for row in ImpactModel(desk).rows()] == [
        ("tier", "A1"),
        ("tier", "A2"),
        ("class", "A"),
        ("tier", "B1"),
        ("tier", "B2"),
        ("class", "B"),
        ("tier", "C"),
    ]


def test_a_scenario_that_breaks_the_expected_profile_is_told_where(desk: Desk) -> None:
    """XJ-2: A1 is expected above A2 and so on; lines drawn together empty the tiers between."""
    view = ImpactView(ImpactModel(desk))
    assert all(each.kept_before is not None for each in view.model.impact.profile)
    broken_before = len(view.model.broken)
    assert desk.set_lines([100, 99, 98, 97])
    assert view.model.broken
    assert len(view.model.broken) >= broken_before
    message = view.model.broken[0].contradictions[0]
    assert message.render("en") in view.html.replace("&gt;", ">")
    assert "✗ broken" in view.html
    desk.session.speak("zh")
    assert "✗ 不符" in view.html
    assert message.render("zh") in view.html


def test_means_are_put_beside_the_profile_and_away_again(desk: Desk) -> None:
    view = ImpactView(ImpactModel(desk))
    tables = view.html.count("<table")
    view.act("means")
    assert view.html.count("<table") == tables + len(desk.policy.profile)
    recorded = {(row["column"], row["group"]): row["mean"] for row in view.model.profile_figures()}
    rows = [row["ict_revenue"] for row in rows_of(desk) if row["is"] == "A1"]
    known = [value for value in rows if value is not None]
    assert recorded["ict_revenue", "A1"] == pytest.approx(sum(known) / len(known))
    view.act("means")
    assert view.html.count("<table") == tables


def test_the_strip_counts_what_the_filter_lets_through(desk: Desk) -> None:
    model = ImpactModel(desk)
    seen = model.version
    area = desk.accounts["area_id"][0].as_py()
    assert desk.set_filter(area=area)
    assert model.version == seen + 1
    assert model.counted == desk.accounts["area_id"].to_pylist().count(area)


@pytest.mark.parametrize(
    ("language", "heads"),
    [
        ("en", ["What does it change?", "Staff hours", "Class A", "Expected profile", "✓ kept"]),
        ("zh", ["会带来什么变化？", "服务工时", "预期特征", "✓ 符合"]),
    ],
)
def test_the_drawing_speaks_both_languages(desk: Desk, language: str, heads: list[str]) -> None:
    view = ImpactView(ImpactModel(desk))
    desk.session.speak(language)
    assert [head for head in heads if head not in view.html] == []


def test_changes_carry_arrow_sign_and_colour(desk: Desk) -> None:
    view = ImpactView(ImpactModel(desk))
    assert "↑" not in view.html
    assert "↓" not in view.html
    assert desk.set_lines([line - 500 for line in desk.lines])
    top = view.model.rows()[0].change
    assert top.accounts > 0
    assert top.hours is not None
    assert f'<span class="tl-delta tl-up">↑\u202f+{top.accounts:,}</span>' in view.html
    assert f'<span class="tl-delta tl-down">↑\u202f+{hours(top.hours)}</span>' in view.html


@pytest.mark.parametrize(
    ("value", "costs", "drawn"),
    [
        (0, False, '<span class="tl-delta tl-zero">0</span>'),
        (1204, False, '<span class="tl-delta tl-up">↑\u202f+1,204</span>'),
        (-611, False, '<span class="tl-delta tl-down">↓\u202f\u2212611</span>'),
        (5, True, '<span class="tl-delta tl-down">↑\u202f+5</span>'),
        (-5, True, '<span class="tl-delta tl-up">↓\u202f\u22125</span>'),
        (None, False, ""),
    ],
)
def test_a_change_is_never_told_by_colour_alone(value: int | None, costs: bool, drawn: str) -> None:
    assert difference(value, integer, costs=costs) == drawn


def test_what_rounds_to_nothing_has_no_direction() -> None:
    assert difference(49, hours) == '<span class="tl-delta tl-zero">0</span>'
    assert [hours(value) for value in (841250, -841250, -49, 0)] == ["8,412", "\u22128,412", "0", "0"]


def test_another_month_brings_its_own_figures(desk: Desk) -> None:
    model = ImpactModel(desk)
    desk.session.show_month(MONTHS[0])
    assert model.counted == desk.accounts.num_rows
    assert model.impact.whole.change.accounts == 0
