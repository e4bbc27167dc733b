"""What rows bring along from last month, and where their results go."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from tierline.accelerate import compiled
from tierline.compiled.layout import NONE, Array, Before, Outcome
from tierline.compiled.registers import ROWS


class State(NamedTuple):
    """What the rows bring along; ``step`` is 1, or 0 where the same ROWS entries stand for every row."""

    held: Array  # int8
    since: Array  # int8
    step: Any  # int64, of held and since
    override: Array  # int8
    override_step: Any  # int64


@compiled
def state_of(before: Before) -> State:
    """Return what all rows bring along."""
    nobody = np.full(ROWS, NONE, np.int8)
    held, since, step, override, override_step = nobody, nobody, 0, nobody, 0
    if len(before.tier) > 0:
        held, since, step = before.tier, before.below, 1
    if len(before.override) > 0:
        override, override_step = before.override, 1
    return State(held, since, step, override, override_step)


@compiled
def rows_of(out: Outcome, start: int, end: int) -> Outcome:
    """Return where the results of rows ``start .. end`` go."""
    return Outcome(
        out.score[start:end], out.by_score[start:end], out.floor[start:end], out.cap[start:end],
        out.tier[start:end], out.reason[start:end], out.rule[start:end], out.below[start:end], out.points,
    )  # fmt: skip
