"""Settles rows: reads what is known of them and of last month, writes what was decided.

The rules stand in ``settle``; here they meet memory, ROWS rows at a time. Results go past the caches
where they lie on whole lines: a line then need not be fetched only to be overwritten.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, overload

from tierline.accelerate import compiled
from tierline.compiled.lanes import Plain
from tierline.compiled.layout import NONE, STRETCH, Array, Before, Conditions, Lines, Outcome
from tierline.compiled.registers import LINE, ROWS, Arguments, Registers, number
from tierline.compiled.settle import (
    Settled,
    Slow,
    first_term,
    score_of,
    settle_by_history,
    settle_by_score,
    slow_of,
    tier_by_score,
)
from tierline.compiled.state import State, rows_of, state_of
from tierline.compiled.sums import Sums, bits_of, part_of
from tierline.compiled.tail import copy_rows, room_for_tail, tail_of

PLAIN = Plain()


def _load_state(world: Registers, given: Arguments, row: Any, builder: Any) -> tuple[Any, Any, Any]:
    state, at = given.parts("state"), given.pointers("state")
    stepped = builder.mul(row, state["step"][1])
    override = world.load(at["override"], builder.mul(row, state["override_step"][1]))
    return world.load(at["held"], stepped), world.load(at["since"], stepped), override


def _settling(skips: bool, past_caches: bool) -> Any:
    """Return what settles ``rows`` rows from ``start`` on, a multiple of ROWS, whose sums are known."""

    @intrinsic  # type: ignore[untyped-decorator]
    def settle(
        typing_context: Any, start: Any, rows: Any, sums: Any, conditions: Any, slow: Any, state: Any,
        out: Any,
    ) -> Any:  # fmt: skip
        def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
            names = "start rows sums conditions slow state out"
            given, world = (
                Arguments(context, builder, names, signature.args, values),
                Registers(context, builder),
            )
            known, when, slowed = given.parts("sums"), given.parts("conditions"), given.parts("slow")
            read, write = given.pointers("sums"), given.pointers("out")
            tiers = given.length(slowed["line"])

            def terms(effect: str) -> tuple[Any, ...]:
                return tuple(when[f"{effect}_{part}"] for part in ("mask", "tier", "rule"))

            with cgutils.for_range_slice(builder, number(0), given.value("rows"), number(ROWS)) as (row, _):
                place_of_row = builder.add(given.value("start"), row)

                def bits(plane: Any) -> Any:
                    place = builder.add(known["first"][1], builder.mul(plane, number(STRETCH)))
                    return world.load(read["bits"], builder.add(row, place))

                present = world.load(read["present"], row) if skips else None
                score = score_of(world, world.load(read["points"], row), present)
                by_score = tier_by_score(world, score, slowed["line"], builder.sub(tiers, number(1)))
                floor, cap = (
                    first_term(world, bits, when["planes"][1], given.length(of[0]), of, (by_score, score))
                    for of in (terms("floor"), terms("cap"))
                )
                settled = settle_by_history(
                    world, settle_by_score(world, by_score, floor, cap), score, cap[0],
                    _load_state(world, given, place_of_row, builder), slowed["hold"], tiers,
                    world.item(slowed["few"], number(0)),
                )  # fmt: skip
                decided = {"score": score, "by_score": by_score, "floor": floor[0], "cap": cap[0]}
                for name, lanes in {**decided, **settled._asdict()}.items():
                    world.store(lanes, write[name], place_of_row, past_caches=past_caches)
            return context.get_dummy_value()

        return types.void(types.int64, types.int64, sums, conditions, slow, state, out), generate

    return settle


_settle, _settle_past = _settling(False, False), _settling(False, True)
_settle_skips, _settle_skips_past = _settling(True, False), _settling(True, True)


@intrinsic  # type: ignore[untyped-decorator]
def _settle_anew(typing_context: Any, rows: Any, slow: Any, state: Any, out: Any) -> Any:
    """Settle ``rows`` rows, a multiple of ROWS, that were graded without last month and overrides."""

    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        given = Arguments(context, builder, "rows slow state out", signature.args, values)
        world, slowed, at = Registers(context, builder), given.parts("slow"), given.pointers("out")
        with cgutils.for_range_slice(builder, number(0), given.value("rows"), number(ROWS)) as (row, _):
            graded = Settled(*(world.load(at[name], row) for name in Settled._fields))
            score, cap = world.load(at["score"], row), world.load(at["cap"], row)
            settled = settle_by_history(
                world, graded, score, cap, _load_state(world, given, row, builder), slowed["hold"],
                given.length(slowed["hold"]), world.item(slowed["few"], number(0)),
            )  # fmt: skip
            for name, lanes in settled._asdict().items():
                world.store(lanes, at[name], row)
        return context.get_dummy_value()

    return types.void(types.int64, slow, state, out), generate


def finish_results() -> None:
    """Wait until what went past the caches is seen by whoever reads it next."""


@intrinsic  # type: ignore[untyped-decorator]
def _fence(typing_context: Any) -> Any:
    def generate(context: Any, builder: Any, signature: Any, values: Any) -> Any:
        builder.fence("seq_cst")
        return context.get_dummy_value()

    return types.void(), generate


@overload(finish_results)  # type: ignore[untyped-decorator]
def _compiled_finish() -> Any:
    def finish() -> None:
        _fence()

    return finish


@compiled
def on_lines(out: Outcome) -> bool:
    """Tell whether every result begins on a line of memory."""
    addresses = (
        out.score.ctypes.data | out.by_score.ctypes.data | out.floor.ctypes.data | out.cap.ctypes.data
        | out.tier.ctypes.data | out.reason.ctypes.data | out.rule.ctypes.data | out.below.ctypes.data
    )  # fmt: skip
    aligned: bool = addresses % LINE == 0
    return aligned


def settle_stretch(
    sums: Sums, conditions: Conditions, slow: Slow, before: Before, state: State, past_caches: bool,
    start: int, end: int, out: Outcome,
) -> None:  # fmt: skip
    """Settle rows ``start .. end``, whose sums are known; ``past_caches`` needs a start on a line of ROWS."""
    score = score_of(PLAIN, sums.points, sums.present if len(sums.present) > 0 else None)
    by_score = tier_by_score(PLAIN, score, slow.line, len(slow.line) - 1)
    floor, cap = (
        first_term(
            PLAIN, lambda plane: bits_of(sums, plane), conditions.planes, len(of[0]), of, (by_score, score)
        )
        for of in (
            (conditions.floor_mask, conditions.floor_tier, conditions.floor_rule),
            (conditions.cap_mask, conditions.cap_tier, conditions.cap_rule),
        )
    )
    settled = settle_by_score(PLAIN, by_score, floor, cap)
    settled = _with_history(settled, score, cap[0], slow, before, start, end)
    decided = {"score": score, "by_score": by_score, "floor": floor[0], "cap": cap[0]}
    _write(rows_of(out, start, end), {**decided, **settled._asdict()})


def _with_history(
    settled: Settled, score: Array, cap: Array, slow: Slow, before: Before, start: int, end: int
) -> Settled:
    nobody = np.full_like(cap, NONE)
    state = tuple(each[start:end] if len(each) else nobody for each in before)
    return settle_by_history(PLAIN, settled, score, cap, state, slow.hold, len(slow.hold), slow.few[0])


def _write(out: Outcome, columns: dict[str, Array]) -> None:
    for name, values in columns.items():
        getattr(out, name)[:] = values


@compiled(forceinline=True)
def settle_whole(
    start: int, rows: int, sums: Sums, conditions: Conditions, slow: Slow, state: State, past_caches: bool,
    out: Outcome,
) -> None:  # fmt: skip
    """Settle ``rows`` rows from ``start`` on, a multiple of ROWS."""
    if len(sums.present) > 0:
        if past_caches:
            _settle_skips_past(start, rows, sums, conditions, slow, state, out)
        else:
            _settle_skips(start, rows, sums, conditions, slow, state, out)
    elif past_caches:
        _settle_past(start, rows, sums, conditions, slow, state, out)
    else:
        _settle(start, rows, sums, conditions, slow, state, out)


@overload(settle_stretch, jit_options={"forceinline": True})  # type: ignore[untyped-decorator]
def _compiled_settle(
    sums: Any, conditions: Any, slow: Any, before: Any, state: Any, past_caches: Any, start: Any, end: Any,
    out: Any,
) -> Any:  # fmt: skip
    def settle(
        sums: Any, conditions: Any, slow: Any, before: Any, state: Any, past_caches: Any, start: Any,
        end: Any, out: Any,
    ) -> None:  # fmt: skip
        whole = (end - start) // ROWS * ROWS
        settle_whole(start, whole, sums, conditions, slow, state, past_caches, out)
        if start + whole < end:
            settle_tail(part_of(sums, whole, end - start), conditions, slow, before, start + whole, end, out)

    return settle


@compiled
def settle_tail(
    sums: Sums, conditions: Conditions, slow: Slow, before: Before, start: int, end: int, out: Outcome
) -> None:
    """Settle the last rows, fewer than ROWS."""
    room = room_for_tail()
    settle_whole(0, ROWS, sums, conditions, slow, tail_of(before, start, end), False, room)
    copy_rows(room, rows_of(out, start, end))


def settle_anew(lines: Lines, before: Before, out: Outcome) -> None:
    """Take last month's tiers and overrides into account where ``out`` was graded without them."""
    graded = Settled(out.tier, out.reason, out.rule, out.below)
    settled = _with_history(graded, out.score, out.cap, slow_of(lines, before), before, 0, len(out.score))
    _write(out, settled._asdict())


@overload(settle_anew)  # type: ignore[untyped-decorator]
def _compiled_anew(lines: Any, before: Any, out: Any) -> Any:
    def settle(lines: Any, before: Any, out: Any) -> None:
        slow, end = slow_of(lines, before), len(out.score)
        whole = end // ROWS * ROWS
        _settle_anew(whole, slow, state_of(before), rows_of(out, 0, whole))
        if whole < end:
            tail, room = rows_of(out, whole, end), room_for_tail()
            copy_rows(tail, rows_of(room, 0, end - whole))
            _settle_anew(ROWS, slow, tail_of(before, whole, end), room)
            copy_rows(room, tail)

    return settle


@compiled(nogil=True)
def settle_with_history(lines: Lines, before: Before, out: Outcome) -> None:
    """Take last month's tiers and overrides into account where ``out`` was graded without them."""
    settle_anew(lines, before, out)
