"""Weights and caps of a policy of points against the rulebook's bounds, on every day that changes one."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

from tierline.messages import N_
from tierline.performance.policy_bounds import FREE, Bounds, bounds
from tierline.performance.policy_check_names import tell_unknown
from tierline.performance.policy_model import CategoryEntry, PointsFile, RoleEntry
from tierline.policy.check import turning_days
from tierline.policy.dated import value_on
from tierline.policy.exact import HUNDRED, decimal_text, hundredths
from tierline.policy.faults import Faults
from tierline.policy.model import Parameter


def check_role(file: PointsFile, role: RoleEntry, faults: Faults) -> None:
    """Collect what a role's categories, weights and caps break (LY-12, FZ-4, LY-16)."""
    known = bounds()
    if role.bounds != FREE and role.bounds not in known:
        tell_unknown(faults, f"{role.id}.bounds",
                      N_("no rule '{value}' bounds points. Use one of: {known}."),
                      role.bounds, (*known, FREE))  # fmt: skip
        return
    rule = known.get(role.bounds)
    if rule is not None:
        _check_categories(role, rule, faults)
        _check_caps(file, rule, faults)
    for day in turning_days(
        each for category in role.categories for each in (category.weight, category.weights)
    ):
        _check_weights(role, rule, day, faults)


def _check_categories(role: RoleEntry, rule: Bounds, faults: Faults) -> None:
    given = [category.id for category in role.categories]
    if rule.categories and sorted(given) != sorted(rule.categories):
        faults.add(
            f"{role.id}.category",
            N_("{rule} asks for the categories {wanted}, not {given}. Put exactly these."),
            rule=rule.rule,
            wanted=", ".join(rule.categories),
            given=", ".join(given),
        )
    if rule.mix and role.mix is None:
        faults.add(
            f"{role.id}.mix", N_("{rule} asks that the team's points count. Add a mix."), rule=rule.rule
        )


def _check_caps(file: PointsFile, rule: Bounds, faults: Faults) -> None:
    for name in ("bonus", "deduction"):
        for entry in getattr(file.caps, name).values:
            cap = hundredths(entry.value)
            if rule.cap is not None and cap is not None and cap > rule.cap:
                faults.add(
                    f"caps.{name}",
                    N_(
                        "{rule} allows {most} per cent of the categories at most, not {value}. Lower the cap."
                    ),
                    rule=rule.rule,
                    most=decimal_text(rule.cap),
                    value=entry.value,
                )


def _check_weights(role: RoleEntry, rule: Bounds | None, day: date, faults: Faults) -> None:
    total = 0
    for category in role.categories:
        share = _share(category, day)
        total += share
        parts = sum(hundredths(weight) or 0 for weight in _value(category.weights, day).values())
        if parts != share:
            faults.add(
                f"{role.id}.{category.id}.weights",
                N_("from {day} they add up to {parts}, the category has {share}. Change them to make it."),
                day=day,
                parts=decimal_text(parts),
                share=decimal_text(share),
            )
        if rule is not None and category.id in rule.categories:
            _check_bound(role, category, share, rule, day, faults)
    twice = [name for name, count in Counter(_on(role, day)).items() if count > 1]
    if twice:
        faults.add(
            f"{role.id}.category", N_("from {day} {indicator} stands in two categories. Keep one."),
            day=day, indicator=twice[0],
        )  # fmt: skip
    if total != HUNDRED:
        faults.add(
            ", ".join(f"{role.id}.{category.id}.weight" for category in role.categories),
            N_("{rule}: from {day} the categories add up to {total}, not 100.00. Change them to make 100."),
            rule=rule.rule if rule else role.reference.partition(";")[0],
            day=day,
            total=decimal_text(total),
        )


def _check_bound(
    role: RoleEntry, category: CategoryEntry, share: int, rule: Bounds, day: date, faults: Faults
) -> None:
    least, most = rule.categories[category.id]
    place, places = (
        f"{role.id}.{category.id}.weight",
        {"rule": rule.rule, "day": day, "share": decimal_text(share)},
    )
    if least is not None and share < least:
        faults.add(
            place,
            N_("{rule} asks for {least} of 100 points at least, but from {day} it has {share}. Raise it."),
            **places,
            least=decimal_text(least),
        )
    if most is not None and share > most:
        faults.add(
            place,
            N_("{rule} allows {most} of 100 points at most, but from {day} it has {share}. Lower it."),
            **places,
            most=decimal_text(most),
        )


def _on(role: RoleEntry, day: date) -> list[str]:
    return [name for category in role.categories for name in _value(category.weights, day)]


def _share(category: CategoryEntry, day: date) -> int:
    return hundredths(_value(category.weight, day)) or 0


def _value(parameter: Parameter, day: date) -> Any:
    found = value_on(parameter, day)
    assert found is not None
    return found.value
