"""The shipped policies of points: as the documents have them, in both languages, each figure traced."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from rich.console import Console

from tierline.cli import main
from tierline.errors import BadInputError
from tierline.messages import use_language
from tierline.performance.own_accounts import share_of
from tierline.performance.policy_changes import with_changes
from tierline.performance.policy_diff import diff_points
from tierline.performance.policy_load import (
    load_points_policy,
    points_policy_from_text,
    points_policy_ids,
    read_points_file,
)
from tierline.performance.policy_show import points_to_dict, show_points
from tierline.policy.load import load_policy, policy_path

SHIPPED = pytest.mark.parametrize("policy", points_policy_ids())
LONGYAN = load_points_policy("longyan-points", "2026-10")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def records(value: Any, place: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield every titled record of a policy file with its place."""
    if isinstance(value, dict):
        if "title" in value:
            yield place, value
        for name, inner in value.items():
            yield from records(inner, f"{place}.{name}")
    elif isinstance(value, list):
        for inner in value:
            yield from records(inner, f"{place}.{inner.get('id', '') if isinstance(inner, dict) else ''}")


def document(policy: str) -> list[tuple[str, dict[str, Any]]]:
    text = policy_path(policy).read_text(encoding="utf-8")
    return list(records(tomllib.loads(text, parse_float=Decimal), policy))


@SHIPPED
def test_it_is_in_order_from_its_first_month_on(policy: str) -> None:
    file, text, path = read_points_file(policy)
    assert file.id == policy == path.parent.name
    first = min(entry.since for parameter in file.parameters().values() for entry in parameter.values)
    loaded = load_points_policy(policy, f"{first:%Y-%m}")
    for role in loaded.roles:
        assert sum(category.weight for category in role.categories) == 10_000
        assert loaded.scheme(role.id).terms().share.sum() == 100_000_000
        assert tuple(each.id for each in loaded.scheme(role.id).indicators) == role.indicator_ids
    assert points_policy_from_text(text, f"{first:%Y-%m}").sha256 == loaded.sha256


@SHIPPED
def test_everything_is_named_in_both_languages(policy: str) -> None:
    for place, record in document(policy):
        for key in {"title", "description", "note", "evidence"} & set(record):
            text = record[key]
            assert set(text) == {"en", "zh"}, f"{place}.{key}"
            assert text["en"].strip() == text["en"] != "", f"{place}.{key}"
            assert text["en"][0].isupper() or text["en"][0].isdigit(), f"{place}.{key}: {text['en']}"
            assert not CHINESE.search(text["en"]), f"{place}.{key}"
            assert CHINESE.search(text["zh"]), f"{place}.{key}"


@SHIPPED
def test_everything_says_which_rule_and_whether_the_document_gives_it(policy: str) -> None:
    for place, record in document(policy):
        ids = [part.strip() for part in record["reference"].split(";")[0].split(",")]
        assert all(re.fullmatch(r"(XJ|LY|FZ|VIP|SH)-\d+", each) for each in ids), place
        if "values" in record:
            assert record["source"] in ("seed", "default"), place
            assert record["unit"].strip(), place


def test_longyan_has_the_categories_and_indicators_of_the_document() -> None:
    """LY-12: 60/30/10, with a cap of 10 each way; ICT penetration counts from 95 %."""
    manager = LONGYAN.role("account_manager")
    assert [(each.id, each.weight) for each in manager.categories] == [
        ("ict", 6000), ("service", 3000), ("daily", 1000),
    ]  # fmt: skip
    ict, service, daily = (tuple(category.weights) for category in manager.categories)
    assert ict == ("ict_revenue", "mas_arrivals", "adc_arrivals", "terminal_users", "ict_penetration")
    assert service == ("visits_done", "first_reply", "care_done", "callback_satisfaction", "retention")
    assert daily == ("completeness", "freshness", "plan_and_log", "exam")
    penetration = LONGYAN.indicator("ict_penetration")
    assert (penetration.kind, penetration.target_value) == ("level", 9500)
    assert (LONGYAN.bonus_cap, LONGYAN.deduction_cap, LONGYAN.cap_basis) == (1000, 1000, "allotted")
    assert (LONGYAN.lowest, LONGYAN.highest, manager.bounds) == (0, 11_000, "LY-12")


def test_longyan_counts_by_the_defaults_of_the_rulebook() -> None:
    """LY-14: no points below 60 %, nothing beyond 100 %, a missing actual holds the statement."""
    for each in LONGYAN.indicators:
        assert (each.floor, each.ceiling) == (600_000, 1_000_000)
        assert each.no_actual == ("skip" if each.id == "retention" else "hold")
    assert {each.id for each in LONGYAN.indicators if each.kind == "less"} == {"off_net", "loss"}


def test_what_the_month_knows_itself_is_derived() -> None:
    derived = {each.id for each in LONGYAN.indicators if each.derivation}
    assert derived == {"ict_revenue", "ict_penetration", "retention", "completeness", "freshness"}


def test_longyan_has_the_other_roles() -> None:
    """FZ-4: phone managers in two dimensions; LY-16: half own, half the team's mean."""
    phone = LONGYAN.role("phone_manager")
    assert [category.id for category in phone.categories] == ["basic_work", "key_retention"]
    assert tuple(phone.categories[1].weights) == ("retention", "off_net", "loss", "sticky_products")
    for name, team in (("assistant", "team"), ("product_manager", "all")):
        mix = LONGYAN.role(name).mix
        assert mix is not None
        assert (mix.own, mix.team_role, mix.team, mix.no_team) == (5000, "account_manager", team, "own")


def test_items_are_those_of_the_document() -> None:
    """LY-12 (4): each with its points, the evidence asked for and a cap."""
    assert [item.id for item in LONGYAN.items if item.effect == "bonus"] == [
        "new_service_promotion", "information_report", "media_coverage", "team_building",
    ]  # fmt: skip
    assert [item.id for item in LONGYAN.items if item.effect == "deduction"] == [
        "justified_complaint", "media_exposure",
    ]  # fmt: skip
    assert all(0 < item.points <= item.cap <= 1000 for item in LONGYAN.items)


@pytest.mark.parametrize(
    ("total", "band", "coefficient"),
    [
        (0, 0, 60),
        (5999, 0, 60),
        (6000, 1, 80),
        (8999, 3, 100),
        (9000, 4, 110),
        (10_000, 5, 120),
        (11_000, 5, 120),
    ],
)
def test_pay_bands_read_the_rounded_total_edges_to_the_upper_band(
    total: int, band: int, coefficient: int
) -> None:
    """LY-15."""
    assert (LONGYAN.pay.band(total), LONGYAN.pay.coefficient(total)) == (band, coefficient)


def test_figures_can_be_changed_for_asking_what_if() -> None:
    changed = with_changes(
        LONGYAN,
        {
            "account_manager.ict.weight": 65,
            "account_manager.ict.weights.ict_revenue": 30.0,
            "account_manager.daily.weight": 5,
            "account_manager.daily.weights": {"completeness": 2, "exam": 3},
            "caps.basis": "attained",
            "ict_penetration.target_value": 90,
        },
    )
    assert [each.weight for each in changed.role("account_manager").categories] == [6500, 3000, 500]
    assert changed.role("account_manager").categories[0].weights["ict_revenue"] == 3000
    assert changed.cap_basis == "attained"
    assert changed.indicator("ict_penetration").target_value == 9000
    assert changed.sha256 != LONGYAN.sha256
    assert with_changes(LONGYAN, {}).parameters == LONGYAN.parameters


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"caps.bonus": 11}, "caps.bonus: LY-12"),
        (
            {"account_manager.ict.weight": 55, "account_manager.ict.weights.ict_revenue": 20},
            "LY-12 asks for 60.00",
        ),
        ({"account_manager.ict.weights.ict_revenue": 26}, "add up to 61.00"),
        ({"caps.bonuses": 5}, "no parameter 'caps.bonuses'"),
        ({"caps.bonus.more": 5}, "no parameter 'caps.bonus.more'"),
        ({"defaults.floor": 2}, "defaults.floor"),
    ],
)
def test_a_changed_policy_keeps_the_rules(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(BadInputError, match=re.escape(words)):
        with_changes(LONGYAN, changes)


def test_each_kind_of_policy_says_so_where_the_other_is_wanted() -> None:
    with pytest.raises(BadInputError, match="is a policy of points"):
        load_policy("longyan-points", "2026-10")
    with pytest.raises(BadInputError, match=r"no policy of points.*longyan-points"):
        load_points_policy("xinjiang-2008", "2026-10")


def test_what_differs_is_named_figure_by_figure() -> None:
    """`tierline policy diff` tells two policies of points apart, too."""
    changed = with_changes(LONGYAN, {"caps.bonus": 8, "exam.target_value": 90})
    assert [(each.id, each.before, each.after) for each in diff_points(LONGYAN, changed)] == [
        ("exam.target_value", "100.00", "90"), ("caps.bonus", "10.00", "8"),
    ]  # fmt: skip
    assert diff_points(LONGYAN, LONGYAN) == []
    other = load_points_policy("crm-sales-points", "2026-10")
    found = {each.id: (each.before, each.after) for each in diff_points(LONGYAN, other)}
    assert found["period"] == ("month", "quarter")
    assert found["won_deals"] == (None, "more count table policy")
    assert found["assistant"] == ("LY-16 team account_manager", None)


def test_the_command_tells_two_policies_of_points_apart(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["policy", "diff", "longyan-points", "crm-sales-points", "--month", "2026-10"])
        raise SystemExit(0)
    assert left.value.code in (0, None)
    assert "pay.bands" in capsys.readouterr().out
    with pytest.raises(SystemExit) as refused:
        main(["policy", "diff", "longyan-points", "xinjiang-2008", "--month", "2026-10"])
    assert refused.value.code == 3


def test_show_says_whose_mean_counts_and_how_derived_shares_are_cut(
    capsys: pytest.CaptureFixture[str],
) -> None:
    """LY-16 and LY-14, in both languages."""
    for language, told in (
        (
            "en",
            (
                "the mean of all of the role Account manager, whatever their team",
                "(product_manager.mix.team = all)",
                "in the own team (assistant.mix.team = team)",
                "379 of 399 counts as 94.98 %",
            ),
        ),
        ("zh", ("全部客户经理（不限团队）的平均分占 50.00%", "本团队客户经理的平均分", "按 94.98% 计")),
    ):
        with use_language(language):
            show_points(LONGYAN, Console(width=200))
        out = capsys.readouterr().out
        assert [words for words in told if words not in out] == []
    assert share_of(379, 399) == 9498
    roles = {each["id"]: each["mix"] for each in points_to_dict(LONGYAN)["roles"]}
    assert roles["product_manager"] == {"own": "50.00", "team_role": "account_manager", "team": "all"}
    assert roles["account_manager"] is None
