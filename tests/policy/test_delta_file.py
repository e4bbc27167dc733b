"""A delta as a value and as a file: read back as written, stacked, put into words."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tierline
from tests.drawn_deltas import changes
from tests.drawn_policies import MONTH, Row, as_toml, policies
from tests.policy.test_delta import delta_of, shipped
from tierline.errors import BadInputError
from tierline.policy.delta import Change, Delta
from tierline.policy.delta_file import delta_from_toml, delta_to_toml
from tierline.policy.delta_paths import baseline
from tierline.policy.delta_stack import stack
from tierline.policy.delta_words import changed
from tierline.policy.load import policy_from_text


@settings(max_examples=50)
@given(drawn_policy=policies(), data=st.data())
def test_a_delta_is_read_back_as_it_was_written(drawn_policy: Row, data: st.DataObject) -> None:
    policy = policy_from_text(as_toml(drawn_policy), MONTH)
    texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    wanted = data.draw(changes(drawn_policy))
    delta = Delta.of(
        policy, delta_of(policy, wanted).changes, data.draw(texts), data.draw(texts), data.draw(texts)
    )
    again = delta_from_toml(delta_to_toml(delta))
    assert again == delta
    assert again.digest() == delta.digest()


def test_a_later_change_of_a_path_takes_the_place_of_the_earlier() -> None:
    delta = delta_of(shipped(), {"tiers.A1.line": 81}).with_change("tiers.A1.line", 82)
    assert delta.changes == (Change("tiers.A1.line", 82),)
    assert delta.get("tiers.A1.line") == 82
    assert delta.without("tiers.A1.line").changes == ()


def test_a_change_is_a_copy_of_its_own() -> None:
    scale = {"edges": [1.5, 3], "points": (0, 50, 100)}
    change = Change("indicators.employees.scale", scale)
    scale["edges"] = []
    assert change.value == {"edges": [Decimal("1.5"), 3], "points": [0, 50, 100]}


def test_the_digest_is_of_the_figures_only() -> None:
    policy = shipped()
    one = Delta.of(policy, [Change("tiers.A1.line", 82), Change("hysteresis.months", 3)], title="One")
    other = Delta.of(policy, [Change("hysteresis.months", 3), Change("tiers.A1.line", 82.0)], title="Other")
    assert one.digest() == other.digest()
    assert one.digest() != one.with_change("tiers.A1.line", 82.01).digest()


@settings(max_examples=50)
@given(drawn_policy=policies(), data=st.data())
def test_stacked_the_second_holds_and_conflicts_are_told(drawn_policy: Row, data: st.DataObject) -> None:
    policy = policy_from_text(as_toml(drawn_policy), MONTH)
    first = data.draw(changes(drawn_policy))
    second = data.draw(changes(drawn_policy))
    both, conflicts = stack(delta_of(policy, first), delta_of(policy, second))
    wanted = delta_of(policy, first | second)
    assert both.digest() == wanted.digest()
    clash = {
        path
        for path in first.keys() & second.keys()
        if Change(path, first[path]) != Change(path, second[path])
    }
    assert {each.path for each in conflicts} == clash


def test_scenarios_on_different_baselines_do_not_stack() -> None:
    first = delta_of(shipped(), {"tiers.A1.line": 81})
    other = delta_of(tierline.load_policy("xinjiang-2008", "2026-09"), {"tiers.A1.line": 82})
    with pytest.raises(BadInputError, match="differ in the month: 2026-10 and 2026-09"):
        stack(first, other)


def test_changes_are_put_into_words() -> None:
    policy = shipped()
    wanted = {
        "tiers.A1.line": 82.5,
        "indicators.employees.weight": 30,
        "indicators.employees.missing": "skip",
        "hysteresis.buffer": "off",
        "hysteresis.months": 3,
    }
    found = changed(policy, delta_of(policy, wanted))
    assert [each.render("en") for each in found] == [
        "Line of A1: 80.00 points → 82.50 points",
        f"Weight of employees: {baseline(policy, 'indicators.employees.weight')} % → 30.00 %",
        "Employees: When missing: 0.00 points → left out of the score",
        "Points below the line for a downgrade at once: 5.00 points → off",
        "Months below before a downgrade: 2 months → 3 months",
    ]
    assert "A1 分数线" in found[0].render("zh")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("schema = ", "not valid TOML"),
        ("schema = 2", "no scenario of this version"),
        ('schema = 1\ncolour = "red"\n[baseline]\npolicy = "p"\nmonth = "m"\npolicy_sha256 = "s"', "colour"),
        ("schema = 1", "baseline: is missing"),
        ('schema = 1\n[baseline]\npolicy = "p"\nmonth = 7\n', "'7' is no text"),
        ("schema = 1\nchange = 3", "no list of changes"),
        ('schema = 1\n[[change]]\npath = "a.b"', "change 1.value: is missing"),
        (
            'schema = 1\n[[change]]\npath = "a"\nvalue = 1\n[[change]]\npath = "a"\nvalue = 2',
            "'a' is changed twice",
        ),
        ('schema = 1\n[[change]]\npath = "a"\nvalue = 1\nwhy = 2', "change 1.why"),
        ("x" * 1_000_001, "too large"),
    ],
)
def test_a_bad_file_is_told(text: str, words: str) -> None:
    with pytest.raises(BadInputError, match=words):
        delta_from_toml(text, "mine.toml")
