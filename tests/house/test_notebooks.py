"""Committed notebooks are short, define nothing and hold no outputs but checked ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.house.notebooks import problems
from tests.house.sources import label, notebooks


@pytest.mark.parametrize("path", notebooks(), ids=label)
def test_notebook(path: Path) -> None:
    assert problems(path) == []


def _code(
    source: str, outputs: bool = False, count: int | None = None, tags: tuple[str, ...] = ()
) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "source": [source],
        "outputs": [{"output_type": "stream", "name": "stdout", "text": ["1"]}] if outputs else [],
        "execution_count": count,
        "metadata": {"tags": list(tags)},
    }


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        (_code("show(1)"), None),
        (_code("# NBVAL_CHECK_OUTPUT\n1", outputs=True, count=1, tags=("keep_output",)), None),
        (_code("%matplotlib inline\nx = 1"), None),
        (_code("show(1)", outputs=True), "has outputs"),
        (_code("show(1)", count=3), "execution count"),
        (_code("# NBVAL_CHECK_OUTPUT\n1", outputs=True, count=1), "keep_output"),
        (_code("# NBVAL_CHECK_OUTPUT\n1", count=1, tags=("keep_output",)), "no output to check"),
        (_code("def f():\n    return 1"), "defines f"),
        (_code("x = 1\n" * 26), "more than 25 lines"),
    ],
)
def test_problem_is_named(tmp_path: Path, cell: dict[str, Any], words: str | None) -> None:
    path = tmp_path / "case.ipynb"
    path.write_text(json.dumps({"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}))
    found = problems(path)
    assert (found == []) if words is None else any(words in text for text in found)
