"""Hypothesis strategies for policies of every kind, as plain dictionaries that their TOML would hold."""

from __future__ import annotations

import datetime as dt
from typing import Any

import tomlkit
from hypothesis import strategies as st

from tierline.errors import BadInputError
from tierline.policy.load import parse_policy

Row = dict[str, Any]
MONTH = "2026-10"
LAST_DAY = dt.date(2026, 10, 31)
START = dt.date(2008, 1, 1)

FLOATS = ("monthly_revenue", "ict_revenue", "annual_sales", "competitor_share", "revenue_growth")
INTEGERS = ("employees", "ict_products", "tenure_months", "tax_rank", "arrears_months")
FLAGS = ("has_service_agreement", "on_retention_programme")
CODES = {
    "admin_level": ("province", "prefecture", "county", "none"),
    "area_type": ("urban", "county", "rural"),
    "strategic_level": ("none", "province", "prefecture"),
    "manager_id": ("M1", "M2", "经理"),
    "unit_kind": ("multinational_hq", "large_group", "large_medium", "small", "government_body"),
}
DATES = ("opened_on",)
COLUMNS = (*FLOATS, *INTEGERS, *FLAGS, *CODES, *DATES)
days = st.dates(dt.date(2019, 12, 30), dt.date(2020, 1, 2))


def parameter(value: Any, later: Any = None, unit: str = "points") -> Row:
    """Write a parameter; ``later`` holds only after the month that is graded."""
    values = [{"from": START, "value": value}]
    if later is not None:
        values.append({"from": dt.date(2026, 11, 1), "value": later})
    return {
        "title": {"en": "Title", "zh": "标题"},
        "unit": unit,
        "reference": "XJ-3",
        "source": "default",
        "values": values,
    }


def record(name: str, **more: Any) -> Row:
    return {"id": name, "title": {"en": name, "zh": "名称"}, "reference": "XJ-1", "source": "seed", **more}


points = st.one_of(
    st.integers(0, 100),
    st.integers(0, 10000).map(lambda hundredths: hundredths / 100),
    st.sampled_from([0, 100]),
)
edge_values = st.one_of(
    st.integers(-3, 60),
    st.integers(-300, 6000).map(lambda hundredths: hundredths / 100),
    st.sampled_from([0.1, 0.3, 1e-9, 5000000.01, 123456789.99]),
)


@st.composite
def parts_of_a_hundred(draw: st.DrawFn, count: int) -> list[float]:
    """Cut 100 per cent into ``count`` weights of two decimals; nothing is a weight too."""
    cuts = sorted(draw(st.lists(st.integers(0, 10000), min_size=count - 1, max_size=count - 1)))
    return [(high - low) / 100 for low, high in zip([0, *cuts], [*cuts, 10000], strict=True)]


@st.composite
def edge_lists(draw: st.DrawFn) -> list[float]:
    """Draw a few edges, or (for the other way of finding a band) many: evenly spread, or over all sizes."""
    form = draw(st.sampled_from(["few", "few", "even", "all sizes"]))
    if form == "few":
        return sorted(map(float, draw(st.lists(edge_values, min_size=1, max_size=7))))
    count = draw(st.integers(15, 40))
    if form == "even":
        start, width = draw(st.integers(-20, 20)), draw(st.sampled_from([0.01, 0.5, 1, 1000]))
        return [round(start + width * n, 2) for n in range(count)]
    sizes = sorted(sign * 10.0**power for power in range(-9, count // 2 - 9) for sign in (-1, 1))
    return [*sizes, 1e12, 1e12]


@st.composite
def bands(draw: st.DrawFn) -> Row:
    edges = sorted(set(draw(edge_lists())))
    return {
        "edges": edges,
        "points": draw(st.lists(points, min_size=len(edges) + 1, max_size=len(edges) + 1)),
    }


@st.composite
def percentile(draw: st.DrawFn) -> Row:
    edges = draw(edge_lists())
    return {"edges": edges, "as_of": "2025-10", "population": 100}


@st.composite
def linear(draw: st.DrawFn) -> tuple[Row, float]:
    step = draw(st.sampled_from([1, 0.5, 0.1, 0.01, 0.0001]))
    per_unit = round(1 / step)
    steps = sorted(draw(st.sets(st.integers(-50, 400), min_size=2, max_size=7)))
    scale = {
        "x": [n / per_unit for n in steps],
        "y": draw(st.lists(points, min_size=len(steps), max_size=len(steps))),
    }
    return scale, step


@st.composite
def indicators(draw: st.DrawFn, name: str, weight: float) -> Row:
    kind = draw(st.sampled_from(["bands", "linear", "percentile", "category", "flag"]))
    more: Row = {}
    if kind == "category":
        column = draw(st.sampled_from(sorted(CODES)))
        listed = draw(st.lists(st.sampled_from(CODES[column]), min_size=1, unique=True))
        scale = later = {code: draw(points) for code in listed}
    elif kind == "flag":
        column = draw(st.sampled_from(FLAGS))
        scale = later = {"true": draw(points), "false": draw(points)}
    else:
        column = draw(st.sampled_from(FLOATS + INTEGERS))
        if kind == "linear":
            scale, more["step"] = draw(linear())
            later = {"x": scale["x"], "y": scale["y"][::-1]}
        else:
            scale = draw(bands() if kind == "bands" else percentile())
            later = scale
    missing = draw(st.one_of(points, st.just("skip")))
    return {
        "id": name,
        "column": column,
        "kind": kind,
        "dimension": "present",
        "title": {"en": name, "zh": "指标"},
        "unit": "units",
        "weight": parameter(weight, unit="percent"),
        "scale": parameter(scale, later if draw(st.booleans()) else None),
        "missing": parameter(missing, 50 if draw(st.booleans()) else None),
        **more,
    }


@st.composite
def leaves(draw: st.DrawFn, column: str) -> Row:
    if column in CODES:
        op = draw(st.sampled_from(["==", "!=", "in", "not in", "missing", "present"]))
        wanted: Any = st.sampled_from(CODES[column])
    elif column in FLAGS:
        op = draw(st.sampled_from(["==", "!=", "missing", "present"]))
        wanted = st.booleans()
    else:
        op = draw(st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "not in", "missing", "present"]))
        wanted = days if column in DATES else st.integers(0, 20) if column in INTEGERS else edge_values
    if op in ("missing", "present"):
        return {"column": column, "op": op}
    if op in ("in", "not in"):
        return {
            "column": column,
            "op": op,
            "value": draw(st.lists(wanted, min_size=1, max_size=2, unique=True)),
        }
    return {"column": column, "op": op, "value": draw(wanted)}


@st.composite
def conditions(draw: st.DrawFn, depth: int = 2) -> Row:
    """Draw a tree; the parts of an ``all`` read different columns, so that it is never a contradiction."""
    columns = draw(st.permutations(COLUMNS))

    def tree(left: list[str], depth: int) -> Row:
        join = draw(st.sampled_from(["leaf", "all", "any"])) if depth and len(left) > 4 else "leaf"
        if join == "leaf":
            return draw(leaves(left[0]))
        count = draw(st.integers(1, depth + 1))
        share = len(left) // count
        return {join: [tree(left[n * share : (n + 1) * share], depth - 1) for n in range(count)]}

    return tree(list(columns), depth)


def meaning(tree: Row) -> Any:
    """Return what a condition says, the same for two ways of writing it."""
    for join in ("all", "any"):
        if join in tree:
            parts = frozenset(map(meaning, tree[join]))
            return (join, parts) if len(parts) > 1 else next(iter(parts))
    value, op = tree.get("value"), tree["op"]
    if isinstance(value, list):
        if len(value) == 1:
            value, op = value[0], {"in": "==", "not in": "!="}[op]
        else:
            value = frozenset(value)
    return tree["column"], op, value


@st.composite
def rules(draw: st.DrawFn, tiers: list[str]) -> list[Row]:
    found: list[Row] = []
    for n in range(draw(st.integers(0, 4))):
        effect = draw(st.sampled_from(["floor", "cap", "fix"]))
        allowed = {"floor": tiers[:-1], "cap": tiers[1:], "fix": tiers}[effect]
        rule = record(f"rule{n}", effect=effect, tier=draw(st.sampled_from(allowed)), when=draw(conditions()))
        rule["from"] = draw(st.sampled_from([START, START, START, LAST_DAY, dt.date(2026, 11, 1)]))
        until = draw(st.sampled_from([None, None, LAST_DAY, dt.date(2026, 10, 30), dt.date(2027, 1, 1)]))
        if until is not None and until >= rule["from"]:
            rule["until"] = until
        if meaning(rule["when"]) not in [meaning(other["when"]) for other in found]:
            found.append(rule)
    return found


@st.composite
def policies(draw: st.DrawFn) -> Row:
    """Draw a whole policy that is in order."""
    count = draw(st.integers(2, 9))
    names = [f"T{n}" for n in range(count)]
    lines = sorted(draw(st.sets(st.integers(1, 10000), min_size=count - 1, max_size=count - 1)), reverse=True)
    split = draw(st.integers(1, count - 1))
    tiers = [record(name, **{"class": "upper" if n < split else "lower"}) for n, name in enumerate(names)]
    for tier, line in zip(tiers, lines, strict=False):
        tier["line"] = parameter(line / 100)
    weights = draw(st.integers(1, 4).flatmap(parts_of_a_hundred))
    policy = {
        "schema": 1,
        "id": "drawn",
        "subject": "accounts",
        "currency": "CNY",
        "title": {"en": "Drawn", "zh": "随机"},
        "description": {"en": "Drawn by chance.", "zh": "随机生成。"},
        "reference": "XJ-1",
        "class": [record("upper"), record("lower")],
        "tier": tiers,
        "indicator": [draw(indicators(f"indicator{n}", weight)) for n, weight in enumerate(weights)],
        "qualification": draw(rules(names)),
        "hysteresis": {
            "enabled": parameter(draw(st.sampled_from([True, True, False]))),
            "months": parameter(draw(st.integers(1, 4))),
            "buffer": parameter(draw(st.one_of(st.just("off"), st.integers(0, 3000).map(lambda n: n / 100)))),
        },
    }
    return without_idle_rules(policy)


def without_idle_rules(policy: Row) -> Row:
    """Leave rules out until none is refused: two drawn by chance may say the same."""
    while policy["qualification"]:
        try:
            parse_policy(as_toml(policy), "drawn.toml")
        except BadInputError:
            policy["qualification"].pop()
        else:
            break
    return policy


def as_toml(policy: Row) -> str:
    return tomlkit.dumps(policy)
