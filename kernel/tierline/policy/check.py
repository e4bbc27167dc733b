"""What a policy must obey beyond its shape. Each rule tells its fault and the mend."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import pairwise
from typing import Any

from tierline.messages import N_
from tierline.policy.check_dates import check_start
from tierline.policy.check_names import check_names, names_a_rule, tell_reference
from tierline.policy.check_rules import check_rules
from tierline.policy.check_standards import check_standards
from tierline.policy.dated import value_on
from tierline.policy.exact import HUNDRED, decimal_text, hundredths, number
from tierline.policy.faults import Faults
from tierline.policy.figures import Figures
from tierline.policy.model import IndicatorEntry, Parameter, PolicyFile
from tierline.policy.scales import read_scale
from tierline.tables.registry import table_spec

OUTSIDE = N_("{value} lies outside the range {low} to {high}. Change the value or the range.")
NO_POINTS = N_("'{value}' is not understood: write points from 0 to 100, or \"skip\".")
_KINDS_FIT = {
    "bands": ("integer", "money", "number", "ratio"),
    "linear": ("integer", "money", "number", "ratio"),
    "percentile": ("integer", "money", "number", "ratio"),
    "category": ("code", "text"),
    "flag": ("flag",),
}


def check(file: PolicyFile, faults: Faults) -> None:
    """Collect every fault of a well-shaped policy file in ``faults``."""
    check_names(file, faults)
    for name, parameter in file.parameters().items():
        check_parameter(name, parameter, faults)
    if not faults.found:
        check_lines(file, faults)
        check_start(file, faults)
        for indicator in file.indicators:
            check_indicator(indicator, file.subject, faults)
        check_weights(file, faults)
        check_hysteresis(file, faults)
        check_rules(file, faults)
        _check_profile(file, faults)
        check_standards(file, faults)


def turning_days(parameters: Iterable[Parameter]) -> list[date]:
    """Return the days on which one of the parameters changes and all of them hold."""
    parameters = list(parameters)
    complete = max(min(entry.since for entry in parameter.values) for parameter in parameters)
    days = {entry.since for parameter in parameters for entry in parameter.values}
    return sorted({complete} | {day for day in days if day > complete})


def check_parameter(name: str, parameter: Parameter, faults: Faults) -> None:
    """Collect the faults of one parameter: its dates in order, its figures within its range."""
    if not names_a_rule(parameter.reference):
        tell_reference(name, parameter.reference, faults)
    if not parameter.values:
        faults.add(name, N_("has no values. Add at least one with its 'from' date."))
    for before, after in pairwise(parameter.values):
        if after.since == before.since:
            faults.add(name, N_("has two values from {day}. Keep one."), day=after.since)
        elif after.since < before.since:
            faults.add(
                name,
                N_("its values are not in the order of their dates ({day}). Sort them."),
                day=after.since,
            )
    if parameter.range is None:
        return
    low, high = parameter.range
    if not low <= high:
        faults.add(name, N_("its range runs from {low} to {high}. Swap the bounds."), low=low, high=high)
        return
    for entry in parameter.values:
        for value in _numbers(entry.value):
            if not low <= value <= high:
                faults.add(name, OUTSIDE, value=Figures((value,)), low=Figures((low,)), high=Figures((high,)))


def _numbers(value: Any) -> list[Any]:
    """Return the figures that a parameter's range speaks of."""
    if isinstance(value, dict):
        values = value.get("edges", value.get("x", []))
        return [each for each in values if number(each) is not None] if isinstance(values, list) else []
    return [value] if number(value) is not None else []


def check_lines(file: PolicyFile, faults: Faults) -> None:
    """Collect the faults of the lines: every tier but the lowest has one, and they fall."""
    *upper, last = file.tiers
    if last.line is not None:
        faults.add(f"{last.id}.line", N_("the lowest tier takes all the rest and has no line. Remove it."))
    for tier in upper:
        if tier.line is None:
            faults.add(f"{tier.id}.line", N_("is missing: every tier but the lowest needs a line. Add it."))
            continue
        for entry in tier.line.values:
            line = hundredths(entry.value)
            if line is None or not 0 < line <= HUNDRED:
                faults.add(
                    f"{tier.id}.line",
                    N_("{value} is not allowed as a line: above 0 up to 100, at most 2 decimals. Change it."),
                    value=entry.value,
                )
    lines = [tier for tier in upper if tier.line is not None]
    if faults.found or not lines:
        return
    for day in turning_days(tier.line for tier in lines if tier.line):
        held = [(tier.id, value_on(tier.line, day)) for tier in lines if tier.line]
        for (above, high), (below, low) in pairwise(held):
            if high is not None and low is not None and not high.value > low.value:
                faults.add(
                    f"{below}.line",
                    N_(
                        "from {day} the line {low} is not below {above}'s {high}. Lines "
                        "must fall from tier to tier."
                    ),
                    day=day,
                    low=low.value,
                    above=above,
                    high=high.value,
                )


def check_indicator(indicator: IndicatorEntry, subject: str, faults: Faults) -> None:
    """Collect the faults of an indicator: column, scale, codes and what a missing value gives."""
    spec = table_spec(subject)
    if indicator.column not in spec.names:
        faults.add(
            indicator.id,
            N_("the table {table} has no column '{column}'. Use one of: {known}."),
            table=subject,
            column=indicator.column,
            known=", ".join(spec.names),
        )
        return
    column = spec.column(indicator.column)
    if column.dtype not in _KINDS_FIT[indicator.kind]:
        faults.add(
            indicator.id,
            N_(
                "an indicator of kind {kind} cannot read the column {column} of type "
                "{dtype}. Change kind or column."
            ),
            kind=indicator.kind,
            column=indicator.column,
            dtype=column.dtype,
        )
        return
    for entry in indicator.scale.values:
        read_scale(
            indicator.kind,
            entry.value,
            indicator.step,
            lambda rule, **places: faults.add(f"{indicator.id}.scale", rule, **places),
        )
        if indicator.kind == "category" and column.codes is not None and isinstance(entry.value, dict):
            for code in entry.value:
                if code not in column.codes:
                    faults.add(
                        f"{indicator.id}.scale",
                        N_("{column} has no code '{code}'. Use one of: {known}."),
                        column=column.name,
                        code=code,
                        known=", ".join(column.codes),
                    )
    for entry in indicator.missing.values:
        points = hundredths(entry.value)
        if entry.value != "skip" and (points is None or not 0 <= points <= HUNDRED):
            faults.add(
                f"{indicator.id}.missing",
                NO_POINTS,
                value=entry.value,
            )


def check_weights(file: PolicyFile, faults: Faults) -> None:
    """Collect the faults of the weights: each within 0 to 100 per cent, together 100."""
    for indicator in file.indicators:
        for entry in indicator.weight.values:
            weight = hundredths(entry.value)
            if weight is None or not 0 <= weight <= HUNDRED:
                faults.add(
                    f"{indicator.id}.weight",
                    N_(
                        "{value} is not allowed as a weight: 0 to 100 per cent, at most 2 "
                        "decimals. Change it."
                    ),
                    value=entry.value,
                )
    if faults.found:
        return
    for day in turning_days(indicator.weight for indicator in file.indicators):
        held = [value_on(indicator.weight, day) for indicator in file.indicators]
        total = sum(hundredths(entry.value) or 0 for entry in held if entry is not None)
        if total != HUNDRED:
            faults.add(
                ", ".join(f"{indicator.id}.weight" for indicator in file.indicators),
                N_(
                    "from {day} the weights add up to {total} instead of 100.00 per cent. "
                    "Change them to make 100."
                ),
                day=day,
                total=decimal_text(total),
            )


def check_hysteresis(file: PolicyFile, faults: Faults) -> None:
    """Collect the faults of the settings that slow downgrades."""
    for entry in file.hysteresis.enabled.values:
        if not isinstance(entry.value, bool):
            faults.add(
                "hysteresis.enabled", N_("'{value}' is neither true nor false. Write one."), value=entry.value
            )
    spread = file.hysteresis.months.range
    low, high = (1, 120) if spread is None else (max(1, spread[0]), min(120, spread[1]))
    for entry in file.hysteresis.months.values:
        months = entry.value
        whole = isinstance(months, int) and not isinstance(months, bool)
        if whole and spread is not None and not spread[0] <= months <= spread[1]:
            continue  # told by the range
        if not whole or not 1 <= months <= 120:
            faults.add(
                "hysteresis.months",
                N_("'{value}' is not a whole number of months from {low} to {high}. Change it."),
                value=months,
                low=Figures((low,)),
                high=Figures((high,)),
            )
    for entry in file.hysteresis.buffer.values:
        buffer = hundredths(entry.value)
        if entry.value != "off" and (buffer is None or not 0 <= buffer <= HUNDRED):
            faults.add(
                "hysteresis.buffer",
                N_(
                    "'{value}' is not understood: write points from 0 to 100 with at most "
                    '2 decimals, or "off".'
                ),
                value=entry.value,
            )


def _check_profile(file: PolicyFile, faults: Faults) -> None:
    spec = table_spec(file.subject)
    for entry in file.profile:
        place = f"profile.{entry.column}"
        if entry.column not in spec.names:
            faults.add(
                place,
                N_("the table {table} has no column '{column}'. Use one of: {known}."),
                table=file.subject,
                column=entry.column,
                known=", ".join(spec.names),
            )
        elif spec.column(entry.column).dtype not in _KINDS_FIT["bands"]:
            faults.add(
                place,
                N_("the column {column} holds no numbers to average. Choose another."),
                column=entry.column,
            )
        groups = [each.id for each in (file.tiers if entry.by == "tier" else file.classes)]
        listed = [name for group in entry.order for name in group]
        if sorted(listed) != sorted(groups):
            faults.add(
                place,
                N_("the order names {listed}, but must name each of {known} once. Mend the order."),
                listed=", ".join(listed) or "-",
                known=", ".join(groups),
            )
