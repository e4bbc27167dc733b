"""Settling in registers writes what settling by NumPy writes, on any number of rows, wherever they lie."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tierline.accelerate import compiled
from tierline.compiled import settle_rows
from tierline.compiled.layout import NONE, STRETCH, WHOLE, Before, Conditions, Lines, Outcome
from tierline.compiled.registers import ROWS
from tierline.compiled.settle import LOWEST, NEVER, slow_of
from tierline.compiled.state import rows_of, state_of
from tierline.compiled.sums import Sums
from tierline.compiled.tail import copy_rows, room_for_tail, tail_of

NOBODY = np.empty(0, np.int8)
COLUMNS = ("score", "by_score", "floor", "cap", "tier", "reason", "rule", "below")


@compiled
def in_registers(sums: Any, conditions: Any, lines: Any, before: Any, start: int, end: int, out: Any) -> None:
    slow, state = slow_of(lines, before), state_of(before)
    past_caches = settle_rows.on_lines(out) and start % ROWS == 0
    settle_rows.settle_stretch(sums, conditions, slow, before, state, past_caches, start, end, out)
    settle_rows.finish_results()


def by_numpy(sums: Any, conditions: Any, lines: Any, before: Any, start: int, end: int, out: Any) -> None:
    slow, state = slow_of(lines, before), state_of(before)
    settle_rows.settle_stretch(sums, conditions, slow, before, state, False, start, end, out)
    settle_rows.finish_results()


def room(rows: int, skip: int = 0) -> Outcome:
    """Return room whose columns begin ``skip`` entries behind a line of memory."""

    def column(dtype: Any) -> Any:
        size = np.dtype(dtype).itemsize
        raw = np.zeros((rows + skip) * size + 128, np.uint8)
        first = -raw.ctypes.data % 64 + skip * size
        return raw[first : first + rows * size].view(dtype)

    kinds = (np.int16, np.int8, np.int8, np.int8, np.int8, np.int8, np.int16, np.int8)
    return Outcome(*(column(kind) for kind in kinds), np.empty((0, 0), np.int16))


def drawn(
    seed: int, rows: int, *, planes: int, skips: bool, history: bool, overrides: bool, start: int = 0
) -> Any:
    """Return the sums of ``rows`` rows and what they and ``start`` rows before them bring along."""
    random = np.random.default_rng(seed)
    every = start + rows
    tiers = int(random.integers(1, 9))
    lines = np.sort(random.integers(1, WHOLE, tiers))[::-1].copy()
    lines[-1] = 0
    floors, caps = int(random.integers(0, 5)), int(random.integers(0, 5))
    bits = random.integers(0, 256, planes * STRETCH).astype(np.uint8) & random.integers(
        0, 256, planes * STRETCH
    ).astype(np.uint8)

    def masks(terms: int) -> Any:
        return (1 << random.integers(0, 8, (terms, planes))).astype(np.uint8)

    def ranks(terms: int) -> Any:
        return random.integers(0, tiers, terms).astype(np.int8)

    def rules(terms: int) -> Any:
        return random.integers(0, 300, terms).astype(np.int16)

    none = np.empty(0)
    conditions = Conditions(
        planes, none, none, none, none, none, none,
        masks(floors), ranks(floors), rules(floors), masks(caps), ranks(caps), rules(caps),
    )  # fmt: skip
    room_of_sums = np.zeros(STRETCH, np.int32)
    room_of_sums[:rows] = random.integers(0, WHOLE * WHOLE + 1, rows)
    present = np.zeros(STRETCH if skips else 0, np.int32)
    if skips:
        present[:rows] = random.integers(0, WHOLE + 1, rows)
        room_of_sums[:rows] = random.integers(0, 1 + present[:rows].astype(np.int64) * WHOLE)
    sums = Sums(room_of_sums[:rows], present[:rows], bits, 0)
    buffer = int(random.integers(0, 500)) if random.random() < 0.5 else NONE
    slow = Lines(lines, np.bool_(random.random() < 0.8), np.int64(random.integers(1, 200)), np.int64(buffer))
    held = random.integers(NONE, tiers, every).astype(np.int8) if history else NOBODY
    since = random.integers(0, 128, every).astype(np.int8) if history else NOBODY
    override = random.integers(NONE, tiers, every).astype(np.int8) if overrides else NOBODY
    return sums, conditions, slow, Before(held, since, override)


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32),
    rows=st.sampled_from([1, ROWS - 1, ROWS, ROWS + 1, 5 * ROWS, 1000]),
    planes=st.integers(0, 3),
    skips=st.booleans(),
    history=st.booleans(),
    overrides=st.booleans(),
    skip=st.sampled_from([0, 1, 64]),
    start=st.sampled_from([0, ROWS, 7]),
)
def test_the_same_rows_in_registers_and_by_numpy(
    seed: int, rows: int, planes: int, skips: bool, history: bool, overrides: bool, skip: int, start: int
) -> None:
    given_rows = drawn(
        seed, rows, planes=planes, skips=skips, history=history, overrides=overrides, start=start
    )
    end = start + rows
    fast, plain = room(end, skip), room(end)
    in_registers(*given_rows, start, end, fast)
    by_numpy(*given_rows, start, end, plain)
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(fast, name), getattr(plain, name), err_msg=name)


@pytest.mark.parametrize("rows", [1, ROWS, 200])
@pytest.mark.parametrize("overrides", [False, True])
def test_history_afterwards_is_history_at_once(rows: int, overrides: bool) -> None:
    sums, conditions, lines, before = drawn(
        rows, rows, planes=1, skips=False, history=True, overrides=overrides
    )
    at_once, afterwards = room(rows), room(rows)
    in_registers(sums, conditions, lines, before, 0, rows, at_once)
    in_registers(sums, conditions, lines, Before(NOBODY, NOBODY, NOBODY), 0, rows, afterwards)
    settle_rows.settle_with_history(lines, before, afterwards)
    for name in COLUMNS:
        np.testing.assert_array_equal(getattr(afterwards, name), getattr(at_once, name), err_msg=name)


def test_rows_outside_are_left_alone() -> None:
    given_rows = drawn(7, 3 * ROWS + 5, planes=1, skips=False, history=True, overrides=True)
    out = room(4 * ROWS)
    for name in COLUMNS:
        getattr(out, name)[:] = 77
    in_registers(*given_rows, 0, 3 * ROWS + 5, out)
    for name in COLUMNS:
        assert (getattr(out, name)[3 * ROWS + 5 :] == 77).all(), name


def test_a_rest_brings_its_own_state_and_no_other() -> None:
    before = Before(np.arange(5, dtype=np.int8), np.arange(5, dtype=np.int8) + 10, NOBODY)
    state = tail_of(before, 3, 5)
    assert state.held[:3].tolist() == [3, 4, NONE]
    assert state.since[:2].tolist() == [13, 14]
    assert (state.override == NONE).all()
    assert (state.step, state.override_step) == (1, 1)


def test_absent_state_is_one_step_of_nobody() -> None:
    state = state_of(Before(NOBODY, NOBODY, NOBODY))
    assert (state.step, state.override_step) == (0, 0)
    assert (state.held == NONE).all()
    assert len(state.held) == ROWS


def test_as_many_rows_are_copied_as_there_is_room_for() -> None:
    source, target = room_for_tail(), room(3)
    for place, name in enumerate(COLUMNS):
        getattr(source, name)[:] = np.arange(ROWS) + place
    copy_rows(source, target)
    for place, name in enumerate(COLUMNS):
        assert getattr(target, name).tolist() == [place, place + 1, place + 2]


def test_results_that_begin_on_lines_are_known() -> None:
    assert settle_rows.on_lines(room(ROWS))
    assert not settle_rows.on_lines(room(ROWS, skip=1))
    assert settle_rows.on_lines(rows_of(room(4 * ROWS), ROWS, 3 * ROWS))


def test_what_slows_a_downgrade() -> None:
    lines = Lines(np.array([8000, 5000, 0]), np.True_, np.int64(3), np.int64(500))
    before = Before(np.zeros(1, np.int8), np.zeros(1, np.int8), NOBODY)
    slow = slow_of(lines, before)
    assert slow.hold.tolist() == [7500, 4500, -500]
    assert slow.few.tolist() == [2]
    assert slow_of(lines._replace(months=np.int64(999)), before).few.tolist() == [127]
    assert slow_of(lines._replace(buffer=np.int64(NONE)), before).hold.tolist() == [LOWEST] * 3
    assert slow_of(lines, Before(NOBODY, NOBODY, NOBODY)).few.tolist() == [NEVER]
    assert slow_of(lines._replace(slow=np.False_), before).few.tolist() == [NEVER]
