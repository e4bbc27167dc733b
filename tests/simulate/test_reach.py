"""One index answers any lines under any hysteresis, one after another and from any thread."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulate.states import graded_in, many_states, tiers_of, with_tiers
from tests.simulate.test_index import counted, some_lines
from tierline.policy.resolved import Hysteresis
from tierline.simulate import reached
from tierline.simulate.index import Countable, WhatIfIndex, build_index

MOST_TIERS = 14
hystereses = st.builds(
    Hysteresis, st.booleans(), st.integers(1, 15), st.sampled_from([None, 0, 1, 300, 2_500, 10_000])
)
POLICY = with_tiers(6, Hysteresis(True, 3, 500))


@st.composite
def asked(draw: st.DrawFn) -> tuple[int, dict[str, Any], list[tuple[list[int], Hysteresis]]]:
    """Draw a number of tiers, accounts, and lines with settings to ask for one after another."""
    tiers = draw(st.integers(2, MOST_TIERS))
    questions = draw(st.lists(st.tuples(some_lines(tiers), hystereses), min_size=1, max_size=4))
    edges = [line for lines, _slow in questions for line in lines]
    near = sorted({min(max(edge + step, 0), 10_000) for edge in edges for step in (-300, -1, 0, 1)})
    rank, none_or_rank = st.integers(0, tiers - 1), st.integers(-3, tiers - 1).map(lambda rank: max(rank, -1))
    account = st.fixed_dictionaries(
        {
            "score": st.one_of(st.integers(0, 10_000), st.sampled_from(near)),
            "tier": rank,
            "floor": none_or_rank,
            "cap": none_or_rank,
            "held": none_or_rank,
            "below": st.integers(0, 14),
            "override": st.one_of(st.just(-1), st.just(-1), none_or_rank),
            "fen": st.integers(-(10**9), 10**9),
            "chosen": st.booleans(),
        }
    )
    accounts = draw(st.lists(account, max_size=30))
    return tiers, {name: [each[name] for each in accounts] for name in _NAMES}, questions


_NAMES = ("score", "tier", "floor", "cap", "held", "below", "override", "fen", "chosen")


@settings(max_examples=250, deadline=None)
@given(asked())
def test_lines_and_settings_one_after_another_on_one_index(
    given: tuple[int, dict[str, Any], list[tuple[list[int], Hysteresis]]],
) -> None:
    tiers, columns, questions = given
    states = {name: columns[name] for name in ("floor", "cap", "held", "below", "override")}
    graded = graded_in(columns["score"], columns["tier"], states)
    fen, chosen = np.array(columns["fen"], np.int64), np.array(columns["chosen"], np.bool_)
    rows = Countable(graded, with_tiers(tiers, questions[0][1]), {"fen": fen})
    for among in (None, chosen):
        found = rows.index(among)
        again = WhatIfIndex.from_bytes(found.to_bytes())
        kept = slice(None) if among is None else among
        for lines, slow in questions:
            anew = np.array(tiers_of(graded, lines, slow), np.int8)
            wanted = counted(graded.outcome.tier[kept], anew[kept], [fen[kept]], tiers)
            assert (found.preview(lines, slow).moves == wanted).all()
            assert (again.preview(lines, slow).moves == wanted).all()


def test_only_months_that_make_a_difference_are_added_up_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    graded, fen = many_states(3_000, 6)  # up to twelve months below
    found = build_index(graded, POLICY, {"fen": fen})
    under = found.reached.under
    assert under(Hysteresis(True, 14, 0)) is under(Hysteresis(True, 120, None))
    assert under(Hysteresis(False, 14, 0)) is under(Hysteresis(True, 1, 500))
    assert under(Hysteresis(True, 13, 0)) is not under(Hysteresis(True, 14, 0))
    monkeypatch.setattr(reached, "KEPT_BYTES", 0)
    lines = [9_000, 7_000, 4_000, 2_500, 2_400]
    for months in (2, 7, 13, 7, 2):
        slow = Hysteresis(True, months, 800)
        wanted = counted(graded.outcome.tier, tiers_of(graded, lines, slow), [fen], 6)
        assert (found.preview(lines, slow).moves == wanted).all()
        assert under(slow) is under(slow)


def test_threads_share_an_index() -> None:
    graded, fen = many_states(3_000, 6)
    found, lines = build_index(graded, POLICY, {"fen": fen}), [8_000, 6_500, 5_000, 3_000, 1_000]
    slows = [Hysteresis(True, months, 600) for months in range(1, 14)]
    wanted = [build_index(graded, POLICY, {"fen": fen}).preview(lines, slow).moves for slow in slows]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda slow: found.preview(lines, slow).moves, slows * 4))
    assert all((moves == wanted[place % len(slows)]).all() for place, moves in enumerate(answers))
