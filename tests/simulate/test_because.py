"""Every kind of reason in exact words, on one account whose score is set at will."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

import tierline
from tierline.policy.conditions import Atom
from tierline.policy.resolved import Hysteresis, Indicator, Policy, Rule
from tierline.simulate.migration import migrate
from tierline.tables.registry import arrow_schema
from tierline.tiering.score import grade_table

WHOLE = tierline.load_policy("xinjiang-2008", "2026-10")
BY_ID = {each.id: each for each in WHOLE.indicators}
TABLE = pa.Table.from_pylist(
    [{"account_id": "one", "monthly_revenue": 6000.0, "ict_revenue": None, "tax_rank": 5}],
    schema=arrow_schema("accounts"),
)
ALWAYS = frozenset({Atom("tax_rank", "present")})
NEVER = frozenset({Atom("tax_rank", "missing")})


def indicator(name: str, weight: int, **changes: Any) -> Indicator:
    return replace(BY_ID[name], weight=weight, **changes)


def policy(*indicators: Indicator, **changes: Any) -> Policy:
    """Return a policy where the account has 60 points, the line of B1 at 50 and of A2 at 65 as shipped."""
    own = indicators or (indicator("monthly_revenue", 10_000),)
    return replace(WHOLE, indicators=own, **{"rules": (), **changes})


def rule(effect: str, tier: str, term: Any = ALWAYS) -> Rule:
    return replace(WHOLE.rules[0], id="rule", effect=effect, tier=WHOLE.rank(tier), terms=(term,))


def state(tier: str, below: int = 0) -> pa.Table:
    return pa.table({"account_id": ["one"], "tier": [tier], "reason": ["score"], "months_below": [below]})


def override(tier: str) -> pa.Table:
    row = {"account_id": "one", "tier": tier, "from_date": date(2026, 1, 1), "expires_on": date(2027, 1, 1)}
    return pa.Table.from_pylist([row], schema=arrow_schema("overrides"))


def lines(**moved: int) -> dict[str, Any]:
    return {"tiers": tuple(replace(each, line=moved.get(each.id, each.line)) for each in WHOLE.tiers)}


PLAIN = policy()
TITLE = WHOLE.rules[0].title
TIGHT = {"hysteresis": Hysteresis(True, 2, 400)}
HELD = {"hysteresis": Hysteresis(True, 2, 600)}


@pytest.mark.parametrize(
    ("before", "after", "en", "zh"),
    [
        (PLAIN, PLAIN, "The tier is the same.", "层级不变。"),
        (
            PLAIN,
            policy(**lines(B1=6001)),
            "The line of B1 moved from 50.00 to 60.01; the score is 60.00.",
            "B1 的分数线由 50.00 调至 60.01；得分 60.00。",
        ),
        (
            PLAIN,
            policy(indicator("monthly_revenue", 5000), indicator("ict_revenue", 5000)),
            "The score went from 60.00 to 30.00, the line of B1 is 50.00: Monthly revenue weight "
            "100.00 % → 50.00 % (at 60.00 points); Monthly ICT revenue is new: 0.00 points, weight 50.00 %.",
            "得分由 60.00 变为 30.00，B1 的分数线为 50.00：月收入 权重 100.00 % → 50.00 %（60.00 分）；"
            "月信息化收入 为新增指标：0.00 分，权重 50.00 %。",
        ),
        (
            policy(indicator("monthly_revenue", 5000), indicator("ict_revenue", 5000)),
            policy(indicator("monthly_revenue", 5000), indicator("ict_revenue", 5000, missing=None)),
            "The score went from 30.00 to 60.00, the line of B1 is 50.00: "
            "Monthly ICT revenue 0.00 points → left out (weight 50.00 %).",
            "得分由 30.00 变为 60.00，B1 的分数线为 50.00：月信息化收入 0.00 分 → 不计（权重 50.00 %）。",
        ),
        (
            policy(indicator("monthly_revenue", 5000), indicator("ict_revenue", 5000)),
            policy(indicator("ict_revenue", 10_000, missing=9000), **lines(B1=4000)),
            "The score went from 30.00 to 90.00, the line of A1 is 80.00: Monthly ICT revenue "
            "0.00 → 90.00 points and weight 50.00 % → 100.00 %; "
            "Monthly revenue is left out: it had 60.00 points, weight 50.00 %.",
            "得分由 30.00 变为 90.00，A1 的分数线为 80.00：月信息化收入 0.00 → 90.00 分，"
            "权重 50.00 % → 100.00 %；月收入 不再计分：原得 60.00 分，权重 50.00 %。",
        ),
        (
            policy(indicator("monthly_revenue", 5000), indicator("ict_revenue", 5000)),
            policy(indicator("monthly_revenue", 7500), indicator("ict_revenue", 2500), **lines(B1=4000)),
            "The line of B1 moved from 50.00 to 40.00 and the score from 30.00 to 45.00: Monthly revenue "
            "weight 50.00 % → 75.00 % (at 60.00 points); "
            "Monthly ICT revenue weight 50.00 % → 25.00 % (at 0.00 points).",
            "B1 的分数线由 50.00 调至 40.00，得分由 30.00 变为 45.00：月收入 权重 50.00 % → 75.00 %"
            "（60.00 分）；月信息化收入 权重 50.00 % → 25.00 %（0.00 分）。",
        ),
        (
            policy(indicator("monthly_revenue", 5000), indicator("ict_revenue", 5000), **lines(A2=5500)),
            PLAIN,
            "The score went from 30.00 to 60.00, the line of B1 is 50.00: "
            "Monthly revenue weight 50.00 % → 100.00 % (at 60.00 points); "
            "Monthly ICT revenue is left out: it had 0.00 points, weight 50.00 %.",
            None,
        ),
        (
            PLAIN,
            policy(rules=(rule("floor", "A1"),)),
            f"The floor '{TITLE.en}' (A1) is switched on.",
            f"保底规则“{TITLE.zh}”（A1）已启用。",
        ),
        (
            policy(rules=(rule("floor", "A1"),)),
            policy(rules=(rule("floor", "A2"),)),
            f"The floor '{TITLE.en}' is A2, was A1.",
            f"保底规则“{TITLE.zh}”由 A1 改为 A2。",
        ),
        (
            policy(rules=(rule("floor", "A1"),)),
            policy(rules=(rule("floor", "A1", NEVER),)),
            f"The floor '{TITLE.en}' (A1) does not hold for the account any more: its condition changed.",
            f"保底规则“{TITLE.zh}”（A1）不再适用于该集团：规则条件已改变。",
        ),
        (
            policy(rules=(rule("cap", "C", NEVER),)),
            policy(rules=(rule("cap", "C"),)),
            f"The cap '{TITLE.en}' (C) holds for the account now: its condition changed.",
            f"封顶规则“{TITLE.zh}”（C）现适用于该集团：规则条件已改变。",
        ),
        (
            policy(rules=(rule("cap", "C"),)),
            PLAIN,
            f"The cap '{TITLE.en}' (C) is switched off.",
            f"封顶规则“{TITLE.zh}”（C）已关闭。",
        ),
        (
            policy(rules=(rule("cap", "C"),)),
            policy(rules=(rule("cap", "B2"),)),
            f"The cap '{TITLE.en}' is B2, was C.",
            f"封顶规则“{TITLE.zh}”由 C 改为 B2。",
        ),
    ],
)
def test_lines_points_and_rules(before: Policy, after: Policy, en: str, zh: str | None) -> None:
    told = reason((before, after))
    assert told.render("en") == en
    assert zh is None or told.render("zh") == zh


def reason(
    policies: tuple[Policy, Policy], previous: Any = (None, None), overrides: Any = (None, None)
) -> Any:
    gradings = [grade_table(TABLE, *given) for given in zip(policies, previous, overrides, strict=True)]
    found = migrate(TABLE, gradings[0], gradings[1], policies)
    [row] = [
        found.movers(old, new) for old in found.tiers for new in found.tiers if len(found.movers(old, new))
    ]
    return row.because()[0]


@pytest.mark.parametrize(
    ("before", "after", "en", "zh"),
    [
        (
            policy(**HELD),
            policy(**TIGHT),
            "Hysteresis does not hold it in A2 any more: the setting was 2 months with a buffer of 6.00 "
            "and is 2 months with a buffer of 4.00.",
            "降级缓冲不再将其保持在 A2：设置由“2 个月，缓冲分 6.00”改为“2 个月，缓冲分 4.00”。",
        ),
        (
            policy(hysteresis=Hysteresis(False, 2, None)),
            policy(hysteresis=Hysteresis(True, 2, None)),
            "Hysteresis holds it in A2 now: the setting was off and is 2 months without a buffer.",
            "降级缓冲现将其保持在 A2：设置由“停用”改为“2 个月，无缓冲分”。",
        ),
        (
            policy(**HELD),
            policy(**HELD, **lines(A2=6601)),
            "Hysteresis does not hold it in A2 any more: its score is 6.01 below the line, was 5.00; "
            "the buffer is 6.00.",
            "降级缓冲不再将其保持在 A2：得分低于分数线 6.01，原为 5.00；缓冲分为 6.00。",
        ),
        (
            policy(**HELD),
            policy(**HELD, rules=(rule("cap", "B1"),)),
            "Hysteresis does not hold it in A2 any more: a cap below that tier acts at once.",
            "降级缓冲不再将其保持在 A2：低于该层级的封顶立即生效。",
        ),
    ],
)
def test_hysteresis(before: Policy, after: Policy, en: str, zh: str) -> None:
    told = reason((before, after), (state("A2"), state("A2")))
    assert (told.render("en"), told.render("zh")) == (en, zh)


def test_hysteresis_under_another_state() -> None:
    wide = policy(hysteresis=Hysteresis(True, 2, None))
    ran_out = reason((wide, wide), (state("A2"), state("A2", 1)))
    assert ran_out.render("en") == (
        "Hysteresis does not hold it in A2 any more: another state was taken over from the month before."
    )
    elsewhere = reason((wide, wide), (state("A2"), state("A1")))
    assert elsewhere.render("en") == (
        "Hysteresis holds it in A1 instead of A2: another state was taken over from the month before."
    )


def test_hysteresis_out_of_tables_of_results() -> None:
    """Stored results say nothing of the state before: the settings are what can be told."""
    policies = policy(**HELD), policy(**TIGHT)
    tables = [grade_table(TABLE, each, state("A2")).to_table(each) for each in policies]
    told = migrate(TABLE, tables[0], tables[1], policies).movers().because()[0].render("en")
    assert "the setting was 2 months with a buffer of 6.00" in told
    same = policy(**HELD), policy(**HELD, **lines(A2=6601))
    tables = [grade_table(TABLE, each, state("A2")).to_table(each) for each in same]
    assert "6.01 below the line" in migrate(TABLE, tables[0], tables[1], same).movers().because()[0].render(
        "en"
    )


@pytest.mark.parametrize(
    ("overrides", "en", "zh"),
    [
        ((None, override("A1")), "An override to A1 is in force.", "人工调整为 A1，现已生效。"),
        ((override("A1"), None), "The override to A1 is not in force any more.", "人工调整为 A1，现已失效。"),
        (
            (override("A1"), override("C")),
            "The override is to C instead of A1.",
            "人工调整由 A1 改为 C。",
        ),
    ],
)
def test_overrides(overrides: Any, en: str, zh: str) -> None:
    told = reason((PLAIN, PLAIN), overrides=overrides)
    assert (told.render("en"), told.render("zh")) == (en, zh)
