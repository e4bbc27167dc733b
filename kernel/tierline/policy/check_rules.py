"""What qualification rules must obey: known columns, codes, tiers and lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from tierline.messages import N_
from tierline.policy import conditions
from tierline.policy.check_reach import check_reach
from tierline.policy.exact import number
from tierline.policy.faults import Faults
from tierline.policy.model import PolicyFile
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
        check_reach(file, faults)


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
