"""No tier's name and no tier's line stands in code: they are policy (XJ-1)."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests.house.sources import KERNEL, ROOT, WIDGETS, docstrings, label, modules, tree

TIER_NAME = re.compile(r"(?<![\w-])(A1|A2|B1|B2)(?![\w-])")
POLICIES = sorted((ROOT / "data" / "policies").glob("*/policy.toml"))
ARITHMETIC = [KERNEL / "compiled", KERNEL / "tiering"]
ROUND = {0, 100, 1000, 5000, 10_000}  # ends of the scale and the half to round at, not lines


def _is_cell_address(node: ast.AST) -> bool:
    """Tell a spreadsheet's cell ("freeze at the second row") from a tier."""
    return isinstance(node, ast.Assign) and any(
        isinstance(target, ast.Attribute) and target.attr == "freeze_panes" for target in node.targets
    )


def _tier_names(module: ast.Module) -> list[str]:
    described = docstrings(module)
    cells = {
        id(node.value) for node in ast.walk(module) if isinstance(node, ast.Assign) and _is_cell_address(node)
    }
    return [
        f"line {node.lineno}: {node.value!r}"
        for node in ast.walk(module)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in described | cells
        and TIER_NAME.search(node.value)
    ]


def lines_of(policy: Path) -> set[float]:
    """Return every tier line of a policy file, in points and in hundredths."""
    tiers = tomllib.loads(policy.read_text(encoding="utf-8")).get("tier", [])
    values = [float(dated["value"]) for tier in tiers for dated in tier.get("line", {}).get("values", [])]
    return {value * scale for value in values for scale in (1, 100)} - ROUND


@pytest.mark.parametrize("path", modules(KERNEL, WIDGETS), ids=label)
def test_no_tier_is_named_in_code(path: Path) -> None:
    assert not _tier_names(tree(path))


@pytest.mark.parametrize("path", sorted(WIDGETS.rglob("*.js")), ids=label)
def test_no_tier_is_named_in_scripts(path: Path) -> None:
    assert not TIER_NAME.search(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", modules(*ARITHMETIC), ids=label)
def test_no_tier_line_is_written_into_the_arithmetic(path: Path) -> None:
    lines = set().union(*(lines_of(policy) for policy in POLICIES))
    found = [
        f"line {node.lineno}: {node.value}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Constant) and type(node.value) in {int, float} and node.value in lines
    ]
    assert not found


def test_lines_are_read_from_the_policies() -> None:
    graded = [policy for policy in POLICIES if "[[tier]]" in policy.read_text(encoding="utf-8")]
    assert graded
    assert all(lines_of(policy) for policy in graded)


def test_a_tier_in_code_is_seen() -> None:
    assert _tier_names(ast.parse('best = "A1"'))
    assert _tier_names(ast.parse('text = "now in A2."'))
    assert not _tier_names(ast.parse('"""A1 is the best."""\nsheet.freeze_panes = "A2"\ncode = "A10"'))
