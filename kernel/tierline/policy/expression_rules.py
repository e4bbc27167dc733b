"""Qualification rules as Ibis expressions (XJ-4)."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import and_, eq, ge, gt, le, lt, ne, or_
from typing import Any

from tierline.policy.conditions import BARE_OPS, SET_OPS, Atom, Term
from tierline.policy.expression_values import day_of, figure
from tierline.policy.resolved import Policy, Rule

FLOORS, CAPS = ("floor", "fix"), ("cap", "fix")
_COMPARED = {"==": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


def winning_rule(policy: Policy, effects: tuple[str, ...], values: Any) -> Any:
    """Return the id of the rule that wins among those that hold, null when none does.

    Parameters
    ----------
    policy : Policy
        Its rules, as they stand in the file.
    effects : tuple of str
        ``FLOORS`` (the highest wins) or ``CAPS`` (the lowest wins); of equals the first in the file.
    values : ibis Table
        The columns that the rules read, missing as null.
    """
    import ibis

    own = [rule for rule in policy.rules if rule.effect in effects and rule.terms]
    own.sort(key=lambda rule: rule.tier if effects is FLOORS else -rule.tier)
    none = ibis.null("string")
    return ibis.cases(*((_holds(rule, values), rule.id) for rule in own), else_=none) if own else none


def tier_of_rule(policy: Policy, effects: tuple[str, ...], rule: Any) -> Any:
    """Return the rank of the tier that the winning rule names, null when there is none."""
    import ibis

    own = [(rule == each.id, each.tier) for each in policy.rules if each.effect in effects]
    none = ibis.null("int64")
    return ibis.cases(*own, else_=none).cast("int64") if own else none


def _holds(rule: Rule, values: Any) -> Any:
    # no part is ever negated, so that "unknown" counts as false in every engine
    return reduce(or_, [_all_hold(term, values) for term in rule.terms])


def _all_hold(term: Term, values: Any) -> Any:
    return reduce(and_, [_atom_holds(atom, values[atom.column]) for atom in sorted(term, key=str)])


def _atom_holds(atom: Atom, value: Any) -> Any:
    if atom.op in BARE_OPS:
        return value.isnull() if atom.op == "missing" else value.notnull()
    if atom.op in SET_OPS:
        wanted = [_literal(each) for each in atom.value]
        return value.isin(wanted) if atom.op == "in" else value.notin(wanted)
    return _COMPARED[atom.op](value, _literal(atom.value))


def _literal(value: Any) -> Any:
    import ibis

    if isinstance(value, bool):
        return ibis.literal("true" if value else "false")  # flags are read as codes
    if isinstance(value, date):
        return day_of(value)
    if isinstance(value, str):
        return ibis.literal(value)
    return figure(float(value))
