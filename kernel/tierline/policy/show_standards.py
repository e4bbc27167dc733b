"""Prints a policy's service standards and staffing, one row a service, one column a tier."""

from __future__ import annotations

from typing import Any

from rich.table import Table
from rich.text import Text

from tierline.messages import N_, translate
from tierline.policy.exact import decimal_text
from tierline.policy.resolved import Policy
from tierline.policy.standards import Service

_ = translate
_COUNTED = {"visit": N_("visits"), "care": N_("care items"), "case": N_("cases")}
_SOURCES = {"seed": N_("source document"), "default": N_("default")}
_FIGURES = {"response": N_("days"), "per_year": N_("a year"), "hours": N_("hours each")}


def standards_table(policy: Policy, language: str) -> Table:
    """Return the service standards: days to the response, units a year and hours a unit, for each tier."""
    table = Table(
        title=_("Service standards: working days to respond · a year x hours each"),
        title_justify="left",
        title_style="bold",
        header_style="dim",
    )
    heads = (_("Group"), _("Service"), _("Counted in"), *policy.tier_ids, _("Reference"), _("Source"))
    for head in heads:
        table.add_column(head, overflow="fold")
    titles = {group.id: group.title[language] for group in policy.service_groups}
    for service in policy.services:
        name = service.title[language]
        table.add_row(
            titles[service.group],
            f"{name} ({_('optional', language)})" if service.optional else name,
            _(_COUNTED[service.counted], language),
            *(Text(cell, justify="right") for cell in standard_cells(service)),
            service.reference,
            _source(policy, service, language),
        )
    return table


def standard_cells(service: Service) -> tuple[str, ...]:
    """Return one cell a tier: "1 · 4 x 0.5" is one day, and four a year of half an hour; "-" is none."""
    return tuple(
        _cell(days, often, hours)
        for days, often, hours in zip(service.response, service.per_year, service.hours, strict=True)
    )


def _source(policy: Policy, service: Service, language: str) -> str:
    """Say where the figures come from, one by one where they differ."""
    sources = {
        name: policy.parameter(f"service.{service.id}.{name}").source
        for name in _FIGURES
        if any(each.id == f"service.{service.id}.{name}" for each in policy.parameters)
    }
    if len(set(sources.values())) == 1:
        return _(_SOURCES[next(iter(sources.values()))], language)
    return ", ".join(
        f"{_(_FIGURES[name], language)}: {_(_SOURCES[source], language)}" for name, source in sources.items()
    )


def _cell(days: int | None, often: int, hours: int) -> str:
    parts = [str(days)] if days is not None else []
    if often:
        parts.append(f"{_short(often)} x {_short(hours)}")
    return " · ".join(parts) or "-"


def _short(value: int) -> str:
    return decimal_text(value).rstrip("0").rstrip(".")


def standards_dict(policy: Policy) -> list[dict[str, Any]]:
    """Return the service standards as plain data, figures by tier."""
    return [
        {
            "id": service.id,
            "group": service.group,
            "counted": service.counted,
            "optional": service.optional,
            "depth": service.depth,
            "title": {"en": service.title.en, "zh": service.title.zh},
            "response_working_days": dict(zip(policy.tier_ids, service.response, strict=True)),
            "per_year": dict(zip(policy.tier_ids, map(_short, service.per_year), strict=True)),
            "hours_each": dict(zip(policy.tier_ids, map(_short, service.hours), strict=True)),
            "reference": service.reference,
            "source": service.source,
        }
        for service in policy.services
    ]
