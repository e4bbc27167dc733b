"""What qualification rules must obey: known columns, codes and tiers, and each able to matter."""

from __future__ import annotations

import operator
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tierline.messages import N_
from tierline.policy import conditions
from tierline.policy.conditions import Atom, Term
from tierline.policy.exact import number
from tierline.policy.faults import Faults
from tierline.policy.model import PolicyFile, RuleEntry
from tierline.tables.registry import ColumnSpec, TableSpec, table_spec

_NUMBERS = ("integer", "money", "number", "ratio")


def check_rules(file: PolicyFile, faults: Faults) -> None:
    """Collect every fault of the policy's rules in ``faults``."""
    spec = table_spec(file.subject)
    ranks = {tier.id: rank for rank, tier in enumerate(file.tiers)}
    for rule in file.qualification:
        if rule.tier not in ranks:
            faults.add(
                rule.id, N_("the tier '{value}' is not defined. Use one of: {known}."),
                value=rule.tier, known=", ".join(ranks),
            )  # fmt: skip
        elif rule.effect == "floor" and ranks[rule.tier] == len(ranks) - 1:
            faults.add(
                rule.id,
                N_(
                    "a floor at the lowest tier, {tier}, can never matter. Raise the tier or remove the rule."
                ),
                tier=rule.tier,
            )
        elif rule.effect == "cap" and ranks[rule.tier] == 0:
            faults.add(
                rule.id,
                N_("a cap at the best tier, {tier}, can never matter. Lower the tier or remove the rule."),
                tier=rule.tier,
            )
        if rule.until is not None and rule.until < rule.since:
            faults.add(
                rule.id, N_("it ends on {until}, before it begins on {since}. Mend the dates."),
                until=rule.until, since=rule.since,
            )  # fmt: skip
        for path, leaf in _walk(rule.when, "when"):
            _check_leaf(rule.id, path, leaf, file, spec, faults)
    if not faults.found:
        _check_reach(file, ranks, faults)


def _walk(tree: Mapping[str, Any], path: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for join in ("all", "any"):
        if join in tree and isinstance(tree[join], list) and len(tree) == 1:
            if not tree[join]:
                yield f"{path}.{join}", {"empty": join}
            for place, branch in enumerate(tree[join], 1):
                inner = branch if isinstance(branch, dict) else {"not a table": branch}
                yield from _walk(inner, f"{path}.{join}.{place}")
            return
    yield path, tree


def _check_leaf(
    rule: str, path: str, leaf: Mapping[str, Any], file: PolicyFile, spec: TableSpec, faults: Faults
) -> None:
    def tell(text: str, **places: Any) -> None:
        faults.add(f"{rule}.{path}", text, **places)

    if "empty" in leaf and len(leaf) == 1:
        tell(N_("'{join}' holds no condition. Add one, or remove the rule."), join=leaf["empty"])
        return
    if not {"column", "op"} <= set(leaf) <= {"column", "op", "value"}:
        tell(
            N_("a condition is {{column, op, value}}, all or any, not {given}. Mend it."),
            given=", ".join(leaf) or "-",
        )
        return
    if leaf["column"] not in spec.names:
        tell(
            N_("the table {table} has no column '{column}'. Use one of: {known}."),
            table=spec.name, column=leaf["column"], known=", ".join(spec.names),
        )  # fmt: skip
        return
    op = leaf["op"]
    if op not in conditions.OPS:
        tell(
            N_("the operator '{op}' is not known. Use one of: {known}."),
            op=op,
            known=" ".join(conditions.OPS),
        )
        return
    if (op in conditions.BARE_OPS) == ("value" in leaf):
        needs = N_("the operator '{op}' takes no value. Remove it.") if "value" in leaf else N_(
            "the operator '{op}' needs a value. Add it."
        )  # fmt: skip
        tell(needs, op=op)
        return
    if op in conditions.BARE_OPS:
        return
    for value in _values(leaf["value"], op, file, tell):
        _check_value(value, op, spec.column(leaf["column"]), tell)


def _values(value: Any, op: str, file: PolicyFile, tell: Any) -> list[Any]:
    if isinstance(value, str) and value.startswith("@"):
        name = value[1:]
        if name not in file.lists:
            tell(
                N_("the list '{value}' is not defined. Add [lists.{name}], or use one of: {known}."),
                value=value, name=name, known=", ".join(file.lists) or "-",
            )  # fmt: skip
            return []
        held = [entry.value for entry in file.lists[name].values]
        if any(not isinstance(each, list) or not each for each in held):
            tell(N_("the list '{value}' is empty or no list. Fill it in."), value=value)
            return []
        value = [each for entry in held for each in entry]
    if (op in conditions.SET_OPS) != isinstance(value, list) or value == []:
        tell(
            N_("'{value}' does not fit the operator '{op}': sets need a filled list, others one value."),
            value=value,
            op=op,
        )
        return []
    return value if isinstance(value, list) else [value]


def _check_value(value: Any, op: str, column: ColumnSpec, tell: Any) -> None:
    if column.dtype in _NUMBERS:
        fits = number(value) is not None
    elif column.dtype == "flag":
        fits = isinstance(value, bool) and op in ("==", "!=")
    elif column.dtype == "date":
        fits = isinstance(value, date)
    else:
        fits = isinstance(value, str) and op not in conditions.NUMERIC_OPS
    if not fits:
        tell(
            N_("'{value}' with '{op}' does not fit the column {column} of type {dtype}. Change one of them."),
            value=value, op=op, column=column.name, dtype=column.dtype,
        )  # fmt: skip
    elif column.codes is not None and value not in column.codes:
        tell(
            N_("{column} has no code '{code}'. Use one of: {known}."),
            column=column.name, code=value, known=", ".join(column.codes),
        )  # fmt: skip


def _check_reach(file: PolicyFile, ranks: Mapping[str, int], faults: Faults) -> None:
    """Tell the rules that can never change a result, and conditions too many for one word."""
    lists = {name: tuple(item.values[-1].value) for name, item in file.lists.items()}
    atoms: set[Atom] = set()
    count = 0
    earlier: list[tuple[RuleEntry, frozenset[Term]]] = []
    for rule in file.qualification:
        found = conditions.terms(rule.when, lists)
        possible = frozenset(term for term in found if _can_hold(term))
        if not possible:
            faults.add(
                rule.id,
                N_("its condition on {columns} can never hold: it contradicts itself. Mend the condition."),
                columns=", ".join(sorted({atom.column for term in found for atom in term})),
            )
        for other, terms in earlier:
            if terms == possible and _overshadows(other, rule, ranks):
                faults.add(
                    rule.id,
                    N_("it can never matter: '{other}' has the same condition and says as much. Remove one."),
                    other=other.id,
                )
                break
        earlier.append((rule, possible))
        atoms |= {atom for term in found for atom in term}
        count += len(found)
    if len(atoms) > conditions.MOST_ATOMS or count > conditions.MOST_TERMS:
        faults.add(
            "qualification",
            N_(
                "{atoms} different comparisons in {terms} combinations are too many; {most} and "
                "{most_terms} fit. Join values into lists."
            ),
            atoms=len(atoms), terms=count, most=conditions.MOST_ATOMS, most_terms=conditions.MOST_TERMS,
        )  # fmt: skip


def _overshadows(first: RuleEntry, second: RuleEntry, ranks: Mapping[str, int]) -> bool:
    lasts_longer = first.until is None or (second.until is not None and second.until <= first.until)
    if (
        first.since > second.since
        or not lasts_longer
        or second.effect not in (first.effect, *_PARTS[first.effect])
    ):
        return False
    if second.effect == "fix":
        return ranks[first.tier] == ranks[second.tier]
    if second.effect == "floor":
        return ranks[first.tier] <= ranks[second.tier]
    return ranks[first.tier] >= ranks[second.tier]


_PARTS: dict[str, tuple[str, ...]] = {"fix": ("floor", "cap"), "floor": (), "cap": ()}


def _can_hold(term: Term) -> bool:
    """Tell whether one value a column can satisfy all comparisons of it."""
    by_column: dict[str, list[Atom]] = {}
    for atom in term:
        by_column.setdefault(atom.column, []).append(atom)
    return all(_satisfiable(atoms) for atoms in by_column.values())


def _satisfiable(atoms: list[Atom]) -> bool:
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


_ORDERINGS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
