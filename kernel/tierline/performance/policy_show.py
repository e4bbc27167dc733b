"""Prints a policy of points as it stands in a month: every figure with its date, reference and source."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tierline.messages import N_, current_language, translate
from tierline.performance.policy_resolved import PointsPolicy
from tierline.performance.units import in_unit, unit_text
from tierline.policy.exact import decimal_text
from tierline.policy.show import parameters_as_data, parameters_table, titled_table

_ = translate
KINDS = {
    "more": N_("more is better"),
    "less": N_("less is better"),
    "less_linear": N_("less is better, in a straight line"),
    "level": N_("reach the level"),
}
EFFECTS = {"bonus": N_("bonus"), "deduction": N_("deduction")}
_WHOLE = 10_000  # one in basis points
_SOURCES = {"table": N_("table")}


def show_points(policy: PointsPolicy, console: Console) -> None:
    """Print roles, indicators, items, parameters and the conventions that hold for every policy."""
    language = current_language()
    console.print(
        f"[bold]{policy.id}[/bold] {policy.title[language]} · {policy.month}", highlight=False, soft_wrap=True
    )
    console.print(policy.description[language], highlight=False)
    console.print(
        _("A total on an edge belongs to the upper pay band; the total is rounded once, half up."),
        highlight=False,
    )
    console.print(_weights(policy, language))
    for said in _mixes(policy, language):
        console.print(said, highlight=False)
    console.print(_indicators(policy, language))
    if any(each.derivation and each.unit == "percent" for each in policy.indicators):
        console.print(
            _(
                "A derived share is cut to hundredths of a percent before points are worked out: 379 of 399 "
                "counts as 94.98 %."
            ),
            highlight=False,
        )
    if policy.items:
        console.print(_items(policy, language))
    console.print(parameters_table(policy.parameters, language))
    console.print(f"SHA-256 {policy.sha256}", highlight=False, soft_wrap=True)


def points_to_dict(policy: PointsPolicy) -> dict[str, Any]:
    """Return the policy of the month as plain data; points as they are written."""
    return {
        "id": policy.id,
        "subject": policy.file.subject,
        "month": policy.month,
        "title": policy.title.model_dump(),
        "sha256": policy.sha256,
        "roles": [
            {
                "id": role.id,
                "bounds": role.bounds,
                "mix": None
                if role.mix is None
                else {
                    "own": decimal_text(role.mix.own),
                    "team_role": role.mix.team_role,
                    "team": role.mix.team,
                },
                "categories": [
                    {
                        "id": category.id,
                        "weight": decimal_text(category.weight),
                        "weights": {name: decimal_text(each) for name, each in category.weights.items()},
                    }
                    for category in role.categories
                ],
            }
            for role in policy.roles
        ],
        "parameters": parameters_as_data(policy.parameters),
    }


def _mixes(policy: PointsPolicy, language: str) -> Iterator[str]:
    """Yield for each role that counts others, too, how much and of whom (LY-16)."""
    for role in policy.roles:
        if role.mix is None:
            continue
        text = (
            _(
                "{role}: {own} % own points, {rest} % the mean of all of the role {of}, whatever their team "
                "({id}.mix.team = all)."
            )
            if role.mix.team == "all"
            else _(
                "{role}: {own} % own points, {rest} % the mean of those of the role {of} in the own team "
                "({id}.mix.team = team)."
            )
        )
        yield text.format(
            role=role.title[language],
            own=decimal_text(role.mix.own),
            rest=decimal_text(_WHOLE - role.mix.own),
            of=policy.role(role.mix.team_role).title[language],
            id=role.id,
        )


def _weights(policy: PointsPolicy, language: str) -> Table:
    table = titled_table(
        _("Roles and weights"), _("Role"), _("Rule"), _("Category"), _("Points"), _("Indicators")
    )
    for role in policy.roles:
        for category in role.categories:
            parts = (
                f"{policy.indicator(name).title[language]} {decimal_text(weight)}"
                for name, weight in category.weights.items()
            )
            table.add_row(
                role.title[language],
                role.bounds,
                category.title[language],
                Text(decimal_text(category.weight), justify="right"),
                "; ".join(parts),
            )
    return table


def _indicators(policy: PointsPolicy, language: str) -> Table:
    table = titled_table(
        _("Indicators"), _("Indicator"), _("Title"), _("Kind"), _("Unit"), _("Actual from"), _("Target")
    )
    for each in policy.indicators:
        target = (
            _(_SOURCES["table"]) if each.target_value is None else f"{in_unit(each.target_value, each.unit)}"
        )
        actual = each.actual if each.derivation else _(_SOURCES["table"])
        table.add_row(
            each.id, each.title[language], _(KINDS[each.kind]), unit_text(each.unit, language), actual, target
        )
    return table


def _items(policy: PointsPolicy, language: str) -> Table:
    table = titled_table(
        _("Bonuses and deductions"),
        _("Item"),
        _("Title"),
        _("Effect"),
        _("Points an event"),
        _("Most in a month"),
        _("Evidence"),
    )
    for item in policy.items:
        table.add_row(
            item.id,
            item.title[language],
            _(EFFECTS[item.effect]),
            Text(decimal_text(item.points), justify="right"),
            Text(decimal_text(item.cap), justify="right"),
            item.evidence[language],
        )
    return table
