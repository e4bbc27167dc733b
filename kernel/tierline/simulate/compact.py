"""The compact form of the what-if index, small enough to drag lines in a browser without a round trip.

Layout, little-endian, every block on a multiple of 8 bytes:

1. 8 bytes: "TLINDEX1". 2. uint32: length of the head; uint32: 0.
3. The head, UTF-8 JSON, filled up with blanks: ``tiers`` (best first), ``lines`` (hundredths),
   ``hysteresis`` (enabled, months, buffer or null), ``measures``, ``groups``, ``cells``.
4. int8[groups, 6]: floor, cap, held, months below, override, base; ranks from the top, -1 = none.
5. uint32[groups + 1]: where each group's cells begin.
6. uint16[cells]: scores in hundredths, rising within a group; only scores that somebody has.
7. uint32[cells]: accounts. 8. float64[cells] for each measure: whole numbers below 2^53.

A reader adds a group's cells up from the lowest score and then answers any lines by differences.
"""

from __future__ import annotations

import json
from typing import Any

import numpy as np

from tierline.compiled import layout, whatif
from tierline.errors import IntegrityError
from tierline.messages import N_
from tierline.policy.exact import HUNDRED
from tierline.policy.resolved import Hysteresis

MAGIC = b"TLINDEX1"
_BELOW, _BASE = 3, 5  # parts of a key that are never NONE
Parts = tuple[whatif.Index, tuple[str, ...], tuple[int, ...], Hysteresis, tuple[str, ...]]


def to_bytes(
    index: whatif.Index,
    tiers: tuple[str, ...],
    lines: tuple[int, ...],
    slow: Hysteresis,
    measures: tuple[str, ...],
) -> bytes:
    """Pack an index; measures beyond 2^53 in one cell are refused by IntegrityError."""
    scores, figures, starts = [], [], [0]
    for low, high, at in zip(index.low, index.high, index.at, strict=True):
        own = np.diff(index.sums[at : at + high - low + 2], axis=0)
        filled = np.flatnonzero(own[:, 0])
        scores.append(filled + low)
        figures.append(own[filled])
        starts.append(starts[-1] + len(filled))
    cells = np.concatenate(figures) if figures else np.zeros((0, 1 + len(measures)), np.int64)
    if cells.size and (np.abs(cells).max() >= 2**53 or cells[:, 0].max() >= 2**32):
        raise IntegrityError(N_("A figure of the index is too large for a browser to hold exactly."))
    head = {
        "tiers": tiers,
        "lines": lines,
        "hysteresis": {"enabled": slow.enabled, "months": slow.months, "buffer": slow.buffer},
        "measures": measures,
        "groups": len(index.low),
        "cells": len(cells),
    }
    text = json.dumps(head, ensure_ascii=False).encode()
    blocks = [
        MAGIC,
        np.array([len(text), 0], "<u4").tobytes(),
        text,
        index.key.astype("<i1").tobytes(),
        np.array(starts, "<u4").tobytes(),
        (np.concatenate(scores) if scores else np.zeros(0)).astype("<u2").tobytes(),
        cells[:, 0].astype("<u4").tobytes(),
        *(cells[:, 1 + kind].astype("<f8").tobytes() for kind in range(len(measures))),
    ]
    return b"".join(block + b" " * (-len(block) % 8) for block in blocks)


def from_bytes(packed: bytes) -> Parts:
    """Unpack an index.

    Raises
    ------
    IntegrityError
        The bytes are no index, cut short, or more than one.
    """
    try:
        return _unpack(packed)
    except (ValueError, KeyError, IndexError, TypeError) as error:
        raise IntegrityError(
            N_("This is no what-if index, or it was cut short or lengthened. Build it again.")
        ) from error


def _unpack(packed: bytes) -> Parts:
    if packed[:8] != MAGIC:
        raise ValueError("no index")
    size = int(np.frombuffer(packed, "<u4", 1, 8)[0])
    head = json.loads(packed[16 : 16 + size])
    place = 16 + size + (-size % 8)

    def block(dtype: str, count: int) -> Any:
        nonlocal place
        values = np.frombuffer(packed, dtype, count, place)
        place += values.nbytes + (-values.nbytes % 8)
        return values

    groups, cells, kinds = head["groups"], head["cells"], len(head["measures"])
    key = block("<i1", groups * whatif.PARTS).reshape(groups, whatif.PARTS).astype(np.int8)
    starts = block("<u4", groups + 1).astype(np.int64)
    scores = block("<u2", cells).astype(np.int64)
    figures = np.stack(
        [
            block("<u4", cells).astype(np.int64),
            *(block("<f8", cells).astype(np.int64) for _kind in range(kinds)),
        ],
        axis=1,
    )
    if place != len(packed):
        raise ValueError("not the length that the head tells")
    slow = Hysteresis(**head["hysteresis"])
    _check(key, starts, scores, len(head["tiers"]))
    index = _spread(key, starts, scores, figures) if groups else whatif.empty_index(kinds)
    return index, tuple(head["tiers"]), tuple(head["lines"]), slow, tuple(head["measures"])


def _check(key: Any, starts: Any, scores: Any, tiers: int) -> None:
    """Raise ValueError for a group without cells, a score off the scale or a tier that is not there."""
    if starts[0] != 0 or starts[-1] != len(scores) or (np.diff(starts) <= 0).any():
        raise ValueError("groups and cells do not fit")
    rising = np.diff(scores) > 0
    rising[starts[1:-1] - 1] = True
    if not rising.all() or scores.max(initial=0) > HUNDRED:
        raise ValueError("scores that no group has")
    ranks = np.delete(key, _BELOW, axis=1)
    if (
        ranks.min(initial=0) < layout.NONE
        or ranks.max(initial=0) >= tiers
        or key[:, _BASE].min(initial=0) < 0
    ):
        raise ValueError("a tier that is not there")


def _spread(key: Any, starts: Any, scores: Any, figures: Any) -> whatif.Index:
    low, high = scores[starts[:-1]], scores[starts[1:] - 1]
    widths = high - low + 2
    at = np.concatenate([[0], np.cumsum(widths)[:-1]]).astype(np.int64)
    sums = np.zeros((int(widths.sum()), figures.shape[1]), np.int64)
    group = np.repeat(np.arange(len(low)), np.diff(starts))
    sums[at[group] + scores - low[group]] = figures
    index = whatif.Index(key, low, high, at, sums)
    whatif.add_up(index)
    return index
