"""The README's figures come from runs; ``python -m tests.house.readme`` runs all, or the blocks named."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from tests.house.sources import ROOT

README = ROOT / "README.md"
BLOCKS = ("demo", "bench", "browser", "visitors")
_TIERS = re.compile(r"^Tiers of [^\n]*\n(.*?\n)(?=\n)", re.MULTILINE | re.DOTALL)
_END = re.compile(r"^Closed month:.*", re.MULTILINE | re.DOTALL)


def run(*arguments: str, folder: Path, module: str = "tierline") -> str:
    """Return what ``module`` prints in ``folder``; in English, without the caller's workspace."""
    surroundings = {**os.environ, "TIERLINE_LANG": "en", "PYTHONPATH": str(ROOT)}
    surroundings.pop("TIERLINE_WORKSPACE", None)
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=folder, env=surroundings, capture_output=True, text=True, check=True)
    printed = done.stdout.replace(f"{Path(sys.executable).name} -m tierline", "tierline")
    return printed.replace(f"{folder}{os.sep}", "").strip()


def tiers_of(printed: str) -> str:
    """Return the table of tiers that a demo printed: the same figures on every machine."""
    found = _TIERS.search(printed)
    assert found, printed
    return found.group(1).strip()


def demo_block(printed: str) -> str:
    """Return the part of a demo's print that the README shows."""
    end = _END.search(printed)
    assert end, printed
    return f"```\nTiers of the last month:\n{tiers_of(printed)}\n\n{end.group().strip()}\n```"


def with_block(text: str, name: str, block: str) -> str:
    """Return ``text`` with what stands between the marks ``name`` replaced by ``block``."""
    start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, rest = text.split(start, 1)
    _old, after = rest.split(end, 1)
    return f"{before}{start}\n{block}\n{end}{after}"


def _printed(name: str, folder: Path) -> str:
    """Return what stands in the README's block of that name."""
    if name == "demo":
        return demo_block(run("demo", folder=folder))
    if name == "bench":
        return run("bench", "--growth", folder=folder)
    if name == "visitors":
        workspace = "workspace"
        if not (folder / workspace).is_dir():
            run("demo", "--no-reports", folder=folder)
        return run(workspace, folder=folder, module="tests.browser.open_many")
    return run(folder=folder, module="tests.bench.browser_speed")


def main(names: Sequence[str]) -> None:
    """Run what the blocks show in a scratch folder, print it and write it into the README."""
    with tempfile.TemporaryDirectory() as scratch:
        for name in names or BLOCKS:
            block = _printed(name, Path(scratch).resolve())
            print(block, flush=True)
            # read again each time: somebody may have edited it meanwhile
            README.write_text(with_block(README.read_text("utf-8"), name, block), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
