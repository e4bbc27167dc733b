"""Conditions of qualification rules: a tree of comparisons, and its flat form for the kernel.

The flat form is a list of distinct comparisons (atoms) and, for each rule, the sets of atoms that
make it true together (terms). The kernel keeps one bit an atom.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

NUMERIC_OPS = ("<", "<=", ">", ">=")
SET_OPS = ("in", "not in")
BARE_OPS = ("missing", "present")
OPS = ("==", "!=", *NUMERIC_OPS, *SET_OPS, *BARE_OPS)
MOST_ATOMS = 64  # one bit each in an unsigned 64-bit word
MOST_TERMS = 256


@dataclass(frozen=True)
class Atom:
    """One comparison: a column, an operator, and the value or values it is compared with."""

    column: str
    op: str
    value: Any = None

    def __str__(self) -> str:
        if self.op in BARE_OPS:
            return f"{self.column} {self.op}"
        shown = ", ".join(map(str, self.value)) if isinstance(self.value, tuple) else self.value
        return f"{self.column} {self.op} {shown}"


Term = frozenset[Atom]


def leaves(tree: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Yield every comparison of a condition tree."""
    for join in ("all", "any"):
        if join in tree:
            for branch in tree[join]:
                yield from leaves(branch)
            return
    yield tree


def terms(tree: Mapping[str, Any], lists: Mapping[str, tuple[Any, ...]]) -> tuple[Term, ...]:
    """Return the sets of atoms that make the condition true, smallest form, in file order."""
    if "any" in tree:
        found = [term for branch in tree["any"] for term in terms(branch, lists)]
    elif "all" in tree:
        parts = [terms(branch, lists) for branch in tree["all"]]
        found = [frozenset().union(*choice) for choice in product(*parts)]
    else:
        found = _comparisons(_atom(tree, lists))
    return tuple(dict.fromkeys(found))


def _comparisons(atom: Atom) -> list[Term]:
    """Spell a set of numbers or dates out, so that the kernel compares one value at a time."""
    if atom.op not in SET_OPS or isinstance(atom.value[0], str | bool):
        return [frozenset({atom})]
    if atom.op == "in":
        return [frozenset({Atom(atom.column, "==", value)}) for value in atom.value]
    return [frozenset(Atom(atom.column, "!=", value) for value in atom.value)]


def _atom(leaf: Mapping[str, Any], lists: Mapping[str, tuple[Any, ...]]) -> Atom:
    value = leaf.get("value")
    if isinstance(value, str) and value.startswith("@"):
        value = lists[value[1:]]
    if isinstance(value, list):
        value = tuple(value)
    return Atom(leaf["column"], leaf["op"], value)
