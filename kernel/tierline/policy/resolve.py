"""From the file to the policy of one month."""

from __future__ import annotations

from tierline.policy import conditions
from tierline.policy.dated import last_day
from tierline.policy.held import already_checked, held_on, whole
from tierline.policy.model import IndicatorEntry, PolicyFile
from tierline.policy.resolved import (
    ClassOf,
    Expectation,
    HeldParameter,
    Hysteresis,
    Indicator,
    Policy,
    Rule,
    Tier,
)
from tierline.policy.scales import read_scale
from tierline.policy.standards import ServiceGroup, read_services, read_staffing


def resolve(file: PolicyFile, month: str, text: str, sha256: str, path: str) -> Policy:
    """Return the policy that holds on the last day of ``month``; the file has been checked.

    Raises
    ------
    BadInputError
        A parameter has no value yet in that month, or the month is none.
    """
    day = last_day(month)
    held = {name: held_on(name, each, day, month, path) for name, each in file.parameters().items()}
    lists = {
        name.removeprefix("lists."): tuple(parameter.value)
        for name, parameter in held.items()
        if name.startswith("lists.")
    }
    values = {name: parameter.value for name, parameter in held.items()}
    ranks = {tier.id: rank for rank, tier in enumerate(file.tiers)}
    return Policy(
        id=file.id,
        month=month,
        title=file.title,
        description=file.description,
        currency=file.currency,
        subject=file.subject,
        reference=file.reference,
        sha256=sha256,
        classes=tuple(ClassOf(entry.id, entry.title, entry.goal, entry.depth) for entry in file.classes),
        tiers=tuple(
            Tier(tier.id, tier.class_id, tier.title, whole(held[f"{tier.id}.line"].value) if tier.line else 0)
            for tier in file.tiers
        ),
        indicators=tuple(_indicator(entry, held) for entry in file.indicators),
        rules=tuple(
            Rule(
                rule.id,
                rule.effect,
                ranks[rule.tier],
                rule.title,
                rule.reference,
                rule.source,
                conditions.terms(rule.when, lists),
            )
            for rule in file.qualification
            if rule.since <= day and (rule.until is None or day <= rule.until)
        ),
        hysteresis=Hysteresis(
            bool(held["hysteresis.enabled"].value),
            int(held["hysteresis.months"].value),
            None if held["hysteresis.buffer"].value == "off" else whole(held["hysteresis.buffer"].value),
        ),
        profile=tuple(
            Expectation(entry.column, entry.title, entry.by, tuple(map(tuple, entry.order)), entry.reference)
            for entry in file.profile
        ),
        parameters=tuple(held.values()),
        file=file,
        text=text,
        path=path,
        service_groups=tuple(ServiceGroup(entry.id, entry.title) for entry in file.service_groups),
        services=read_services(file, values),
        staffing=read_staffing(file, values),
    )


def _indicator(entry: IndicatorEntry, held: dict[str, HeldParameter]) -> Indicator:
    scale = read_scale(entry.kind, held[f"{entry.id}.scale"].value, entry.step, already_checked)
    assert scale is not None
    missing = held[f"{entry.id}.missing"].value
    return Indicator(
        entry.id,
        entry.column,
        entry.kind,
        entry.dimension,
        entry.title,
        entry.unit,
        entry.changeable,
        whole(held[f"{entry.id}.weight"].value),
        scale,
        None if missing == "skip" else whole(missing),
    )
