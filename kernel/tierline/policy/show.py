"""Prints a policy as it stands in a month: every figure with its date, reference and source."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tierline.messages import N_, current_language, translate
from tierline.policy.exact import decimal_text, hundredths, number
from tierline.policy.model import RuleEntry
from tierline.policy.resolved import HeldParameter, Policy
from tierline.policy.show_standards import standards_dict, standards_table

_ = translate
_JOINS = {"all": N_(" and "), "any": N_(" or ")}
_EFFECTS = {"floor": N_("at least"), "cap": N_("at most"), "fix": N_("exactly")}
TWO_DECIMALS = ("points", "percent")  # units
_SOURCES = {"seed": N_("source document"), "default": N_("default")}


def show(policy: Policy, console: Console) -> None:
    """Print tiers, parameters, rules and the conventions that hold for every policy."""
    language = current_language()
    console.print(
        f"[bold]{policy.id}[/bold] {policy.title[language]} · {policy.month}", highlight=False, soft_wrap=True
    )
    console.print(policy.description[language], highlight=False)
    console.print(
        _("A score on a line belongs to the upper tier; a value on an edge belongs to the upper band."),
        highlight=False,
    )
    console.print(_tiers(policy, language))
    console.print(parameters_table(policy.parameters, language))
    if policy.services:
        console.print(standards_table(policy, language))
    if policy.rules:
        console.print(_rules(policy, language))
    if policy.profile:
        console.print(_profile(policy, language))
    console.print(f"SHA-256 {policy.sha256}", highlight=False, soft_wrap=True)


def to_dict(policy: Policy) -> dict[str, Any]:
    """Return the policy of the month as plain data."""
    held = {rule.id for rule in policy.rules}
    return {
        "id": policy.id,
        "month": policy.month,
        "title": {"en": policy.title.en, "zh": policy.title.zh},
        "sha256": policy.sha256,
        "tiers": [
            {"id": tier.id, "class": tier.class_id, "line": decimal_text(tier.line)} for tier in policy.tiers
        ],
        "parameters": parameters_as_data(policy.parameters),
        "services": standards_dict(policy),
        "rules": [
            {
                "id": rule.id,
                "effect": rule.effect,
                "tier": rule.tier,
                "when": condition_text(rule.when),
                "reference": rule.reference,
                "source": rule.source,
            }
            for rule in policy.file.qualification
            if rule.id in held
        ],
    }


def parameters_as_data(parameters: Iterable[HeldParameter]) -> list[dict[str, Any]]:
    """Return parameters as they stand in a month, as plain data."""
    return [
        {
            "id": each.id,
            "title": {"en": each.title.en, "zh": each.title.zh},
            "unit": each.unit,
            "value": plain(each.value),
            "since": each.since.isoformat(),
            "reference": each.reference,
            "source": each.source,
        }
        for each in parameters
    ]


def plain(value: Any) -> Any:
    """Return a parameter's value as plain data, decimals as they are written."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return str(value) if isinstance(value, Decimal) else value


def value_text(value: Any) -> str:
    """Write a parameter's value on one line, the figures of a list with the same decimals."""
    for name in ("points", "coefficients"):
        if isinstance(value, dict) and "edges" in value and name in value:
            edges, worth = alike(value["edges"]), alike(value[name])
            steps = [f"<{edges[0]}: {worth[0]}"]
            steps += [f">={edge}: {got}" for edge, got in zip(edges, worth[1:], strict=True)]
            return "; ".join(steps)
    if isinstance(value, dict) and "x" in value:
        return "; ".join(f"{x}: {y}" for x, y in zip(alike(value["x"]), alike(value["y"]), strict=True))
    if isinstance(value, dict):
        own = alike(list(value.values()))
        return "; ".join(f"{name}: {each}" for name, each in zip(value, own, strict=True))
    if isinstance(value, list):
        return ", ".join(alike(value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def alike(values: Sequence[Any]) -> list[str]:
    """Write values that stand in one list: figures with the decimals that they need, all with as many.

    What is written alike already stays as it is written; so does a list that holds more than figures.
    """
    figures = [number(each) for each in values]
    exact = [each for each in figures if each is not None]
    if len(exact) < len(figures) or len({each.as_tuple().exponent for each in exact}) <= 1:
        return [value_text(each) for each in values]
    needed = max(-int(each.normalize().as_tuple().exponent) for each in exact)
    return [f"{each:.{max(needed, 0)}f}" for each in exact]


def condition_text(tree: dict[str, Any], language: str | None = None) -> str:
    """Write a rule's condition on one line."""
    for join, words in _JOINS.items():
        if join in tree:
            parts = [condition_text(branch, language) for branch in tree[join]]
            return "(" + _(words, language).join(parts) + ")" if len(parts) > 1 else parts[0]
    value = tree.get("value")
    shown = "" if value is None else f" {value_text(value)}"
    return f"{tree['column']} {tree['op']}{shown}"


def _tiers(policy: Policy, language: str) -> Table:
    table = titled_table(_("Tiers"), _("Tier"), _("Class"), _("Name"), _("Line"))
    for tier in policy.tiers:
        line = decimal_text(tier.line) if tier.line else _("all the rest")
        table.add_row(tier.id, tier.class_id, tier.title[language], Text(line, justify="right"))
    return table


def parameters_table(parameters: Iterable[HeldParameter], language: str) -> Table:
    """Return parameters as they stand in a month, as a table."""
    table = titled_table(
        _("Parameters"),
        _("Parameter"),
        _("Title"),
        _("Value"),
        _("Unit"),
        _("Since"),
        _("Reference"),
        _("Source"),
    )
    for each in parameters:
        table.add_row(*_parameter_cells(each, language))
    return table


def _in_unit(each: HeldParameter) -> str:
    """Write a parameter's value; points and shares of a hundred with two decimals, as everywhere."""
    figure = hundredths(each.value) if each.unit in TWO_DECIMALS else None
    return value_text(each.value) if figure is None else decimal_text(figure)


def _parameter_cells(each: HeldParameter, language: str) -> tuple[str, ...]:
    return (
        each.id,
        each.title[language],
        _in_unit(each),
        each.unit,
        each.since.isoformat(),
        each.reference,
        _(_SOURCES[each.source], language),
    )


def _rules(policy: Policy, language: str) -> Table:
    table = titled_table(
        _("Qualification"), _("Rule"), _("Title"), _("Tier"), _("When"), _("Reference"), _("Source")
    )
    held = {rule.id for rule in policy.rules}
    for rule in policy.file.qualification:
        if rule.id in held:
            table.add_row(*_rule_cells(rule, language))
    return table


def _rule_cells(rule: RuleEntry, language: str) -> tuple[str, ...]:
    return (
        rule.id,
        rule.title[language],
        f"{_(_EFFECTS[rule.effect], language)} {rule.tier}",
        condition_text(rule.when, language),
        rule.reference,
        _(_SOURCES[rule.source], language),
    )


def _profile(policy: Policy, language: str) -> Table:
    table = titled_table(_("Expected profile"), _("Column"), _("Mean falls in this order"), _("Reference"))
    for each in policy.profile:
        table.add_row(
            each.title[language], " > ".join(" = ".join(group) for group in each.order), each.reference
        )
    return table


def titled_table(title: str, *heads: str) -> Table:
    """Return an empty table with its title and headings."""
    table = Table(title=title, title_justify="left", title_style="bold", header_style="dim")
    for head in heads:
        table.add_column(head, overflow="fold")
    return table
