"""Published, a scenario is a policy with further dated values, the earlier ones kept (VIP-3)."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.drawn_deltas import changed_by_hand, changes
from tests.drawn_policies import LAST_DAY, MONTH, as_toml, policies
from tests.policy.cases import POLICIES
from tests.policy.test_delta import decisive, delta_of, loaded, shipped
from tierline.errors import BadInputError
from tierline.policy.delta import Delta
from tierline.policy.delta_apply import apply_delta
from tierline.policy.delta_publish import later_values, publish_text
from tierline.policy.load import load_policy, policy_from_text
from tierline.policy.resolved import Policy

DECEMBER = dt.date(2026, 12, 1)
DATED = (POLICIES / "dated.toml").read_text(encoding="utf-8")


def renamed(policy: Policy) -> Policy:
    """Call rules that began again by their first name."""
    return replace(
        policy, rules=tuple(replace(rule, id=re.sub(r"_\d{8}$", "", rule.id)) for rule in policy.rules)
    )


@settings(max_examples=100)
@given(policy=policies(), data=st.data())
def test_the_text_says_what_was_planned(policy: dict[str, Any], data: st.DataObject) -> None:
    text = as_toml(policy)
    held = policy_from_text(text, MONTH)
    wanted = data.draw(changes(policy))
    if loaded(changed_by_hand(policy, wanted)) is None:
        with pytest.raises(BadInputError):
            publish_text(text, delta_of(held, wanted), LAST_DAY)
        return
    delta = delta_of(held, wanted)
    try:
        published = publish_text(text, delta, LAST_DAY)
    except BadInputError as error:  # shortened, a rule may have become one that another always outdoes
        assert "can never matter" in error.render("en")
        return
    found = policy_from_text(published, MONTH)
    assert decisive(renamed(found)) == decisive(apply_delta(held, delta))
    before = policy_from_text(published, "2026-09")
    assert decisive(before) == decisive(policy_from_text(text, "2026-09"))


def test_a_text_keeps_its_comments_and_earlier_values() -> None:
    policy = shipped()
    text = "# agreed on in spring\n" + policy.text.replace("value = 80.00 }", "value = 80.00 }  ")
    held = policy_from_text(text, MONTH)
    delta = delta_of(held, {"tiers.A1.line": 82.5, "hysteresis.buffer": "off"})
    published = publish_text(text, delta, DECEMBER)
    assert published.startswith("# agreed on in spring\n")
    assert policy_from_text(published, "2026-11").tiers == held.tiers
    later = policy_from_text(published, "2026-12")
    assert (later.tiers[0].line, later.hysteresis.buffer) == (8250, None)
    assert later.parameter("A1.line").since == DECEMBER
    changed = [line for line in published.splitlines() if line not in text.splitlines()]
    assert len(changed) == 2


def test_values_written_on_lines_of_their_own_get_one_more() -> None:
    held = shipped()
    spread = "values = [\n    { from = 2008-10-01, value = 80.00 }, # first\n]"
    text = held.text.replace("values = [{ from = 2008-10-01, value = 80.00 }]", spread)
    assert text != held.text
    delta = delta_of(policy_from_text(text, MONTH), {"tiers.A1.line": 90})
    published = publish_text(text, delta, DECEMBER)
    assert "# first" in published
    assert policy_from_text(published, "2026-12").tiers[0].line == 9000


def test_a_value_of_the_same_day_is_replaced() -> None:
    held = shipped()
    once = publish_text(held.text, delta_of(held, {"tiers.A1.line": 82.5}), DECEMBER)
    december = policy_from_text(once, "2026-12")
    twice = publish_text(once, delta_of(december, {"tiers.A1.line": 83}), DECEMBER)
    assert twice.count("2026-12-01") == 1
    assert policy_from_text(twice, "2026-12").tiers[0].line == 8300


def test_a_rule_put_out_ends_the_day_before() -> None:
    held = shipped()
    published = publish_text(held.text, delta_of(held, {"rules.tax_top_500.enabled": False}), DECEMBER)
    assert "until = 2026-11-30" in published
    assert "tax_top_500" in {rule.id for rule in policy_from_text(published, "2026-11").rules}
    assert "tax_top_500" not in {rule.id for rule in policy_from_text(published, "2026-12").rules}


def test_a_rule_that_would_only_begin_goes() -> None:
    held = policy_from_text(DATED, "2022-01")
    published = publish_text(DATED, delta_of(held, {"rules.campaign.enabled": False}), dt.date(2022, 1, 1))
    assert "campaign" not in {rule.id for rule in policy_from_text(published, "2022-06").rules}


def test_a_rule_that_ended_begins_again_under_a_new_name() -> None:
    held = policy_from_text(DATED, "2022-08")
    published = publish_text(DATED, delta_of(held, {"rules.campaign.enabled": True}), dt.date(2022, 9, 1))

    def rules(month: str) -> list[str]:
        return [rule.id for rule in policy_from_text(published, month).rules]

    assert "campaign" in rules("2022-06")
    assert not {"campaign", "campaign_20220901"} & set(rules("2022-08"))
    assert "campaign_20220901" in rules("2022-09")


def test_a_rule_goes_on_where_it_ended_the_day_before() -> None:
    held = policy_from_text(DATED, "2022-07")
    published = publish_text(DATED, delta_of(held, {"rules.campaign.enabled": True}), dt.date(2022, 7, 1))
    assert "campaign" in {rule.id for rule in policy_from_text(published, "2023-01").rules}


def test_what_the_text_changes_again_later_is_told() -> None:
    held = policy_from_text(DATED, "2022-04")
    scale = {"edges": [90, 180, 260], "points": [0, 30, 60, 100]}
    delta = delta_of(held, {"indicators.spend.scale": scale})
    (note,) = later_values(held, delta, dt.date(2022, 5, 1))
    assert "2022-05-09" in note.render("en")
    assert later_values(held, delta, dt.date(2022, 6, 1)) == []


def test_a_plan_that_a_later_value_contradicts_is_refused() -> None:
    held = shipped()
    once = publish_text(held.text, delta_of(held, {"tiers.A1.line": 70}), dt.date(2027, 1, 1))
    now = policy_from_text(once, MONTH)
    with pytest.raises(BadInputError, match="from 2027-01-01 the line 75 is not below A1's 70"):
        publish_text(once, delta_of(now, {"tiers.A2.line": 75}), DECEMBER)


def test_a_stale_or_unfit_delta_is_not_published() -> None:
    held = shipped()
    with pytest.raises(BadInputError, match="was changed since"):
        publish_text(held.text + "\n", delta_of(held, {"tiers.A1.line": 82}), DECEMBER)
    with pytest.raises(BadInputError, match="Lines must fall"):
        publish_text(held.text, delta_of(held, {"tiers.A1.line": 20}), DECEMBER)


def test_nothing_changed_leaves_the_text_as_it_is() -> None:
    held = load_policy("generic-abcd", MONTH)
    assert publish_text(held.text, Delta.of(held), DECEMBER) == held.text
