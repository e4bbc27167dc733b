"""The checks of a delta: what is told on loading a policy is told here too, each problem in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from tierline.messages import N_, Message
from tierline.policy import check
from tierline.policy.check_reach import check_reach
from tierline.policy.dated import last_day
from tierline.policy.delta import Delta
from tierline.policy.delta_paths import Target, target, title, unknown
from tierline.policy.faults import Faults
from tierline.policy.figures import Figures
from tierline.policy.model import DatedValue, IndicatorEntry, Parameter, PolicyFile, RuleEntry, TierEntry
from tierline.policy.resolved import Policy

_KEPT = 8
_NO_FILE = {  # what is told of a file, to somebody who types one figure
    check.OUTSIDE: N_("{value} lies outside the range {low} to {high}. Type a figure within it."),
    check.NO_POINTS: N_(
        "'{value}' is not possible: type points from 0 to 100, or leave it out of the score (\"skip\")."
    ),
}
_pinned: dict[tuple[str, str], PolicyFile] = {}
_reach: dict[tuple[Any, ...], tuple[Problem, ...]] = {}


@dataclass(frozen=True)
class Problem(Message):
    """A message of a delta's check; ``paths`` are the figures beside which an editor shows it."""

    paths: tuple[str, ...] = ()


def check_delta(policy: Policy, delta: Delta) -> list[Message]:
    """Return what is wrong with a delta; empty when it can be applied.

    Parameters
    ----------
    policy : Policy
        The baseline, as loaded.
    delta : Delta

    Returns
    -------
    list of Problem
        Each with the paths it speaks of. Another policy or month, or a policy whose text is another
        one by now, is told alone: the figures cannot be judged then.

    Notes
    -----
    Source: rulebook XJ-1, XJ-3, VIP-10. Judged as the policy stands in the month; what values of later
    dates have to say is told when the scenario is published.
    """
    other = baseline_problem(policy, delta)
    if other is not None:
        return [other]
    problems: list[Message] = []
    values: dict[Target, Any] = {}
    for change in delta.changes:
        found = target(policy, change.path)
        if found is None:
            problem = unknown(policy, change.path)
            problems.append(Problem(problem.text, problem.places, (change.path,)))
        else:
            values[found] = change.value
    return [*problems, *_figure_problems(policy, values), *_rule_problems(policy, values)]


def baseline_problem(policy: Policy, delta: Delta) -> Problem | None:
    """Return why a delta does not belong to this policy, month and text; None when it does."""
    if delta.policy != policy.id:
        return Problem(
            N_("The scenario changes the policy {given}, not {policy}. Open it there, or begin a new one."),
            {"given": delta.policy, "policy": policy.id},
        )
    if delta.month != policy.month:
        return Problem(
            N_("The scenario was made for {given}, not for {month}. Open {given}, or begin a new one."),
            {"given": delta.month, "month": policy.month},
        )
    if delta.policy_sha256 != policy.sha256:
        return Problem(
            N_(
                "The text of the policy {policy} was changed since the scenario began (SHA-256 {before}, now "
                "{now}). Take the scenario over to the new text, or begin a new one."
            ),
            {"policy": policy.id, "before": delta.policy_sha256[:8], "now": policy.sha256[:8]},
        )
    return None


class _Collector(Faults):
    """Faults named as an editor needs them: by title and path instead of file and parameter."""

    def __init__(self, policy: Policy) -> None:
        super().__init__("")
        self.policy = policy

    def add(self, parameter: str, rule: str, /, **places: Any) -> None:
        """Note a fault of one parameter, or of several named with commas between."""
        unit = next((each.unit for each in self.policy.parameters if each.id == parameter), "")
        places = {
            name: value.said(unit) if isinstance(value, Figures) else value for name, value in places.items()
        }
        rule = _NO_FILE.get(rule, rule)
        paths = tuple(_path(self.policy, name) for name in parameter.split(", "))
        what: Any = Message(N_("Weights")) if len(paths) > 1 else title(self.policy, paths[0])
        whole = Problem(N_("{what}: {rule}"), {"what": what, "rule": Message(rule, places)}, paths)
        if whole not in self.found:
            self.found.append(whole)


def _path(policy: Policy, parameter: str) -> str:
    if parameter.startswith("hysteresis."):
        return parameter
    name, _, field = parameter.rpartition(".")
    if field == "line":
        return f"tiers.{parameter}"
    return f"indicators.{parameter}" if name else f"rules.{parameter}.enabled"


def _figure_problems(policy: Policy, values: dict[Target, Any]) -> list[Message]:
    changed = {found.parameter: value for found, value in values.items() if found.group != "rules"}
    if not changed:
        return []
    file = _with_values(_as_in_month(policy), changed)
    parameters = file.parameters()
    own = [name for name in parameters if name in changed]
    problems: list[Message] = []

    def told(collect: Callable[[Faults], None]) -> bool:
        faults = _Collector(policy)
        collect(faults)
        problems.extend(each for each in faults.found if each not in problems)
        return bool(faults.found)

    outside: set[str] = set()
    for name in own:
        if told(lambda faults, name=name: check.check_parameter(name, parameters[name], faults)):  # type: ignore[misc]
            outside.add(name)
    # of a group with a figure out of its range nothing more is told: that may come of the figure
    groups = {found.group for found in values}
    groups -= {found.group for found in values if found.parameter in outside}
    if "tiers" in groups:
        told(lambda faults: check.check_lines(file, faults))
    if "indicators" in groups:
        for indicator in file.indicators:
            if any(found.id == indicator.id and found.group == "indicators" for found in values):
                told(lambda faults, one=indicator: check.check_indicator(one, file.subject, faults))  # type: ignore[misc]
        if any(found.field == "weight" for found in values):
            told(lambda faults: check.check_weights(file, faults))
    if "hysteresis" in groups:
        told(lambda faults: check.check_hysteresis(file, faults))
    return problems


def _rule_problems(policy: Policy, values: dict[Target, Any]) -> list[Message]:
    switched = {found.id: (found, value) for found, value in values.items() if found.group == "rules"}
    problems: list[Message] = []
    for name, (_found, value) in switched.items():
        if not isinstance(value, bool):
            path = f"rules.{name}.enabled"
            rule = Message(N_("'{value}' is neither true nor false. Write one."), {"value": value})
            problems.append(
                Problem(N_("{what}: {rule}"), {"what": title(policy, path), "rule": rule}, (path,))
            )
    if problems:
        return problems
    held = {rule.id for rule in policy.rules}
    on = frozenset(name for name, (_found, value) in switched.items() if value and name not in held)
    if not on:
        return []
    off = frozenset(name for name, (_found, value) in switched.items() if not value)
    return list(_idle_rules(policy, on, off))


def _idle_rules(policy: Policy, on: frozenset[str], off: frozenset[str]) -> tuple[Problem, ...]:
    """Tell the rules that another would make idle, once some are put in force; remembered, as it is slow."""
    key = (policy.sha256, policy.month, on, off)
    found = _reach.get(key)
    if found is None:
        faults = _Collector(policy)
        entries = switched_rules(policy, on, off)
        file = _as_in_month(policy).model_copy(update={"qualification": entries})
        check_reach(file, faults)
        found = tuple(each for each in faults.found if isinstance(each, Problem))
        _remember(_reach, key, found)
    return found


def switched_rules(policy: Policy, on: Iterable[str], off: Iterable[str]) -> list[RuleEntry]:
    """Return the policy's rules, those put in force from the month's first day, those put out left out."""
    first = last_day(policy.month).replace(day=1)
    return [
        rule.model_copy(update={"since": first, "until": None}) if rule.id in on else rule
        for rule in policy.file.qualification
        if rule.id not in off
    ]


def _as_in_month(policy: Policy) -> PolicyFile:
    """Return the policy's file with only those dated values that hold in its month."""
    key = (policy.sha256, policy.month)
    found = _pinned.get(key)
    if found is None:
        values = {held.id: held.value for held in policy.parameters}
        found = _with_values(policy.file, values, last_day(policy.month).replace(day=1))
        _remember(_pinned, key, found)
    return found


def _with_values(file: PolicyFile, values: dict[str, Any], since: Any = None) -> PolicyFile:
    def one(parameter: Parameter, value: Any) -> Parameter:
        entry: DatedValue = parameter.values[0]
        held = entry.model_copy(update={"value": value, **({"since": since} if since else {})})
        return parameter.model_copy(update={"values": [held]})

    def tier(entry: TierEntry) -> TierEntry:
        name = f"{entry.id}.line"
        if entry.line is None or name not in values:
            return entry
        return entry.model_copy(update={"line": one(entry.line, values[name])})

    def indicator(entry: IndicatorEntry) -> IndicatorEntry:
        fields = [each for each in ("weight", "scale", "missing") if f"{entry.id}.{each}" in values]
        update = {each: one(getattr(entry, each), values[f"{entry.id}.{each}"]) for each in fields}
        return entry.model_copy(update=update) if update else entry

    slow = file.hysteresis
    fields = [each for each in ("enabled", "months", "buffer") if f"hysteresis.{each}" in values]
    update = {each: one(getattr(slow, each), values[f"hysteresis.{each}"]) for each in fields}
    return file.model_copy(
        update={
            "tiers": [tier(entry) for entry in file.tiers],
            "indicators": [indicator(entry) for entry in file.indicators],
            "hysteresis": slow.model_copy(update=update) if update else slow,
        }
    )


def _remember(kept: dict[Any, Any], key: Any, value: Any) -> None:
    if len(kept) >= _KEPT:
        kept.clear()
    kept[key] = value
