"""What service standards and staffing must obey: tiers served, names known, figures possible."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any

from tierline.messages import N_, Message
from tierline.policy.exact import hundredths, number
from tierline.policy.faults import Faults
from tierline.policy.model import Parameter, PolicyFile, ServiceEntry
from tierline.policy.standards import for_tier, grade_order, role_codes, serves

Figure = Callable[[object], bool]


def check_standards(file: PolicyFile, faults: Faults) -> None:
    """Collect the faults of services and staffing in ``faults`` (XJ-7, XJ-8, XJ-9, XJ-11, LY-2, LY-6)."""
    groups = [group.id for group in file.service_groups]
    for service in file.services:
        if service.group not in groups:
            faults.add(
                f"service.{service.id}",
                N_("the group '{value}' is not defined. Add the group, or use one of: {known}."),
                value=service.group,
                known=", ".join(groups) or "-",
            )
        _check_service(file, service, faults)
    if file.staffing is not None:
        _check_staffing(file, faults)


def _check_service(file: PolicyFile, service: ServiceEntry, faults: Faults) -> None:
    place = f"service.{service.id}"
    if service.response is None and service.hours is None and service.per_year is None:
        faults.add(place, N_("has no standard. Add response, or per_year and hours."))
    if (service.hours is None) != (service.per_year is None):
        faults.add(
            place,
            N_("{given} is given without {lacking}: hours a year need both. Add it."),
            given="per_year" if service.hours is None else "hours",
            lacking="hours" if service.hours is None else "per_year",
        )
    for name, fits in (("response", _whole_number), ("per_year", _amount), ("hours", _amount)):
        parameter: Parameter | None = getattr(service, name)
        if parameter is not None:
            _check_figures(file, f"{place}.{name}", parameter, fits, faults, serves(file, service))


def _check_figures(
    file: PolicyFile,
    place: str,
    parameter: Parameter,
    fits: Figure,
    faults: Faults,
    served: Sequence[bool],
) -> None:
    for entry in parameter.values:
        value = entry.value
        for name, figure in value.items() if isinstance(value, dict) else [("", value)]:
            if not fits(figure):
                faults.add(
                    place,
                    N_("{name} '{value}' is not allowed: 0 or more, {form}. Change it."),
                    name=name,
                    value=figure,
                    form=_FORMS[fits],
                )
            else:
                _check_range(place, name, figure, parameter, faults)
        if isinstance(value, dict):
            _check_tiers(file, place, value, served, faults)


def _check_range(place: str, name: str, figure: Any, parameter: Parameter, faults: Faults) -> None:
    low, high = parameter.range or (figure, figure)
    if not low <= figure <= high:
        faults.add(
            place,
            N_("{name} {value} lies outside the range {low} to {high}. Change the value or the range."),
            name=name,
            value=figure,
            low=low,
            high=high,
        )


def _check_tiers(
    file: PolicyFile, place: str, value: dict[str, Any], served: Sequence[bool], faults: Faults
) -> None:
    """Every tier that gets the service finds its figure, and every name stands for such a tier."""
    known = [*(each.id for each in file.classes), *(tier.id for tier in file.tiers)]
    used: set[str] = set()
    for tier, gets in zip(file.tiers, served, strict=True):
        if gets and for_tier(value, tier.id, tier.class_id) is None:
            faults.add(
                place,
                N_("says nothing of tier '{tier}' of class '{class_id}'. Add the class or the tier."),
                tier=tier.id,
                class_id=tier.class_id,
            )
        if gets:
            used.add(tier.id if tier.id in value else tier.class_id)
    for name in value:
        if name not in known:
            faults.add(
                place,
                N_("'{value}' is neither a class nor a tier. Use some of: {known}."),
                value=name,
                known=", ".join(dict.fromkeys(known)),
            )
        elif name not in used:
            faults.add(
                place,
                N_(
                    "'{value}' is never used: its class is not deep enough for the service, or each of its "
                    "tiers is named by itself. Remove it."
                ),
                value=name,
            )


def _check_staffing(file: PolicyFile, faults: Faults) -> None:
    staffing = file.staffing
    assert staffing is not None
    for entry in staffing.team_size.values:
        if not _whole_number(entry.value) or entry.value < 1:
            faults.add(
                "staffing.team_size",
                N_("'{value}' is not a whole number of people from 1. Change it."),
                value=entry.value,
            )
    _check_table("hours", staffing.hours, grade_order(), faults, every=True)
    _check_table("role_share", staffing.role_share, role_codes(), faults, every=False)
    for entry in staffing.grade_needed.values:
        if not isinstance(entry.value, dict):
            faults.add("staffing.grade_needed", N_("is not a table of class and grade. Write one."))
            continue
        everyone = [True] * len(file.tiers)
        _check_tiers(file, "staffing.grade_needed", entry.value, everyone, faults)
        _check_grades(file, entry.value, faults)


def _check_grades(file: PolicyFile, value: dict[str, Any], faults: Faults) -> None:
    """A better tier never needs a lower grade than one below it (LY-6)."""
    grades = grade_order()
    for name, grade in value.items():
        if grade not in grades:
            faults.add(
                "staffing.grade_needed",
                N_("{name}: there is no grade '{value}'. Use one of: {known}."),
                name=name,
                value=grade,
                known=", ".join(grades),
            )
    needed = [(tier.id, for_tier(value, tier.id, tier.class_id)) for tier in file.tiers]
    known = [(tier, grades.index(grade)) for tier, grade in needed if grade in grades]
    for (upper, above), (lower, below) in pairwise(known):
        if above < below:
            faults.add(
                "staffing.grade_needed",
                N_("{upper} needs {above}, but {lower} below it {below}. Raise one or lower the other."),
                upper=upper,
                above=grades[above],
                lower=lower,
                below=grades[below],
            )


def _check_table(
    name: str, parameter: Parameter, codes: Sequence[str], faults: Faults, *, every: bool
) -> None:
    """A staffing table names known codes, all of them where ``every`` says so, with figures in range."""
    place = f"staffing.{name}"
    for entry in parameter.values:
        if not isinstance(entry.value, dict) or not entry.value:
            faults.add(
                place, N_("is no filled table. Give a figure for each of: {known}."), known=", ".join(codes)
            )
            continue
        for code, figure in entry.value.items():
            if code not in codes:
                faults.add(
                    place,
                    N_("'{value}' is not known. Use some of: {known}."),
                    value=code,
                    known=", ".join(codes),
                )
            if not _amount(figure):
                faults.add(
                    place,
                    N_("{name} '{value}' is not allowed: 0 or more, {form}. Change it."),
                    name=code,
                    value=figure,
                    form=_FORMS[_amount],
                )
            else:
                _check_range(place, code, figure, parameter, faults)
        lacking = [code for code in codes if every and code not in entry.value]
        if lacking:
            faults.add(place, N_("says nothing of {lacking}. Add a figure."), lacking=", ".join(lacking))


def _whole_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _amount(value: object) -> bool:
    found = number(value)
    return found is not None and found >= 0 and hundredths(value) is not None


_FORMS: dict[Figure, Message] = {
    _whole_number: Message(N_("a whole number")),
    _amount: Message(N_("at most 2 decimals")),
}
