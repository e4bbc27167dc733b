"""How our times grow with the rows and with the number of indicators."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from tierline.bench import points, scoring, whole_pass, workdays
from tierline.bench.timing import Line, best_time
from tierline.bench.whatif_counting import bench_build, bench_filter, bench_weights
from tierline.messages import _
from tierline.policy.resolved import Policy
from tierline.tables.registry import table_spec

ROWS = (1_000_000, 3_000_000, 10_000_000)
INDICATORS = (4, 8, 16)
OF_INDICATORS = 4_000_000  # rows on which the number of indicators grows
_WHOLE = 10_000  # basis points
_NUMBERS = ("money", "integer", "ratio")
Timed = Callable[[int], float]


def with_indicators(policy: Policy, count: int) -> Policy:
    """Return the policy with ``count`` indicators of equal weight, each on a column of its own.

    The first are the policy's own; those beyond them repeat their bands on further columns of numbers.
    """
    own = policy.indicators
    numbers = [each.name for each in table_spec(policy.subject).columns if each.dtype in _NUMBERS]
    further = [name for name in numbers if name not in policy.columns]
    kept = [
        own[k] if k < len(own) else replace(own[k % len(own)], id=name, column=name)
        for k, name in enumerate(([""] * len(own) + further)[:count])
    ]
    share = _WHOLE // count
    weights = [_WHOLE - share * (count - 1), *[share] * (count - 1)]
    return replace(
        policy, indicators=tuple(replace(each, weight=w) for each, w in zip(kept, weights, strict=True))
    )


def scoring_time(rows: int, indicators: int | None = None) -> float:
    """Return our seconds for the whole pass over ``rows`` accounts."""
    given = whole_pass.make_given(rows)
    if indicators is not None:
        policy = with_indicators(given.policy, indicators)
        # a policy of few indicators has no rules: they would have it read the columns it leaves out
        policy = replace(policy, rules=())
        given = given._replace(policy=policy, table=scoring.make_table(rows, policy))
    return best_time(whole_pass.ours(given))


def _points_time(rows: int) -> float:
    given = points.make_given(rows)
    return best_time(lambda: points.ours(given))


def _workdays_time(rows: int) -> float:
    given = workdays.make_given(rows)
    return best_time(lambda: workdays.ours(given))


TIMED: dict[str, Timed] = {
    "score": scoring_time,
    "whatif-build": lambda rows: bench_build(rows, with_peers=False).ours_s,
    "whatif-filter": lambda rows: bench_filter(rows, with_peers=False).ours_s,
    "whatif-weights": lambda rows: bench_weights(rows, with_peers=False).ours_s,
    "points": _points_time,
    "workdays": _workdays_time,
}


def by_rows(names: Iterable[str], sizes: Sequence[int] = ROWS) -> list[Line]:
    """Time ours alone at every size; ``bench`` of each line is the name with "-growth" behind it."""
    return [
        Line(f"{name}-growth", size, TIMED[name](size), {}, None, equal=True)
        for name in names
        for size in sizes
    ]


def by_indicators(counts: Sequence[int] = INDICATORS, rows: int = OF_INDICATORS) -> list[Line]:
    """Time scoring alone with every number of indicators; ``indicators`` of each line says how many."""
    return [
        Line("score-growth", rows, scoring_time(rows, count), {}, None, equal=True, indicators=count)
        for count in counts
    ]


def render_growth(lines: Iterable[Line]) -> str:
    """Return the lines as two Markdown tables: ours by rows, and scoring by indicators."""
    told = list(lines)
    rows = [line for line in told if line.indicators is None]
    counted = [line for line in told if line.indicators is not None]
    parts = _by_rows(rows) if rows else []
    if counted:
        parts += [
            "",
            _("Our times by the number of indicators, {rows} rows").format(rows=f"{counted[0].rows:,}"),
        ]
        parts += ["", f"| {_('indicators')} | ms | {_('against the first')} |", "|---:|---:|---:|"]
        parts += [
            f"| {line.indicators} | {line.ours_s * 1000:,.1f} | {line.ours_s / counted[0].ours_s:.1f} × |"
            for line in counted
        ]
    return "\n".join(parts).strip()


def _by_rows(lines: list[Line]) -> list[str]:
    sizes = sorted({line.rows for line in lines})
    names = list(dict.fromkeys(line.bench for line in lines))
    parts = [_("Our times in ms by rows, and against the first"), ""]
    parts += [f"| {_('what')} |" + "".join(f" {size:,} |" for size in sizes), "|---|" + "---:|" * len(sizes)]
    for name in names:
        own = {line.rows: line.ours_s for line in lines if line.bench == name}
        cells = [f" {own[size] * 1000:,.1f} ({own[size] / own[sizes[0]]:.1f} ×) |" for size in sizes]
        parts.append(f"| {name.removesuffix('-growth')} |" + "".join(cells))
    return parts
