"""What a policy of points must obey beyond its shape. Each rule tells its fault, by ID, and the mend."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tierline.messages import N_
from tierline.performance.derivations import derivations
from tierline.performance.policy_check_names import check_points_names, tell_unknown
from tierline.performance.policy_check_weights import check_role
from tierline.performance.policy_model import COMMON, IndicatorEntry, PointsFile, RoleEntry
from tierline.performance.policy_resolved import TABLE
from tierline.performance.policy_settings import PRIVACY, SETTINGS
from tierline.performance.policy_values import (
    CAP_BASES,
    NO_TEAM,
    OUTCOMES,
    read_bands,
    read_choice,
    read_completion,
    read_points,
    read_target,
    read_weights,
)
from tierline.performance.units import BASES
from tierline.policy.check import check_parameter, turning_days
from tierline.policy.dated import value_on
from tierline.policy.exact import HUNDRED, hundredths, number
from tierline.policy.faults import Faults
from tierline.policy.model import Parameter

_ROUND = 2 * HUNDRED  # no total goes beyond


def check_points(file: PointsFile, faults: Faults) -> None:
    """Collect every fault of a well-shaped policy of points in ``faults``."""
    check_points_names(file, faults)
    for name, parameter in file.parameters().items():
        check_parameter(name, parameter, faults)
    if faults.found:
        return
    _check_start(file, faults)
    _check_indicators(file, faults)
    _check_values(file, faults)
    _check_items(file, faults)
    _check_settings(file, faults)
    if not faults.found:
        _check_total(file, faults)
        for role in file.roles:
            check_role(file, role, faults)


def _check_start(file: PointsFile, faults: Faults) -> None:
    """Tell the parameters that begin after the first weight: months between could not be settled."""
    begins = {name: parameter.values[0].since for name, parameter in file.parameters().items()}
    first = min(since for name, since in begins.items() if name.endswith(".weights"))
    for name, since in begins.items():
        if since > first:
            faults.add(
                name,
                N_("its first value holds from {since}, the weights from {first}. Add one from {first}."),
                since=since,
                first=first,
            )


def _check_indicators(file: PointsFile, faults: Faults) -> None:
    used = {name for role in file.roles for name in _weighted(role)}
    for each in file.indicators:
        if each.unit not in BASES:
            tell_unknown(faults, f"{each.id}.unit", N_("there is no unit '{value}'. Use one of: {known}."),
                          each.unit, BASES)  # fmt: skip
        _check_actual(each.id, each.actual, each.unit, faults)
        given = each.target_value is not None
        if given != (each.target == "policy"):
            faults.add(
                f"{each.id}.target_value",
                N_("a target of the policy needs target_value, one of the table has none. Add or remove it."),
            )
        if each.id not in used:
            faults.add(each.id, N_("no category of a role gives it a weight. Remove it, or give it one."))


def _weighted(role: RoleEntry) -> list[str]:
    values = [entry.value for category in role.categories for entry in category.weights.values]
    return [name for value in values if isinstance(value, dict) for name in value]


def _check_actual(name: str, actual: str, unit: str, faults: Faults) -> None:
    if actual == TABLE:
        return
    kind, _colon, asked = actual.partition(":")
    known = derivations()
    if kind != "derived" or asked not in known:
        tell_unknown(
            faults,
            f"{name}.actual",
            N_("'{value}' is no source of an actual. Write \"table\", or one of: {known}."),
            actual,
            (f"derived:{each}" for each in known),
        )
    elif known[asked].unit != unit:
        faults.add(
            f"{name}.unit",
            N_("{actual} is counted in {wanted}, not in {unit}. Change the unit."),
            actual=actual,
            wanted=known[asked].unit,
            unit=unit,
        )


def _check_values(file: PointsFile, faults: Faults) -> None:
    def every(name: str, parameter: Parameter | None, read: Callable[..., Any], *more: Any) -> None:
        for entry in parameter.values if parameter is not None else ():
            read(entry.value, *more, lambda rule, **places: faults.add(name, rule, **places))

    for place, entry in (("defaults", file.defaults), *((each.id, each) for each in file.indicators)):
        for name in COMMON:
            parameter = getattr(entry, name)
            if name in OUTCOMES:
                every(f"{place}.{name}", parameter, read_choice, OUTCOMES[name])
            else:
                every(f"{place}.{name}", parameter, read_completion, name)
    for each in file.indicators:
        if each.unit in BASES:
            every(f"{each.id}.target_value", each.target_value, read_target, each.unit)
            every(f"{each.id}.most", each.most, read_target, each.unit)
            _check_most(each, faults)
    known = tuple(each.id for each in file.indicators)
    for role in file.roles:
        for category in role.categories:
            every(f"{role.id}.{category.id}.weight", category.weight, read_points)
            every(f"{role.id}.{category.id}.weights", category.weights, read_weights, known)
        if role.mix is not None:
            every(f"{role.id}.mix.own", role.mix.own, read_points)
            every(f"{role.id}.mix.no_team", role.mix.no_team, read_choice, NO_TEAM)
    every("caps.bonus", file.caps.bonus, read_points)
    every("caps.deduction", file.caps.deduction, read_points)
    every("caps.basis", file.caps.basis, read_choice, CAP_BASES)
    every("caps.category", file.caps.category, _read_flag)
    for name in ("lowest", "highest"):
        every(f"total.{name}", getattr(file.total, name), _read_total)
    every("pay.bands", file.pay.bands, read_bands)


def _check_most(entry: IndicatorEntry, faults: Faults) -> None:
    """Tell a target that nobody can reach, and a bound on what is derived and so bounded by itself."""
    if entry.most is None:
        return
    if entry.actual != TABLE:
        said = N_("only a figure of the table has it; this one is derived. Remove it.")
        faults.add(f"{entry.id}.most", said)
    if entry.target_value is None:
        return
    for day in turning_days((entry.most, entry.target_value)):
        most, target = value_on(entry.most, day), value_on(entry.target_value, day)
        sizes = [None if each is None else number(each.value) for each in (most, target)]
        if sizes[0] is not None and sizes[1] is not None and sizes[1] > sizes[0]:
            faults.add(
                f"{entry.id}.most",
                N_("from {day} it is {most}, below the target, {target}. Raise it, or lower the target."),
                day=day,
                most=sizes[0],
                target=sizes[1],
            )


def _read_flag(value: Any, report: Callable[..., None]) -> None:
    if not isinstance(value, bool):
        report(N_("'{value}' is neither true nor false. Write one."), value=value)


def _read_total(value: Any, report: Callable[..., None]) -> None:
    read_points(value, report, 0, _ROUND)


def _check_items(file: PointsFile, faults: Faults) -> None:
    for item in file.items:
        for name in ("points", "cap"):
            for entry in getattr(item, name).values:
                points = hundredths(entry.value)
                if points is None or not 0 < points <= HUNDRED:
                    faults.add(
                        f"{item.id}.{name}",
                        N_("'{value}' is not allowed: above 0 up to 100, at most 2 decimals. Change it."),
                        value=entry.value,
                    )


def _check_settings(file: PointsFile, faults: Faults) -> None:
    for section, given, settings in (("derive", file.derive, SETTINGS), ("privacy", file.privacy, PRIVACY)):
        for name, parameter in given.items():
            at = f"{section}.{name}"
            if name not in settings:
                unknown = N_("there is no setting '{value}'. Use one of: {known}.")
                tell_unknown(faults, at, unknown, name, settings)
                continue
            for entry in parameter.values:
                settings[name](entry.value, lambda rule, _at=at, **places: faults.add(_at, rule, **places))
    known = derivations()
    for each in file.indicators:
        asked = known.get(each.actual.partition(":")[2])
        for name in asked.settings if asked else ():
            if name not in file.derive:
                faults.add(
                    f"derive.{name}",
                    N_("is missing: {indicator} is {actual}. Add it."),
                    indicator=each.id,
                    actual=each.actual,
                )


def _check_total(file: PointsFile, faults: Faults) -> None:
    lowest, highest = file.total.lowest, file.total.highest
    for day in turning_days((lowest, highest)):
        low, high = value_on(lowest, day), value_on(highest, day)
        if low is not None and high is not None and not low.value < high.value:
            faults.add(
                "total.lowest",
                N_("from {day} it is {low}, not below the highest total, {high}. Lower it."),
                day=day,
                low=low.value,
                high=high.value,
            )
