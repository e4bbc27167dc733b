"""Compiles a policy into the flat arrays that the compiled pass reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import accumulate
from typing import Any

import numpy as np

from tierline.compiled import layout as kernel
from tierline.policy.conditions import Atom
from tierline.policy.resolved import Indicator, Policy, Rule
from tierline.policy.scales import Bands, Codes, Linear
from tierline.tiering.plans import coded_plan, plan

# of a number below the other, equal to it, above it, or missing: where the comparison is true
_TRUE_OF = {
    "<": (True, False, False, False),
    "<=": (True, True, False, False),
    ">": (False, False, True, False),
    ">=": (False, True, True, False),
    "==": (False, True, False, False),
    "!=": (True, False, True, False),
    "missing": (False, False, False, True),
    "present": (True, True, True, False),
}
_NEVER = 0  # of no meaning in that place
Dictionaries = Sequence[tuple[Any, ...] | None]


def indicator_arrays(policy: Policy, dictionaries: Dictionaries) -> kernel.Indicators:
    """Return the indicators by column; ``dictionaries[c]`` holds column c's codes, None for numbers."""
    columns = policy.columns
    order = sorted(range(len(policy.indicators)), key=lambda k: columns.index(policy.indicators[k].column))
    sorted_ones = [policy.indicators[k] for k in order]
    points = [_points(each, dictionaries[columns.index(each.column)]) for each in sorted_ones]
    sizes = [_size(each) for each in sorted_ones]
    bands = [
        each.scale.edges if isinstance(each.scale, Bands) else (0.0,) * _size(each) for each in sorted_ones
    ]
    corners = [each.scale.x if isinstance(each.scale, Linear) else (0,) * _size(each) for each in sorted_ones]
    plans = [
        coded_plan(each, own) if isinstance(each.scale, Codes) else plan(each)
        for each, own in zip(sorted_ones, points, strict=True)
    ]
    counts = [sum(each.column == column for each in sorted_ones) for column in columns]
    return kernel.Indicators(
        first=_starts(counts),
        place=np.array(order, np.int64),
        linear=np.array([isinstance(each.scale, Linear) for each in sorted_ones], np.bool_),
        weight=np.array([each.weight for each in sorted_ones], np.int64),
        missing=np.array(
            [kernel.NONE if each.missing is None else each.missing for each in sorted_ones], np.int64
        ),
        start=_starts(sizes),
        points_start=_starts([len(each) for each in points])[:-1],
        per_unit=np.array(
            [
                each.scale.factors if isinstance(each.scale, Linear) else (_NEVER, _NEVER)
                for each in sorted_ones
            ],
            np.float64,
        ).reshape(-1, 2),
        edges=np.array([edge for each in bands for edge in each], np.float64),
        corners=np.array([corner for each in corners for corner in each], np.int64),
        points=np.array([each for own in points for each in own], np.int64),
        plan=np.array([each.loop for each in plans], np.int8),
        figures_start=_starts([len(each.figures) for each in plans]),
        figures=np.array([figure for each in plans for figure in each.figures], np.float64),
        weighted_start=_starts([len(each.weighted) for each in plans]),
        weighted=np.array([points for each in plans for points in each.weighted], np.int32),
        bucket_start=_starts([len(each.buckets) for each in plans]),
        bucket_key=np.array([each.key for each in plans], np.int64).reshape(-1, 3),
        buckets=np.array([below for each in plans for below in each.buckets], np.uint16),
    )


def condition_arrays(policy: Policy, dictionaries: Dictionaries) -> kernel.Conditions:
    """Return the comparisons, one bit each, and the terms of floors and caps in the order they win."""
    columns = policy.columns
    atoms = list(
        dict.fromkeys(atom for rule in policy.rules for term in rule.terms for atom in _sorted(term))
    )
    planes = -(-len(atoms) // kernel.PLANE)
    place = {atom: number for number, atom in enumerate(atoms)}
    numeric = [
        [atom for atom in atoms if atom.column == column and dictionaries[c] is None]
        for c, column in enumerate(columns)
    ]
    flat = [atom for own in numeric for atom in own]
    compared = [_compared(atom) for atom in flat]
    coded = [
        _true_of_codes([atom for atom in atoms if atom.column == column], dictionaries[c])
        for c, column in enumerate(columns)
    ]
    floors = _winning_order(policy, ("floor", "fix"), best_first=True)
    caps = _winning_order(policy, ("cap", "fix"), best_first=False)
    return kernel.Conditions(
        np.int64(planes),
        _starts([len(own) for own in numeric]),
        np.array([value for value, _true in compared], np.float64),
        np.array([place[atom] // kernel.PLANE for atom in flat], np.int64),
        _bits_of_numbers([(place[atom], true) for atom, (_value, true) in zip(flat, compared, strict=True)]),
        _starts([len(own) for own in coded]),
        _planes([true for own in coded for true in own], place, planes).T.copy(),
        *_terms(floors, place, planes),
        *_terms(caps, place, planes),
    )


def line_arrays(policy: Policy) -> kernel.Lines:
    """Return the lines and the hysteresis."""
    slow = policy.hysteresis
    return kernel.Lines(
        np.array([tier.line for tier in policy.tiers], np.int64),
        np.bool_(slow.enabled),
        np.int64(slow.months),
        np.int64(kernel.NONE if slow.buffer is None else slow.buffer),
    )


def _points(indicator: Indicator, dictionary: tuple[Any, ...] | None) -> list[int]:
    scale = indicator.scale
    if isinstance(scale, Codes):
        return [*(scale.points.get(code, kernel.NONE) for code in dictionary or ()), kernel.NONE]
    return list(scale.points if isinstance(scale, Bands) else scale.y)


def _size(indicator: Indicator) -> int:
    scale = indicator.scale
    return len(scale.edges) if isinstance(scale, Bands) else len(scale.x) if isinstance(scale, Linear) else 0


def _starts(sizes: list[int]) -> Any:
    return np.array([0, *accumulate(sizes)], np.int64)


def _sorted(term: frozenset[Atom]) -> list[Atom]:
    return sorted(term, key=str)


def _winning_order(policy: Policy, effects: tuple[str, ...], *, best_first: bool) -> list[tuple[int, Rule]]:
    """Sort rules so that the first true one wins: by tier, then as they stand in the file."""
    own = [(place, rule) for place, rule in enumerate(policy.rules) if rule.effect in effects]
    return sorted(own, key=lambda each: (each[1].tier if best_first else -each[1].tier, each[0]))


def _terms(rules: list[tuple[int, Rule]], place: dict[Atom, int], planes: int) -> tuple[Any, Any, Any]:
    flat = [(term, rule.tier, number) for number, rule in rules for term in rule.terms]
    return (
        _planes([term for term, _tier, _number in flat], place, planes),
        np.array([tier for _term, tier, _number in flat], np.int8),
        np.array([number for _term, _tier, number in flat], np.int16),
    )


def _planes(sets: Sequence[Iterable[Atom]], place: dict[Atom, int], planes: int) -> Any:
    """Write each set of comparisons as bits: uint8[sets, planes]."""
    found = np.zeros((len(sets), planes), np.uint8)
    for row, atoms in enumerate(sets):
        for atom in atoms:
            found[row, place[atom] // kernel.PLANE] |= 1 << place[atom] % kernel.PLANE
    return found


def _compared(atom: Atom) -> tuple[float, tuple[bool, ...]]:
    """Return what numbers are compared with, and where the comparison is true of them.

    Beyond a number begins with the next one, so that every order is "from here on" or "up to here",
    which the pass compares fastest.
    """
    value = _number(atom.value)
    if atom.op == ">":
        return float(np.nextafter(value, np.inf)), _TRUE_OF[">="]
    if atom.op == "<":
        return float(np.nextafter(value, -np.inf)), _TRUE_OF["<="]
    return value, _TRUE_OF[atom.op]


def _bits_of_numbers(compared: Sequence[tuple[int, tuple[bool, ...]]]) -> Any:
    bits = [1 << place % kernel.PLANE for place, _true in compared]
    true_of = np.array([true for _place, true in compared], np.bool_).reshape(-1, 4)
    return np.where(true_of, np.array(bits, np.uint8)[:, None], np.uint8(0))


def _true_of_codes(atoms: list[Atom], dictionary: tuple[Any, ...] | None) -> list[list[Atom]]:
    """Return the comparisons that are true of each code; the last entry stands for missing."""
    if dictionary is None:
        return []
    return [[atom for atom in atoms if _code_holds(atom, code)] for code in (*dictionary, None)]


def _code_holds(atom: Atom, code: Any) -> bool:
    if code is None or atom.op in ("missing", "present"):
        return (atom.op == "missing") == (code is None) and atom.op in ("missing", "present")
    values = atom.value if isinstance(atom.value, tuple) else (atom.value,)
    listed = code in {str(value).lower() if isinstance(value, bool) else value for value in values}
    return listed == (atom.op in ("==", "in"))


def _number(value: Any) -> float:
    if isinstance(value, date):
        return float((value - date(1970, 1, 1)).days)
    return _NEVER if value is None else float(value)
