"""A page asks nobody but its own server for anything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.house.sources import ROOT, WIDGETS, label, notebooks

OUTSIDE = re.compile(
    r"""(?:https?:)?//(?!www\.w3\.org/|127\.0\.0\.1|localhost|\{)[\w.-]+\.[a-z]{2,}[^\s"'`)]*"""
)
KINDS = {".js", ".mjs", ".css", ".html", ".j2", ".svg", ".json", ".py"}
LOADED = sorted(path for path in WIDGETS.rglob("*") if path.suffix in KINDS)
TEMPLATES = sorted(path for path in (ROOT / "voila_apps").rglob("*") if path.suffix in KINDS)


@pytest.mark.parametrize("path", [*LOADED, *TEMPLATES, *notebooks()], ids=label)
def test_no_outside_address(path: Path) -> None:
    assert OUTSIDE.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ('import "https://cdn.example.org/x.js"', True),
        ("src='//unpkg.com/thing'", True),
        ('xmlns="http://www.w3.org/2000/svg"', False),
        ("http://127.0.0.1:8866/", False),
        ("a // b", False),
    ],
)
def test_addresses_are_recognised(text: str, seen: bool) -> None:
    assert bool(OUTSIDE.search(text)) is seen
