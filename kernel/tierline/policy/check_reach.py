"""Rules that can never matter: their condition contradicts itself, or another rule always says as much."""

from __future__ import annotations

import operator
from collections.abc import Mapping
from datetime import date
from typing import Any

from tierline.messages import N_
from tierline.policy import conditions
from tierline.policy.conditions import Atom, Term
from tierline.policy.dated import value_on
from tierline.policy.faults import Faults
from tierline.policy.model import PolicyFile, RuleEntry
from tierline.tables.registry import TableSpec, table_spec

Terms = tuple[Term, ...]
_ORDERINGS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
_OPPOSITE = {
    "<": ">=",
    "<=": ">",
    ">": "<=",
    ">=": "<",
    "==": "!=",
    "!=": "==",
    "in": "not in",
    "not in": "in",
}


def check_reach(file: PolicyFile, faults: Faults) -> None:
    """Tell the rules that matter on no day, and conditions too many for one word."""
    spec = table_spec(file.subject)
    never: dict[str, tuple[str, ...]] | None = None
    beaten: dict[str, str] | None = None
    for day in _days(file):
        terms = _terms_on(file, day)
        today = {name: _columns(own) for name, own in terms.items() if not _possible(own, spec)}
        never = today if never is None else {name: never[name] for name in never if name in today}
        stronger = _beaten(file, terms, spec)
        beaten = stronger if beaten is None else {name: beaten[name] for name in beaten if name in stronger}
        _check_size(terms, faults)
    for name, columns in (never or {}).items():
        faults.add(
            name,
            N_("its condition on {columns} can never hold: it contradicts itself. Mend the condition."),
            columns=", ".join(columns),
        )
    for name, other in (beaten or {}).items():
        if name not in (never or {}):
            faults.add(
                name,
                N_(
                    "it can never matter: whenever it holds, '{other}' holds too and "
                    "says as much. Remove one."
                ),
                other=other,
            )


def _days(file: PolicyFile) -> list[date]:
    """Return the days on which a list changes, or one day when there is none."""
    days = {entry.since for parameter in file.lists.values() for entry in parameter.values}
    begun = [min(entry.since for entry in parameter.values) for parameter in file.lists.values()]
    complete = max(begun, default=None)
    return sorted(day for day in days if complete is None or day >= complete) or [date.max]


def _terms_on(file: PolicyFile, day: date) -> dict[str, Terms]:
    lists = {}
    for name, parameter in file.lists.items():
        held = value_on(parameter, day)
        lists[name] = tuple(held.value) if held is not None else ()
    return {rule.id: conditions.terms(rule.when, lists) for rule in file.qualification}


def _columns(terms: Terms) -> tuple[str, ...]:
    return tuple(sorted({atom.column for term in terms for atom in term}))


def _check_size(terms: Mapping[str, Terms], faults: Faults) -> None:
    atoms = {atom for own in terms.values() for term in own for atom in term}
    count = sum(len(own) for own in terms.values())
    if len(atoms) > conditions.MOST_ATOMS or count > conditions.MOST_TERMS:
        faults.add(
            "qualification",
            N_(
                "{atoms} different comparisons in {terms} combinations are too many; {most} and "
                "{most_terms} fit. Join values into lists."
            ),
            atoms=len(atoms),
            terms=count,
            most=conditions.MOST_ATOMS,
            most_terms=conditions.MOST_TERMS,
        )


def _beaten(file: PolicyFile, terms: Mapping[str, Terms], spec: TableSpec) -> dict[str, str]:
    """Return each rule that another one makes idle, with that other one."""
    ranks = {tier.id: rank for rank, tier in enumerate(file.tiers)}
    found = {}
    for place, rule in enumerate(file.qualification):
        own = _possible(terms[rule.id], spec)
        for other_place, other in enumerate(file.qualification):
            if other_place == place or not _says_as_much(other, rule, ranks):
                continue
            if other_place > place and _says_as_much(rule, other, ranks):
                continue  # equally strong: the first of the two is the one that counts
            if own and all(any(_implies(term, wider) for wider in terms[other.id]) for term in own):
                found[rule.id] = other.id
                break
    return found


def _says_as_much(first: RuleEntry, second: RuleEntry, ranks: Mapping[str, int]) -> bool:
    """Tell whether the first rule is in force all the time of the second and at least as strict."""
    lasts_longer = first.until is None or (second.until is not None and second.until <= first.until)
    if first.since > second.since or not lasts_longer:
        return False
    if first.effect not in (second.effect, "fix"):
        return False
    if second.effect == "fix":
        return ranks[first.tier] == ranks[second.tier]
    if second.effect == "floor":
        return ranks[first.tier] <= ranks[second.tier]
    return ranks[first.tier] >= ranks[second.tier]


def _implies(term: Term, wider: Term) -> bool:
    """Tell whether every account that fulfils ``term`` also fulfils ``wider``; False when in doubt."""
    return all(_implies_atom([atom for atom in term if atom.column == each.column], each) for each in wider)


def _implies_atom(own: list[Atom], wanted: Atom) -> bool:
    if not own or wanted in own:
        return bool(own)
    if wanted.op in conditions.BARE_OPS or any(atom.op == "missing" for atom in own):
        return wanted.op == "present" and not any(atom.op == "missing" for atom in own)
    return not _satisfiable([*own, Atom(wanted.column, _OPPOSITE[wanted.op], wanted.value)])


def _possible(terms: Terms, spec: TableSpec) -> Terms:
    """Return the terms that some account within the table's limits can fulfil."""
    return tuple(term for term in terms if _can_hold(term, spec))


def _can_hold(term: Term, spec: TableSpec) -> bool:
    by_column: dict[str, list[Atom]] = {}
    for atom in term:
        by_column.setdefault(atom.column, []).append(atom)
    return all(_satisfiable([*atoms, *_limits(name, atoms, spec)]) for name, atoms in by_column.items())


def _limits(name: str, atoms: list[Atom], spec: TableSpec) -> list[Atom]:
    """Return what intake lets through, as comparisons; nothing for a column asked to be missing."""
    column = spec.column(name)
    if any(atom.op in conditions.BARE_OPS for atom in atoms):
        return []
    limits = [] if column.minimum is None else [Atom(name, ">=", column.minimum)]
    return limits if column.maximum is None else [*limits, Atom(name, "<=", column.maximum)]


def _satisfiable(atoms: list[Atom]) -> bool:
    """Tell whether one value of a column can satisfy all its comparisons; True when in doubt."""
    if any(atom.op == "missing" for atom in atoms):
        return all(atom.op == "missing" for atom in atoms)
    allowed: set[Any] | None = None
    for atom in atoms:
        values = {atom.value} if atom.op == "==" else set(atom.value) if atom.op == "in" else None
        if values is not None:
            allowed = values if allowed is None else allowed & values
    compared = [atom for atom in atoms if atom.op not in ("present", "==", "in")]
    if allowed is not None:
        return any(all(_true(value, atom) for atom in compared) for value in allowed)
    lows = [(atom.value, atom.op == ">") for atom in compared if atom.op in (">", ">=")]
    highs = [(atom.value, atom.op == "<") for atom in compared if atom.op in ("<", "<=")]
    return all(
        low < high or (low == high and not (strict or tight)) for low, strict in lows for high, tight in highs
    )


def _true(value: Any, atom: Atom) -> bool:
    if atom.op in ("!=", "not in"):
        return value != atom.value if atom.op == "!=" else value not in atom.value
    return bool(_ORDERINGS[atom.op](value, atom.value))
