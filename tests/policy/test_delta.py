"""A delta applied to the loaded policy is the policy whose text has the same figures (XJ-1, XJ-3, VIP-10)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

import tierline
from tests.drawn_deltas import changed_by_hand, changes
from tests.drawn_policies import MONTH, Row, as_toml
from tests.policy.cases import POLICIES
from tests.strategies import Drawn, drawn
from tests.tiering import tables
from tests.tiering.test_against_naive import PLAIN, override_table, previous_table
from tierline.errors import BadInputError
from tierline.policy.delta import Change, Delta, line_changes
from tierline.policy.delta_apply import apply_delta, without_idle
from tierline.policy.delta_check import Problem, check_delta
from tierline.policy.delta_paths import baseline, paths
from tierline.policy.delta_words import changed
from tierline.policy.load import policy_from_text
from tierline.policy.resolved import Policy
from tierline.tiering.score import grade_table

SHIPPED = [("xinjiang-2008", MONTH), ("generic-abcd", MONTH), ("size-by-sales", MONTH)]
DATED = str(POLICIES / "dated.toml")


def shipped() -> Policy:
    return tierline.load_policy("xinjiang-2008", MONTH)


def delta_of(policy: Policy, wanted: dict[str, Any]) -> Delta:
    return Delta.of(policy, [Change(path, value) for path, value in wanted.items()])


def told(policy: Policy, wanted: dict[str, Any]) -> list[tuple[tuple[str, ...], str]]:
    found = check_delta(policy, delta_of(policy, wanted))
    return [(each.paths, each.render("en")) for each in found if isinstance(each, Problem)]


def decisive(policy: Policy) -> tuple[Any, ...]:
    """Return all of a policy that grades."""
    held = {each.id: each.value for each in policy.parameters}
    return policy.tiers, policy.indicators, policy.rules, policy.hysteresis, held


def loaded(policy: Row) -> Policy | None:
    try:
        return policy_from_text(as_toml(policy), MONTH)
    except BadInputError:
        return None


def assert_grade_alike(given: Drawn, one: Policy, other: Policy) -> None:
    table = tables.arrow(given.rows, PLAIN)
    state = previous_table(given), override_table(given)
    for mine, theirs in zip(
        grade_table(table, one, *state).outcome, grade_table(table, other, *state).outcome, strict=True
    ):
        assert np.array_equal(mine, theirs)


@settings(max_examples=150)
@given(given=drawn(most_rows=8), data=st.data())
def test_applied_is_what_the_changed_text_gives(given: Drawn, data: st.DataObject) -> None:
    wanted = data.draw(changes(given.policy))
    policy = policy_from_text(given.toml, MONTH)
    delta = delta_of(policy, wanted)
    reference = loaded(changed_by_hand(given.policy, wanted))
    problems = check_delta(policy, delta)
    event("sound" if reference else "refused")
    assert (reference is None) == bool(problems), [each.render("en") for each in problems]
    if reference is None:
        with pytest.raises(BadInputError):
            apply_delta(policy, delta)
        return
    applied = apply_delta(policy, delta)
    assert decisive(applied) == decisive(reference)
    assert_grade_alike(given, applied, reference)


@pytest.mark.parametrize(("name", "month"), [*SHIPPED, (DATED, "2022-05"), (DATED, "2023-01")])
def test_every_path_can_be_set_to_what_it_is(name: str, month: str) -> None:
    policy = tierline.load_policy(name, month)
    delta = Delta.of(policy, [Change(path, baseline(policy, path)) for path in paths(policy)])
    assert check_delta(policy, delta) == []
    assert without_idle(policy, delta).changes == ()
    assert apply_delta(policy, delta) is policy
    assert changed(policy, delta) == []


def test_an_applied_policy_says_what_it_holds() -> None:
    policy = shipped()
    applied = apply_delta(policy, Delta.of(policy, line_changes(policy, [8250, 6500, 5000, 3000])))
    assert [tier.line for tier in applied.tiers] == [8250, 6500, 5000, 3000, 0]
    assert applied.parameter(f"{policy.tiers[0].id}.line").value == Decimal("82.5")
    assert applied.parameter(f"{policy.tiers[0].id}.line").since.isoformat() == "2026-10-01"
    assert applied.sha256 != policy.sha256
    assert policy.tiers[0].line == 8000


def test_rules_can_be_put_out_and_into_force() -> None:
    policy = tierline.load_policy(DATED, "2022-08")
    assert [rule.id for rule in policy.rules] == ["in_trouble", "complained"]
    delta = delta_of(policy, {"rules.campaign.enabled": True, "rules.complained.enabled": False})
    assert [rule.id for rule in apply_delta(policy, delta).rules] == ["campaign", "in_trouble"]
    assert [each.render("en") for each in changed(policy, delta)] == [
        "In the campaign of 2022: off → on",
        "Has complained: on → off",
    ]


def test_a_rule_that_would_be_idle_is_told() -> None:
    policy = policy_from_text(
        (POLICIES / "dated.toml").read_text(encoding="utf-8").replace("2022-06-30", "2022-06-30"), "2022-08"
    )
    text = policy.text.replace(
        '[[qualification]]\nid = "in_trouble"',
        '[[qualification]]\nid = "campaign_again"\neffect = "floor"\ntier = "diamond"\n'
        'title = { en = "Again", zh = "再次" }\nfrom = 2022-07-01\nreference = "VIP-4"\nsource = "default"\n'
        'when = { column = "on_retention_programme", op = "==", value = true }\n\n'
        '[[qualification]]\nid = "in_trouble"',
    )
    again = policy_from_text(text, "2022-08")
    (found,) = told(again, {"rules.campaign.enabled": True})
    assert found[0] == ("rules.campaign.enabled",)
    assert "it can never matter" in found[1]
    assert not told(again, {"rules.campaign.enabled": True, "rules.campaign_again.enabled": False})


@pytest.mark.parametrize(
    ("wanted", "where", "words"),
    [
        ({"tiers.{best}.line": 40}, ("tiers.A2.line",), "Lines must fall"),
        ({"tiers.A1.line": 100.5}, ("tiers.A1.line",), "lies outside the range"),
        ({"tiers.A1.line": "high"}, ("tiers.A1.line",), "is not allowed as a line"),
        ({"tiers.A1.line": True}, ("tiers.A1.line",), "is not allowed as a line"),
        ({"tiers.A1.line": float("nan")}, ("tiers.A1.line",), "is not allowed as a line"),
        ({"tiers.A1.line": 80.005}, ("tiers.A1.line",), "at most 2 decimals"),
        ({"indicators.employees.missing": "none"}, ("indicators.employees.missing",), '"skip"'),
        ({"indicators.employees.scale": 3}, ("indicators.employees.scale",), "must be a table"),
        (
            {"indicators.employees.scale": {"edges": [9, 3], "points": [0, 1, 2]}},
            ("indicators.employees.scale",),
            "edges must increase strictly",
        ),
        (
            {"indicators.employees.scale": {"edges": [3, 9], "points": [0, 1]}},
            ("indicators.employees.scale",),
            "2 edges need 3 points",
        ),
        ({"hysteresis.months": 13}, ("hysteresis.months",), "outside the range 1 to 12"),
        ({"hysteresis.months": 1.5}, ("hysteresis.months",), "whole number of months from 1 to 12."),
        (
            {"hysteresis.months": "two"},
            ("hysteresis.months",),
            "'two' is not a whole number of months from 1 to 12.",
        ),
        ({"hysteresis.buffer": "none"}, ("hysteresis.buffer",), "is not understood"),
        ({"hysteresis.enabled": "yes"}, ("hysteresis.enabled",), "neither true nor false"),
        ({"rules.tax_top_500.enabled": 1}, ("rules.tax_top_500.enabled",), "neither true nor false"),
        ({"tiers.A9.line": 80}, ("tiers.A9.line",), "Did you mean one of: tiers.A"),
        ({"tiers.C.line": 10}, ("tiers.C.line",), "is no figure of the policy"),
        ({"indicators.employees.kind": "bands"}, ("indicators.employees.kind",), "is no figure"),
        ({"lists.key_industries": []}, ("lists.key_industries",), "is no figure of the policy"),
        ({"": 1}, ("",), "is no figure of the policy"),
    ],
)
def test_each_mistake_is_told_in_its_place(
    wanted: dict[str, Any], where: tuple[str, ...], words: str
) -> None:
    policy = shipped()
    wanted = {path.replace("{best}", policy.tiers[0].id): value for path, value in wanted.items()}
    found = told(policy, wanted)
    assert any(paths == where and words in text for paths, text in found), found


def test_weights_must_make_100_and_all_of_them_are_marked() -> None:
    policy = shipped()
    ((where, text),) = told(policy, {"indicators.employees.weight": 99})
    assert where == tuple(f"indicators.{each.id}.weight" for each in policy.indicators)
    assert "instead of 100.00 per cent" in text


def test_several_mistakes_are_told_together() -> None:
    found = told(shipped(), {"tiers.A1.line": 40, "hysteresis.months": 0, "rules.nobody.enabled": True})
    assert len(found) >= 3


def test_another_policy_month_or_text_is_told_alone() -> None:
    policy = shipped()
    delta = delta_of(policy, {"tiers.A1.line": 1})
    other = tierline.load_policy("generic-abcd", MONTH)
    later = tierline.load_policy("xinjiang-2008", "2026-11")
    stale = policy_from_text(policy.text + "\n# changed\n", MONTH)
    for against, words in ((other, "policy xinjiang-2008"), (later, "for 2026-10"), (stale, "was changed")):
        (problem,) = check_delta(against, delta)
        assert words in problem.render("en")
        with pytest.raises(BadInputError, match=words):
            apply_delta(against, delta)


def test_every_problem_is_told_in_chinese_too() -> None:
    policy = shipped()
    wanted = {"tiers.A1.line": 40, "indicators.employees.weight": 99, "rules.x.enabled": 1}
    for problem in check_delta(policy, delta_of(policy, wanted)):
        assert any("\u4e00" <= sign <= "\u9fff" for sign in problem.render("zh"))


@pytest.mark.parametrize("months", [0, 13, 121])
def test_months_outside_their_range_are_told_once(months: int) -> None:
    policy = tierline.load_policy("xinjiang-2008", "2026-10")
    problems = check_delta(policy, Delta.of(policy, [Change("hysteresis.months", months)]))
    assert [each.render("en") for each in problems] == [
        f"Months below before a downgrade: {months} lies outside the range 1 to 12. Type a figure within it."
    ]
