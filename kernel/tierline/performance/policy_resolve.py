"""From the file to the policy of points of one month."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from tierline.performance.policy_model import COMMON, IndicatorEntry, PointsFile, RoleEntry
from tierline.performance.policy_resolved import (
    Category,
    Item,
    Mix,
    PointsIndicator,
    PointsPolicy,
    Role,
)
from tierline.performance.policy_settings import PRIVACY, SETTINGS, unsaid
from tierline.performance.policy_values import OUTCOMES, read_bands, read_completion, read_target
from tierline.policy.dated import last_day
from tierline.policy.held import already_checked, held_on, whole
from tierline.policy.model import Parameter
from tierline.policy.resolved import HeldParameter

Held = Mapping[str, HeldParameter]


def resolve_points(file: PointsFile, month: str, text: str, sha256: str, path: str) -> PointsPolicy:
    """Return the policy that holds on the last day of ``month``; the file has been checked.

    Raises
    ------
    BadInputError
        A parameter has no value yet in that month, or the month is none.
    """
    day = last_day(month)
    given = file.parameters()
    if PRIVACY.keys() - file.privacy.keys():
        for name, parameter in unsaid().items():
            given.setdefault(f"privacy.{name}", Parameter.model_validate(parameter))
    held = {name: held_on(name, each, day, month, path) for name, each in given.items()}
    pay = read_bands(held["pay.bands"].value, already_checked)
    assert pay is not None
    return PointsPolicy(
        id=file.id,
        month=month,
        period=file.period,
        title=file.title,
        description=file.description,
        currency=file.currency,
        reference=file.reference,
        sha256=sha256,
        indicators=tuple(_indicator(entry, held) for entry in file.indicators),
        roles=tuple(_role(entry, held) for entry in file.roles),
        items=tuple(
            Item(
                item.id,
                item.effect,
                item.title,
                item.evidence,
                tuple(item.roles),
                whole(held[f"{item.id}.points"].value),
                whole(held[f"{item.id}.cap"].value),
            )
            for item in file.items
        ),
        bonus_cap=whole(held["caps.bonus"].value),
        deduction_cap=whole(held["caps.deduction"].value),
        cap_basis=held["caps.basis"].value,
        cap_categories=held["caps.category"].value,
        lowest=whole(held["total.lowest"].value),
        highest=whole(held["total.highest"].value),
        pay=pay,
        derive=MappingProxyType(
            {name: SETTINGS[name](held[f"derive.{name}"].value, already_checked) for name in file.derive}
        ),
        fewest=MappingProxyType(
            {name: read(held[f"privacy.{name}"].value, already_checked) for name, read in PRIVACY.items()}
        ),
        parameters=tuple(held.values()),
        file=file,
        text=text,
        path=path,
    )


def _indicator(entry: IndicatorEntry, held: Held) -> PointsIndicator:
    figures = {name: held.get(f"{entry.id}.{name}", held[f"defaults.{name}"]).value for name in COMMON}
    target, most = held.get(f"{entry.id}.target_value"), held.get(f"{entry.id}.most")
    return PointsIndicator(
        id=entry.id,
        title=entry.title,
        unit=entry.unit,
        kind=entry.kind,
        actual=entry.actual,
        target_value=None if target is None else _read(read_target, target.value, entry.unit),
        floor=_read(read_completion, figures["floor"], "floor"),
        ceiling=_read(read_completion, figures["ceiling"], "ceiling"),
        note=entry.note,
        most=None if most is None else _read(read_target, most.value, entry.unit),
        **{name: figures[name] for name in OUTCOMES},
    )


def _role(entry: RoleEntry, held: Held) -> Role:
    categories = []
    for category in entry.categories:
        place = f"{entry.id}.{category.id}"
        weights = {name: whole(weight) for name, weight in held[f"{place}.weights"].value.items()}
        categories.append(
            Category(
                category.id,
                category.title,
                whole(held[f"{place}.weight"].value),
                MappingProxyType(weights),
            )
        )
    mix = None
    if entry.mix is not None:
        mix = Mix(
            whole(held[f"{entry.id}.mix.own"].value),
            entry.mix.team_role,
            entry.mix.team,
            held[f"{entry.id}.mix.no_team"].value,
        )
    return Role(entry.id, entry.title, entry.bounds, tuple(categories), mix)


def _read(read: Callable[..., Any], value: Any, *more: Any) -> Any:
    return read(value, *more, already_checked)
