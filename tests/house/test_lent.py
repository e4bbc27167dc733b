"""Only what a function was given is lent in it: what it makes itself is let go after the lending."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.sources import ROOT

COMPILED = sorted((ROOT / "kernel/tierline/compiled").glob("*.py"))


def lent_without_owner(source: str) -> list[str]:
    """Return what is lent in each function that was not given to it."""
    found = []
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef):
            given = {each.arg for each in function.args.args}
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "lent":
                    found += [ast.unparse(each) for each in call.args if ast.unparse(each) not in given]
    return found


@pytest.mark.parametrize("path", COMPILED, ids=lambda path: path.name)
def test_only_what_was_given_is_lent(path: Path) -> None:
    assert not lent_without_owner(path.read_text(encoding="utf-8"))


def test_what_was_made_here_is_told() -> None:
    source = "def grade(sums):\n    made = state_of(sums)\n    sums, state = lent(sums), lent(made)\n"
    assert lent_without_owner(source) == ["made"]
