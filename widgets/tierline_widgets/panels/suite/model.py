"""The apps and notebooks found in the suite's folders; each names itself in its notebook metadata."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from traitlets import HasTraits, List

from tierline.data import shared_folder


@dataclass(frozen=True)
class Part:
    """An app or a notebook: its file, and its title and purpose in each language."""

    kind: str
    file: str
    title: dict[str, str]
    summary: dict[str, str]


def parts_of(folder: Path, kind: str) -> list[Part]:
    """Return the parts in ``folder`` that name themselves, in the order of their files."""
    found = []
    for path in sorted(folder.glob("*.ipynb")):
        told = json.loads(path.read_text(encoding="utf-8")).get("metadata", {}).get("tierline")
        if told:
            found.append(Part(kind, path.name, dict(told["title"]), dict(told["summary"])))
    return found


class SuiteModel(HasTraits):
    """``parts`` holds the apps first, then the notebooks in running order."""

    parts: List[Part] = List()

    def __init__(self, apps: Path | None = None, notebooks: Path | None = None) -> None:
        super().__init__()
        self.parts = [
            *parts_of(apps or shared_folder("voila_apps"), "app"),
            *parts_of(notebooks or shared_folder("notebooks"), "notebook"),
        ]
