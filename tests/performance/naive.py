"""Points of one manager's month in decimal arithmetic, as the rulebook puts them."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal, localcontext

from tierline.performance.scheme import Indicator, Scheme

D = Decimal
MILLIONTH, HUNDREDTH = D("0.000001"), D("0.01")
Cell = tuple[int | None, int | None]  # actual and target


def rounded(value: Decimal, step: Decimal) -> Decimal:
    return value.quantize(step, ROUND_HALF_UP)


def outcome(indicator: Indicator, actual: int | None, target: int | None) -> str | None:
    """Return the policy's outcome where completion cannot be told."""
    if target is None:
        return indicator.no_target
    if target <= 0 and (indicator.zero_target != "meet" or actual is not None):
        return indicator.zero_target
    return indicator.no_actual if actual is None else None


def line(indicator: Indicator, actual: int | None, target: int | None) -> Decimal | str:
    """Return an indicator's points, or "hold" or "skip"."""
    weight = D(indicator.weight) / 100
    what = outcome(indicator, actual, target)
    if what == "meet":
        assert actual is not None
        met = actual <= 0 if indicator.kind.startswith("less") else actual >= 0
        what = "full" if met else "nothing"
    if what is not None:
        return {"nothing": D(0), "full": weight}.get(what, what)
    assert actual is not None
    assert target is not None
    ceiling, floor = D(indicator.ceiling) / 10**6, D(indicator.floor) / 10**6
    if indicator.kind == "level":
        return rounded(weight * min(max(D(actual) / target, D(0)), D(1)), MILLIONTH)
    if indicator.kind == "more":
        completion = D(actual) / target
    elif indicator.kind == "less":
        completion = D(target) / actual if actual > 0 else ceiling
    else:
        completion = 2 - D(actual) / target
    if completion < floor or completion <= 0:
        return D(0)
    return rounded(weight * min(completion, ceiling), MILLIONTH)


def statement(cells: list[Cell], events: list[int], scheme: Scheme) -> dict[str, Decimal] | str:
    """Return base, bonus, deduction and total, or "held" or "absent"; events in millionths."""
    with localcontext() as context:
        context.prec = 80
        return _statement(cells, events, scheme)


def _statement(cells: list[Cell], events: list[int], scheme: Scheme) -> dict[str, Decimal] | str:
    if not events and all(cell == (None, None) for cell in cells):
        return "absent"
    lines = [line(each, *cell) for each, cell in zip(scheme.indicators, cells, strict=True)]
    if "hold" in lines:
        return "held"
    base = allotted = D(0)
    for category in scheme.categories:
        own = [(e, p) for e, p in zip(scheme.indicators, lines, strict=True) if e.category == category]
        share = sum((D(each.weight) / 100 for each, _points in own), D(0))
        kept = sum((D(each.weight) / 100 for each, points in own if points != "skip"), D(0))
        made = sum((points for _each, points in own if isinstance(points, Decimal)), D(0))
        if kept != share:
            made = rounded(share * made / kept, MILLIONTH) if kept else D(0)
        base += min(made, share) if scheme.cap_categories else made
        allotted += share
    basis = allotted if scheme.cap_basis == "allotted" else base
    bonus, deduction = (
        min(D(sum(some)) / 10**6, rounded(basis * cap / 10**6, MILLIONTH))
        for some, cap in (
            ([e for e in events if e > 0], scheme.bonus_cap),
            ([-e for e in events if e < 0], scheme.deduction_cap),
        )
    )
    total = min(max(base + bonus - deduction, D(scheme.lowest) / 100), D(scheme.highest) / 100)
    return {"base": base, "bonus": bonus, "deduction": deduction, "total": rounded(total, HUNDREDTH)}
