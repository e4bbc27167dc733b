"""Each mover is told the rule that moved it, in both languages; filters and refusals of the matrix (XJ-5)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

import tierline
from tierline.errors import BadInputError
from tierline.messages import translate
from tierline.policy.resolved import Hysteresis, Policy
from tierline.simulate import moved_by, moves_split
from tierline.simulate.chosen import chosen
from tierline.simulate.index import with_lines
from tierline.simulate.migration import Migration, migrate
from tierline.store.summary import fen
from tierline.tables.sample import write_sample
from tierline.tiering.score import Graded, grade_table


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> tuple[pa.Table, Policy, tuple[Any, Any]]:
    import pyarrow.parquet as pq

    folder = tmp_path_factory.mktemp("province")
    write_sample(folder, accounts=1500, months=2, last_month="2026-10")
    before, now = (
        pq.read_table(folder / "raw" / f"month={month}" / "accounts.parquet")
        for month in ("2026-09", "2026-10")
    )
    overrides = pq.read_table(folder / "raw" / "month=2026-10" / "overrides.parquet")
    previous = tierline.score(before, tierline.load_policy("xinjiang-2008", "2026-09"))
    return now, tierline.load_policy("xinjiang-2008", "2026-10"), (previous, overrides)


def migrated(province: tuple[pa.Table, Policy, tuple[Any, Any]], scenario: Policy, **more: Any) -> Migration:
    table, policy, state = province
    graded = [grade_table(table, each, *state) for each in (policy, scenario)]
    return migrate(table, graded[0], graded[1], (policy, scenario), **more)


def test_a_line_that_moved_is_named_with_the_score(province: Any) -> None:
    _table, policy, _state = province
    found = migrated(province, with_lines(policy, [8000, 6000, 5000, 3000])).movers("B1", "A2")
    assert len(found)
    for row, text in zip(found.table().to_pylist(), found.because(), strict=True):
        score = f"{row['score_after'] / 100:.2f}"
        if row["cause"] == "line":
            assert text.render("en") == f"The line of A2 moved from 65.00 to 60.00; the score is {score}."
            assert text.render("zh") == f"A2 的分数线由 65.00 调至 60.00；得分 {score}。"
    assert "line" in found.table()["cause"].to_pylist()


def test_the_indicators_that_changed_points_are_named(province: Any) -> None:
    _table, policy, _state = province
    weights = {"monthly_revenue": -1500, "tenure": 1500}
    scenario = replace(
        policy,
        indicators=tuple(
            replace(each, weight=each.weight + weights.get(each.id, 0)) for each in policy.indicators
        ),
    )
    found = migrated(province, scenario)
    told = [text.render("en") for text in found.movers().because()]
    assert any("Monthly revenue weight 25.00 % → 10.00 % (at " in text for text in told)
    assert all(text.startswith(("The score went from", "Hysteresis")) for text in told)


@pytest.mark.parametrize("way", ["off", "on"])
def test_a_floor_switched_off_or_on_is_named(province: Any, way: str) -> None:
    table, policy, state = province
    plain = replace(policy, rules=())
    pair = (policy, plain) if way == "off" else (plain, policy)
    graded = [grade_table(table, each, *state) for each in pair]
    found = migrate(table, graded[0], graded[1], pair).movers()
    told = {text.render("en") for text in found.because() if text.render("en").startswith("The floor")}
    assert told
    assert all(text.endswith(f"is switched {way}.") for text in told)


def test_a_setting_of_hysteresis_is_named(province: Any) -> None:
    _table, policy, _state = province
    found = migrated(province, replace(policy, hysteresis=Hysteresis(False, 2, 500))).movers()
    assert len(found)
    wanted = "any more: the setting was 2 months with a buffer of 5.00 and is off."
    assert all(text.render("en").endswith(wanted) for text in found.because())


def test_an_override_is_named(province: Any) -> None:
    table, policy, (previous, overrides) = province
    before, after = grade_table(table, policy, previous), grade_table(table, policy, previous, overrides)
    found = migrate(table, before, after, (policy, policy)).movers()
    assert len(found)
    assert all(text.render("en").startswith("An override to ") for text in found.because())
    assert set(found.table()["cause"].to_pylist()) == {"override"}


def test_every_cause_has_a_title_in_both_languages() -> None:
    for module in (moved_by, moves_split):
        assert tuple(module.TITLES) == module.CAUSES
        assert all(translate(text, "zh") != text for text in module.TITLES.values())


def test_filters_by_area_industry_and_manager(province: Any) -> None:
    table, policy, _state = province
    area = table["area_id"].cast(pa.string()).to_pylist()
    manager = table["manager_id"].cast(pa.string()).to_pylist()
    one = next(name for name in area if name)
    mask = chosen(table, area=one, manager=[manager[0], manager[1], None])
    assert mask.tolist() == [
        a == one and m in (manager[0], manager[1], None) for a, m in zip(area, manager, strict=True)
    ]
    scenario = with_lines(policy, [8000, 6000, 5000, 3000])
    assert migrated(province, scenario, chosen=mask).accounts == mask.sum()


def test_nobody_chosen_is_an_empty_matrix(province: Any) -> None:
    table, policy, _state = province
    for mask in (
        chosen(table, area="nowhere"),
        chosen(table, industry=[]),
        chosen(table.select(["name"]), area="x"),
    ):
        assert not mask.any()
        found = migrated(province, with_lines(policy, [8000, 6000, 5000, 3000]), chosen=mask)
        assert found.accounts == found.moved == 0
        assert found.to_table()["share"].to_pylist() == [0.0] * 25
        assert found.movers().to_table(language="zh").num_rows == 0
        assert found.causes().num_rows == 0


def test_amounts_are_whole_fen(province: Any) -> None:
    table, policy, _state = province
    found = migrated(province, policy)
    assert found.moved == 0
    assert int(found.moves[:, :, 1].sum()) == int(fen(table["monthly_revenue"]).sum())
    assert found.moves.dtype == np.int64


def test_gradings_that_cannot_be_compared(province: Any) -> None:
    table, policy, state = province
    graded: Graded = grade_table(table, policy, *state)
    fewer = grade_table(table.slice(1), policy)
    other = tierline.load_policy("generic-abcd", "2026-10")
    for wrong, word in (
        (lambda: migrate(table, graded, fewer, (policy, policy)), "same accounts"),
        (lambda: migrate(table, graded, graded, (policy, other)), "tiers are A1"),
        (lambda: migrate(table, graded, graded, (policy, policy), [1, 2]), "2 tiers"),
        (lambda: migrate(table, graded, graded, (policy, policy)).movers("gold"), "gold"),
        (
            lambda: migrate(table, graded, graded.to_table(policy), (policy, replace(policy, rules=()))),
            "does not have",
        ),
    ):
        with pytest.raises(BadInputError) as error:
            wrong()
        assert word in error.value.render("en")
        assert error.value.render("zh") != error.value.render("en")
