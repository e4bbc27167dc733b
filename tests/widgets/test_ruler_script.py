"""The ruler's script: its tests under Node, and the one text that a browser gets."""

from __future__ import annotations

import base64
import json
import os
import random
import re
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests import machine
from tests.house.sources import TESTS, WIDGETS
from tests.widgets.invented_index import counts_by_score, invented_index
from tierline.compiled import whatif
from tierline.policy.resolved import Hysteresis
from tierline.simulate.index import WhatIfIndex
from tierline_widgets.ruler.bundle import MODULES, script

SCRIPTS = WIDGETS / "ruler" / "script"
SETTINGS = [
    Hysteresis(True, 2, 500),
    Hysteresis(True, 3, None),
    Hysteresis(True, 1, 0),
    Hysteresis(False, 2, 500),
    Hysteresis(True, 2, 9000),
]
# accounts, tiers, groups, measures
KINDS = [(0, 5, 1, 2), (1, 2, 1, 0), (300, 2, 30, 1), (5000, 5, 90, 2), (20_000, 8, 400, 3), (700, 3, 700, 2)]


def _lines(rng: random.Random, tiers: int) -> list[int]:
    """Draw lines; often close to one another and to the ends of the scale, where mistakes live."""
    low, high = rng.choice([(1, 10_000), (4990, 5010), (1, 30), (9980, 10_000)])
    return sorted(rng.sample(range(low, high + 1), tiers - 1), reverse=True)


def _asked(index: WhatIfIndex, slow: Hysteresis, rng: random.Random) -> list[dict[str, Any]]:
    asked = []
    for _turn in range(20):
        lines = _lines(rng, len(index.tiers))
        for _step in range(3):  # then one line a little, as a drag does
            asked.append({"lines": lines, "moves": index.preview(lines, slow).moves.tolist()})
            lines = list(lines)
            which = rng.randrange(len(lines))
            floor = lines[which + 1] if which + 1 < len(lines) else 0
            ceiling = lines[which - 1] if which else 10_001
            lines[which] = min(max(lines[which] + rng.randint(-40, 40), floor + 1), ceiling - 1)
    return asked


def _case(accounts: int, tiers: int, groups: int, measures: int, rng: random.Random) -> dict[str, Any]:
    index = invented_index(accounts, tiers, groups, seed=rng.randrange(10**6), measures=measures)
    counts = counts_by_score(index)
    return {
        "name": f"{accounts} accounts, {tiers} tiers, {groups} groups",
        "bytes": base64.b64encode(index.to_bytes()).decode(),
        "accounts": index.accounts,
        "above": [[score, int(counts[score:].sum())] for score in (0, 1, 3000, 5001, 9999, 10_000)],
        "settings": [
            {
                "slow": {"enabled": slow.enabled, "months": slow.months, "buffer": slow.buffer},
                "asked": _asked(index, slow, rng),
            }
            for slow in SETTINGS
        ],
    }


def _population(times: int) -> dict[str, Any]:
    """Return an index of 2,000 accounts, each of them counted so many times."""
    index = invented_index(2000, tiers=5, groups=60)
    arrays = index.arrays._replace(sums=index.arrays.sums * times)
    many = WhatIfIndex(arrays, index.tiers, index.lines, index.hysteresis, index.measures)
    return {"accounts": many.accounts, "bytes": base64.b64encode(many.to_bytes()).decode()}


def _spread(accounts: int) -> dict[str, Any]:
    """Return an index whose accounts lie on more scores the more they are."""
    index = invented_index(accounts, tiers=5, groups=60)
    return {"accounts": index.accounts, "bytes": base64.b64encode(index.to_bytes()).decode()}


def _too_large() -> str:
    """Return an index of which every cell fits a browser's whole numbers, but not the sum."""
    sums = np.array([[1, 2**52], [1, 2**52], [1, 2**52], [0, 0]], np.int64)
    arrays = whatif.Index(
        np.array([[-1, -1, -1, 0, -1, 0]], np.int8),
        *(np.array([value], np.int64) for value in (10, 12, 0)),
        sums,
    )
    whatif.add_up(arrays)
    index = WhatIfIndex(arrays, ("x", "y"), (5000,), Hysteresis(False, 1, None), ("amount",))
    return base64.b64encode(index.to_bytes()).decode()


def _written(rng: random.Random) -> list[list[Any]]:
    """Figures with the digits Python gives them; exact halves are where languages part."""
    given = [(value / 8, places) for value in range(-60, 61) for places in (0, 1, 2)]
    given += [
        (fen / divisor, places)
        for fen in (12_345_000, 125_000, -375_000)
        for divisor, places in ((10**6, 2),)
    ]
    given += [(rng.randrange(-(10**15), 10**15) / 10**6, rng.randrange(3)) for _turn in range(500)]
    return [[value, places, f"{value:,.{places}f}"] for value, places in given]


@pytest.mark.node
def test_the_scripts_own_tests(tmp_path: Path) -> None:
    rng = random.Random(2008)
    cases = {
        "indexes": [_case(*kind, rng) for kind in KINDS],
        "too_large": _too_large(),
        "populations": [_population(1), _population(5000)],
        "spread": [_spread(2000), _spread(200_000)],
        "written": _written(rng),
    }
    path = tmp_path / "cases.json"
    path.write_text(json.dumps(cases), encoding="utf-8")
    files = sorted((TESTS / "ruler_js").glob("*.test.mjs"))
    assert len(files) == 5
    surroundings = {**os.environ, "RULER_CASES": str(path)}
    node = machine.node()
    assert node is not None
    done = subprocess.run(
        [node, "--test", *map(str, files)], env=surroundings, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "# fail 0" in done.stdout
    assert "# skipped 0" in done.stdout


@pytest.mark.node
def test_one_scope_holds_every_module(tmp_path: Path) -> None:
    whole = tmp_path / "ruler.mjs"
    whole.write_text(script(), encoding="utf-8")
    node = machine.node()
    assert node is not None
    shown = "import(process.argv[1]).then((made) => console.log(typeof made.default.render))"
    done = subprocess.run([node, "-e", shown, whole.as_uri()], capture_output=True, text=True, check=False)
    assert done.stdout.strip() == "function", done.stderr


def test_every_module_is_in_the_bundle_after_those_it_needs() -> None:
    assert {path.stem for path in SCRIPTS.glob("*.js")} == set(MODULES)
    for place, name in enumerate(MODULES):
        text = (SCRIPTS / f"{name}.js").read_text(encoding="utf-8")
        assert set(re.findall(r'from "\./(\w+)\.js"', text)) <= set(MODULES[:place]), name
    assert "\nimport " not in script()
    assert script().count("export ") == 1


def test_a_page_gets_a_few_tens_of_kilobytes() -> None:
    assert len(script().encode()) < 68 * 1024


def test_no_markup_is_made_of_data() -> None:
    for name in MODULES:
        text = (SCRIPTS / f"{name}.js").read_text(encoding="utf-8")
        assert not re.search(
            r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|new Function", text
        )
