"""The what-if index gives what scoring every account anew gives, for any lines, filters and settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tierline
from tests.drawn_policies import MONTH
from tests.strategies import Drawn, drawn
from tests.tiering import tables
from tests.tiering.test_against_naive import PLAIN, override_table, previous_table
from tierline import threads
from tierline.errors import BadInputError, IntegrityError
from tierline.policy.resolved import Hysteresis, Policy
from tierline.simulate import combinations, counting
from tierline.simulate.index import Countable, WhatIfIndex, build_index, with_lines
from tierline.tables.sample import write_sample
from tierline.tiering.score import Graded, grade_table


def counted(base: Any, tier: Any, measures: list[Any], tiers: int) -> Any:
    """Count moves row by row, in plain Python."""
    found = np.zeros((tiers, tiers, 1 + len(measures)), object)
    for row in range(len(tier)):
        found[base[row], tier[row], 0] += 1
        for place, values in enumerate(measures):
            found[base[row], tier[row], 1 + place] += int(values[row])
    return found


def some_lines(tiers: int) -> st.SearchStrategy[list[int]]:
    return st.lists(st.integers(1, 10_000), min_size=tiers - 1, max_size=tiers - 1, unique=True).map(
        lambda lines: sorted(lines, reverse=True)
    )


@pytest.fixture(scope="module")
def policy_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Drawn], Path]:
    path = tmp_path_factory.mktemp("drawn") / "policy.toml"

    def write(given: Drawn) -> Path:
        path.write_text(given.toml, encoding="utf-8")
        return path

    return write


@settings(max_examples=60, deadline=None)
@given(drawn=drawn(), data=st.data())
def test_any_policy_table_lines_and_filter(
    policy_file: Callable[[Drawn], Path], drawn: Drawn, data: st.DataObject
) -> None:
    policy = tierline.load_policy(policy_file(drawn), MONTH)
    table = tables.arrow(drawn.rows, PLAIN)
    state = previous_table(drawn), override_table(drawn)
    graded = grade_table(table, policy, *state)
    size = table.num_rows
    amounts = data.draw(st.lists(st.integers(-(10**9), 10**9), min_size=size, max_size=size))
    chosen = np.array(data.draw(st.lists(st.booleans(), min_size=size, max_size=size)), np.bool_)
    lines = data.draw(some_lines(len(policy.tiers)))
    with pytest.MonkeyPatch.context() as few:
        if data.draw(st.booleans(), label="by what occurs"):
            few.setattr(combinations, "MOST_KEYS", 0)
        found = build_index(graded, policy, {"amount": np.array(amounts, np.int64)}, chosen=chosen)
    anew = grade_table(table, with_lines(policy, lines), *state).outcome.tier
    wanted = counted(
        graded.outcome.tier[chosen],
        anew[chosen],
        [np.array(amounts, object)[chosen]],
        len(policy.tiers),
    )
    assert (found.preview(lines).moves == wanted).all()
    assert found.accounts == chosen.sum()


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> tuple[Graded, Policy, tuple[Any, ...]]:
    import pyarrow.parquet as pq

    folder = tmp_path_factory.mktemp("province")
    write_sample(folder, accounts=3000, months=2, last_month="2026-10")
    before, now = (
        pq.read_table(folder / "raw" / f"month={month}" / "accounts.parquet")
        for month in ("2026-09", "2026-10")
    )
    overrides = pq.read_table(folder / "raw" / "month=2026-10" / "overrides.parquet")
    previous = tierline.score(before, tierline.load_policy("xinjiang-2008", "2026-09"))
    policy = tierline.load_policy("xinjiang-2008", "2026-10")
    return grade_table(now, policy, previous, overrides), policy, (now, previous, overrides)


def test_thousands_of_lines_on_the_sample_province(province: tuple[Graded, Policy, tuple[Any, ...]]) -> None:
    graded, policy, (table, previous, overrides) = province
    fen = np.round(table["monthly_revenue"].to_numpy() * 100).astype(np.int64)
    found = build_index(graded, policy, {"revenue": fen})
    assert found.preview(found.lines).moved == 0
    rng = np.random.default_rng(2008)
    for _turn in range(2000):
        lines = sorted(rng.choice(np.arange(1, 10_001), 4, replace=False).tolist(), reverse=True)
        anew = grade_table(table, with_lines(policy, lines), previous, overrides).outcome.tier
        wanted = np.zeros((5, 5, 2), np.int64)
        np.add.at(wanted, (graded.outcome.tier, anew, 0), 1)
        np.add.at(wanted, (graded.outcome.tier, anew, 1), fen)
        assert (found.preview(lines).moves == wanted).all()


@pytest.mark.parametrize(
    "slow", [Hysteresis(False, 2, 500), Hysteresis(True, 1, None), Hysteresis(True, 3, None)]
)
def test_other_settings_of_hysteresis(
    province: tuple[Graded, Policy, tuple[Any, ...]], slow: Hysteresis
) -> None:
    graded, policy, (table, previous, overrides) = province
    lines = [8200, 6000, 4950, 3300]
    anew = grade_table(table, replace(with_lines(policy, lines), hysteresis=slow), previous, overrides)
    wanted = counted(graded.outcome.tier, anew.outcome.tier, [], 5)
    assert (build_index(graded, policy).preview(lines, slow).moves == wanted).all()


def test_another_base_and_the_number_of_threads(
    province: tuple[Graded, Policy, tuple[Any, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    graded, policy, (table, previous, overrides) = province
    lighter = tuple(
        replace(each, weight=each.weight + {"monthly_revenue": -500, "tenure": 500}.get(each.id, 0))
        for each in policy.indicators
    )
    other = replace(policy, indicators=lighter)
    anew = grade_table(table, other, previous, overrides)
    wanted = counted(graded.outcome.tier, anew.outcome.tier, [], 5)
    for each in (combinations, counting):
        monkeypatch.setattr(each, "LEAST_ROWS", 1)
    for count in (1, 2, 3):
        monkeypatch.setattr(threads, "thread_count", lambda count=count: count)
        found = build_index(anew, other, base=graded.outcome.tier)
        assert (found.preview(found.lines).moves == wanted).all()


def test_the_compact_form_holds_the_same_answers(province: tuple[Graded, Policy, tuple[Any, ...]]) -> None:
    graded, policy, (table, _previous, _overrides) = province
    fen = np.round(table["monthly_revenue"].to_numpy() * 100).astype(np.int64)
    found = build_index(graded, policy, {"revenue": fen})
    again = WhatIfIndex.from_bytes(found.to_bytes())
    assert again.tiers == found.tiers
    assert again.measures == found.measures
    for lines in ([9000, 7000, 100, 1], list(found.lines), [10_000, 9_999, 9_998, 9_997]):
        assert (again.preview(lines).moves == found.preview(lines).moves).all()
    assert len(found.to_bytes()) < 1_000_000


@pytest.mark.parametrize(
    ("lines", "word"),
    [
        ([8000, 6500, 5000], "3"),
        ([8000, 8000, 5000, 3000], "A2"),
        ([8000, 6500, 5000, 0], "B2"),
        ([10_001, 3, 2, 1], "A1"),
        (["a", 1, 2, 3], "A1 is 'a', not a whole number of hundredths"),
        ([9000.5, 6500, 5000, 3000], "A1 is 9000.5, not a whole number of hundredths"),
        ([9000, float("nan"), 5000, 3000], "A2 is nan"),
        ([9000, float("inf"), 5000, 3000], "A2 is inf"),
        ([9000, 6500, None, 3000], "B1 is None"),
        ([9000, 6500, 5000, True], "B2 is True"),
    ],
)
def test_lines_that_cannot_be(
    province: tuple[Graded, Policy, tuple[Any, ...]], lines: list[int], word: str
) -> None:
    graded, policy, _tables = province
    with pytest.raises(BadInputError) as error:
        build_index(graded, policy).preview(lines)
    assert word in error.value.render("en")
    assert error.value.render("zh") != error.value.render("en")


def test_whole_hundredths_of_any_kind(province: tuple[Graded, Policy, tuple[Any, ...]]) -> None:
    graded, policy, _tables = province
    found = build_index(graded, policy)
    plain = found.preview([8200, 6000, 4950, 3300]).moves
    given: tuple[Any, ...] = ([8200.0, 6000.0, 4950.0, 3300.0], np.array([8200, 6000, 4950, 3300], np.int16))
    for lines in given:
        assert (found.preview(lines).moves == plain).all()


def test_bytes_that_are_not_one_index_to_the_byte(province: tuple[Graded, Policy, tuple[Any, ...]]) -> None:
    graded, policy, _tables = province
    for nobody in (False, True):
        chosen = np.zeros(len(graded.outcome.score), np.bool_) if nobody else None
        packed = build_index(graded, policy, chosen=chosen).to_bytes()
        assert (WhatIfIndex.from_bytes(packed).accounts == 0) == nobody
        wrong = [packed[:-cut] for cut in (1, 2, 3, 4, 8, 100)] + [packed + junk for junk in (b" ", b"x" * 8)]
        for each in (*wrong, packed + packed, b"", packed[:8], packed[:20], b"TLINDEX2" + packed[8:]):
            with pytest.raises(IntegrityError) as error:
                WhatIfIndex.from_bytes(each)
            assert "Build it again" in error.value.render("en")
            assert error.value.render("zh") != error.value.render("en")


def test_measures_that_cannot_be_added_exactly(province: tuple[Graded, Policy, tuple[Any, ...]]) -> None:
    graded, policy, (table, _previous, _overrides) = province
    size = table.num_rows
    for values in (np.ones(size), np.ones(3, np.int64), np.full(size, 2**61, np.int64)):
        with pytest.raises(BadInputError, match="hours"):
            build_index(graded, policy, {"hours": values})


def test_nobody_chosen(province: tuple[Graded, Policy, tuple[Any, ...]]) -> None:
    graded, policy, (table, _previous, _overrides) = province
    found = build_index(graded, policy, chosen=np.zeros(table.num_rows, np.bool_))
    assert found.accounts == 0
    assert found.preview(found.lines).moves.sum() == 0
    assert pa.types.is_int64(pa.array(found.preview(found.lines).totals[:, 0]).type)


@pytest.mark.parametrize("kinds", range(6))
def test_filters_of_the_same_accounts(
    province: tuple[Graded, Policy, tuple[Any, ...]], kinds: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    graded, policy, (table, previous, overrides) = province
    monkeypatch.setattr(counting, "LEAST_ROWS", 500)
    rng = np.random.default_rng(kinds)
    measures = {f"m{kind}": rng.integers(-(10**9), 10**9, table.num_rows) for kind in range(kinds)}
    rows = Countable(graded, policy, measures)
    lines = [7900, 6100, 5200, 2800]
    anew = grade_table(table, with_lines(policy, lines), previous, overrides).outcome.tier
    areas = np.asarray(table["area_id"].dictionary_encode().combine_chunks().indices)
    for chosen in (None, areas == 0, areas == 3, rng.random(table.num_rows) < 0.5, areas < 0):
        found = rows.index(chosen)
        among = slice(None) if chosen is None else chosen
        wanted = counted(
            graded.outcome.tier[among], anew[among], [values[among] for values in measures.values()], 5
        )
        assert (found.preview(lines).moves == wanted).all()
        assert (WhatIfIndex.from_bytes(found.to_bytes()).preview(lines).moves == wanted).all()


def test_a_filter_of_another_length(province: tuple[Graded, Policy, tuple[Any, ...]]) -> None:
    graded, policy, (table, _previous, _overrides) = province
    with pytest.raises(BadInputError, match=str(table.num_rows)):
        build_index(graded, policy, chosen=np.ones(3, np.bool_))


@pytest.mark.parametrize(("place", "rank"), [(0, -1), (-1, 5), (3, 300)])
def test_a_base_that_is_no_tier(
    province: tuple[Graded, Policy, tuple[Any, ...]], place: int, rank: int
) -> None:
    graded, policy, (table, _previous, _overrides) = province
    base = np.zeros(table.num_rows, np.int64)
    base[place] = rank
    for wrong in (base, np.zeros(3, np.int8)):
        with pytest.raises(BadInputError, match="0 to 4"):
            build_index(graded, policy, base=wrong)
