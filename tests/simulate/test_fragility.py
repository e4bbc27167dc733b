"""Accounts close to a line, counted one by one; flips under noise, graded draw by draw in plain steps."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tierline
from tierline import threads
from tierline.errors import UsageError
from tierline.policy.resolved import Policy
from tierline.simulate.chosen import chosen
from tierline.simulate.fragility import near_lines, shake
from tierline.simulate.index import with_lines
from tierline.store.summary import fen
from tierline.tables.sample import write_sample
from tierline.tiering import score as scoring
from tierline.tiering.score import grade_table

POLICY = tierline.load_policy("xinjiang-2008", "2026-10")
State = tuple[pa.Table, pa.Table, pa.Table]

lines = st.lists(st.integers(1, 10_000), min_size=4, max_size=4, unique=True)


@given(
    scores=st.lists(st.integers(0, 10_000), max_size=40),
    lines=lines.map(lambda given: sorted(given, reverse=True)),
    within=st.lists(st.integers(0, 12_000), max_size=4),
    data=st.data(),
)
@settings(max_examples=100)
def test_near_lines(scores: list[int], lines: list[int], within: list[int], data: st.DataObject) -> None:
    policy = with_lines(POLICY, lines)
    near = [*scores, *lines, *(line - 1 for line in lines)]
    revenue = data.draw(st.lists(st.integers(-(10**12), 10**12), min_size=len(near), max_size=len(near)))
    mask = data.draw(st.lists(st.booleans(), min_size=len(near), max_size=len(near)))
    found = near_lines(
        np.array(near, np.int16), policy, within, np.array(revenue, np.int64), np.array(mask, np.bool_)
    ).to_pylist()
    assert [(row["tier"], row["within"]) for row in found] == [
        (tier.id, distance) for tier in policy.tiers[:-1] for distance in within
    ]
    kept = [(score, money) for score, money, one in zip(near, revenue, mask, strict=True) if one]
    for row in found:
        above = [money for score, money in kept if 0 <= score - row["line"] <= row["within"]]
        below = [money for score, money in kept if 0 < row["line"] - score <= row["within"]]
        assert (row["above"], row["below"]) == (len(above), len(below))
        assert (row["revenue_above_fen"], row["revenue_below_fen"]) == (sum(above), sum(below))


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> State:
    folder: Path = tmp_path_factory.mktemp("province")
    write_sample(folder, accounts=800, months=2, last_month="2026-10")
    before, now = (
        pq.read_table(folder / "raw" / f"month={month}" / "accounts.parquet")
        for month in ("2026-09", "2026-10")
    )
    overrides = pq.read_table(folder / "raw" / "month=2026-10" / "overrides.parquet")
    return now, tierline.score(before, tierline.load_policy("xinjiang-2008", "2026-09")), overrides


def by_hand(state: State, policy: Policy, noise: int, draws: int, seed: int) -> list[list[str]]:
    """Return the final tiers of each draw: amounts changed one by one, graded with everything at once."""
    table, previous, overrides = state
    rng = np.random.default_rng(seed)
    found = []
    for _draw in range(draws):
        parts = rng.integers(-1_000_000, 1_000_000, table.num_rows, endpoint=True)
        other = table
        for name in ("monthly_revenue", "ict_revenue"):
            values = [
                None if yuan is None else round(round(yuan * 100) * (1 + int(part) * (noise / 1e10))) / 100
                for yuan, part in zip(table[name].to_pylist(), parts, strict=True)
            ]
            other = other.set_column(other.column_names.index(name), name, pa.array(values, pa.float64()))
        found.append(tierline.score(other, policy, previous, overrides)["tier"].to_pylist())
    return found


def test_flips_are_those_of_grading_each_draw_anew(province: State) -> None:
    table, previous, overrides = province
    mask = ~chosen(table, area=table["area_id"][0].as_py())
    found = shake(table, POLICY, previous, overrides, noise=3000, draws=6, seed=11, chosen=mask)
    base = tierline.score(table, POLICY, previous, overrides)["tier"].to_pylist()
    drawn = by_hand(province, POLICY, 3000, 6, 11)
    wanted = [[a != b and one for a, b, one in zip(tiers, base, mask, strict=True)] for tiers in drawn]
    assert found.flips.tolist() == [sum(row) for row in wanted]
    assert found.times.tolist() == np.array(wanted).sum(axis=0).tolist()
    assert found.flips.sum() > 0
    pairs: dict[tuple[str, str], int] = {}
    for tiers, flipped in zip(drawn, wanted, strict=True):
        for old, new, one in zip(base, tiers, flipped, strict=True):
            pairs[old, new] = pairs.get((old, new), 0) + one
    told = {(row["tier"], row["tier_in_noise"]): row["flips"] for row in found.to_table().to_pylist()}
    assert told == {pair: count for pair, count in pairs.items() if count}
    assert (found.fewest, found.most) == (min(found.flips), max(found.flips))
    assert found.mean == found.flips.sum() / 6


def test_the_most_fragile_accounts_come_first(province: State) -> None:
    table, previous, overrides = province
    found = shake(table, POLICY, previous, overrides, noise=1000, draws=8, seed=3)
    rows = found.fragile().to_pylist()
    assert len(rows) == int((found.times > 0).sum()) > 3
    keys = [(-row["flips"], -row["revenue_fen"], row["account_id"]) for row in rows]
    assert keys == sorted(keys)
    assert found.fragile(3).to_pylist() == rows[:3]
    ids = table["account_id"].to_pylist()
    revenue = fen(table["monthly_revenue"])
    for row in rows:
        place = ids.index(row["account_id"])
        assert row["flips"] == found.times[place] == round(row["probability"] * 8)
        assert row["revenue_fen"] == revenue[place]
        assert row["tier_in_noise"] != row["tier"]


def test_the_same_seed_gives_the_same_bits(province: State, monkeypatch: pytest.MonkeyPatch) -> None:
    table, previous, overrides = province
    first = shake(table, POLICY, previous, overrides, noise=700, draws=3, seed=5)
    monkeypatch.setattr(scoring, "LEAST_ROWS", 1)
    monkeypatch.setattr(threads, "thread_count", lambda: 3)
    again = shake(table, POLICY, previous, overrides, noise=700, draws=3, seed=5)
    other = shake(table, POLICY, previous, overrides, noise=700, draws=3, seed=6)
    assert first.times.tobytes() == again.times.tobytes()
    assert first.fragile().equals(again.fragile())
    assert first.times.tobytes() != other.times.tobytes()


def test_no_noise_flips_nobody_and_the_table_is_left_alone(province: State) -> None:
    table, previous, overrides = province
    copy = table.slice(0)
    found = shake(table, POLICY, previous, overrides, noise=0, draws=2, seed=1)
    assert found.most == found.mean == 0
    assert found.fragile().num_rows == found.to_table().num_rows == 0
    assert table.equals(copy)


def test_a_policy_without_revenue_knows_no_noise(province: State) -> None:
    table, _previous, _overrides = province
    kept = [each for each in POLICY.indicators if each.column not in ("monthly_revenue", "ict_revenue")]
    policy = replace(POLICY, indicators=tuple(kept), rules=())
    assert shake(table, policy, noise=5000, draws=2, seed=1).most == 0


def test_nobody_and_no_rows(province: State) -> None:
    table, _previous, _overrides = province
    nobody = np.zeros(table.num_rows, np.bool_)
    for found in (
        shake(table, POLICY, noise=500, draws=2, seed=1, chosen=nobody),
        shake(table.slice(0, 0), POLICY, noise=500, draws=2, seed=1),
    ):
        assert found.flips.tolist() == [0, 0]
        assert found.fragile().num_rows == 0
    empty = near_lines(grade_table(table, POLICY).outcome.score, POLICY, [100], chosen=nobody)
    assert set(empty["above"].to_pylist()) == {0}


def test_requests_that_cannot_be(province: State) -> None:
    table = province[0]
    wrong: list[Any] = [
        lambda: shake(table, POLICY, noise=500, draws=0, seed=1),
        lambda: shake(table, POLICY, noise=10_001, draws=1, seed=1),
        lambda: near_lines(np.zeros(1, np.int16), POLICY, [-1]),
    ]
    for ask in wrong:
        with pytest.raises(UsageError) as error:
            ask()
        assert error.value.render("zh") != error.value.render("en")
