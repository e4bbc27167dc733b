"""Texts in the code against the Chinese catalogues.

``python -m tests.house.catalogues --missing [PART OF A PATH]`` lists texts without a translation (as
.po entries, ready to paste) and translations without a text; ``--compile`` writes each .mo anew.
"""

from __future__ import annotations

import argparse
import ast
import gettext
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from tests.house.sources import KERNEL, WIDGETS, label, modules, tree

PACKAGES = {KERNEL: KERNEL / "messages", WIDGETS: WIDGETS / "messages"}
MARKS = {"_", "N_", "translate", "Message"}
ERRORS = {"TierlineError", "UsageError", "BadInputError", "ScopeError", "IntegrityError"}
PLACE = re.compile(r"\{(\w*)[^{}]*\}")


@dataclass(frozen=True)
class Text:
    """One English text in the code."""

    text: str
    path: Path
    line: int

    @property
    def where(self) -> str:
        """File and line."""
        return f"{label(self.path)}:{self.line}"


def _literals(node: ast.expr) -> Iterator[str | None]:
    """Yield the literal texts of a marked argument; None for a text put together at run time."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)
    elif isinstance(node, ast.JoinedStr | ast.BinOp):
        yield None


def texts_in(path: Path, module: ast.Module | None = None) -> tuple[list[Text], list[str]]:
    """Return a module's marked texts, and the places where one is put together at run time."""
    found: list[Text] = []
    built: list[str] = []
    for node in ast.walk(module or tree(path)):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        if name not in MARKS | ERRORS:
            continue
        for text in _literals(node.args[0]):
            if text is None:
                built.append(f"{path.name}:{node.lineno}")
            elif text:
                found.append(Text(text, path, node.lineno))
    return found, built


def catalogue_files() -> list[Path]:
    """Return all .po files in a fixed order."""
    return sorted(path for folder in PACKAGES.values() for path in (folder / "zh").glob("*.po"))


def read_catalogue(path: Path) -> Catalog:
    """Return a .po file; a malformed one raises."""
    with path.open("rb") as stream:
        return read_po(stream, locale="zh", abort_invalid=True)


def translations(path: Path) -> dict[str, str]:
    """Return text -> Chinese of one catalogue; entries marked fuzzy or left empty do not count."""
    entries = (entry for entry in read_catalogue(path) if entry.id and entry.string and not entry.fuzzy)
    return {str(entry.id): str(entry.string) for entry in entries}


def compiled_translations(path: Path) -> dict[str, str]:
    """Return what the .mo beside a .po holds."""
    machine = path.with_suffix(".mo")
    if not machine.exists():
        return {}
    with machine.open("rb") as stream:
        held = gettext.GNUTranslations(stream)._catalog  # type: ignore[attr-defined]
    return {text: translated for text, translated in held.items() if text}


def all_texts() -> list[Text]:
    """Return every marked text of both packages."""
    return [text for path in modules(*PACKAGES) for text in texts_in(path)[0]]


def missing() -> list[Text]:
    """Return the texts without a Chinese translation."""
    known: dict[str, str] = {}
    for path in catalogue_files():
        known.update(translations(path))
    return [text for text in all_texts() if text.text not in known]


def unused() -> list[tuple[Path, str]]:
    """Return the translations whose text is no longer in the code."""
    used = {text.text for text in all_texts()}
    return [(path, text) for path in catalogue_files() for text in translations(path) if text not in used]


def places(text: str) -> list[str]:
    """Return the names of the places in a text, sorted."""
    return sorted(PLACE.findall(text.replace("{{", "").replace("}}", "")))


def compile_all() -> None:
    """Write each .mo anew that is not in step with its .po; the same .po gives the same bytes."""
    for path in catalogue_files():
        if compiled_translations(path) == translations(path):
            continue
        catalogue = read_catalogue(path)
        catalogue.creation_date = catalogue.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
        with path.with_suffix(".mo").open("wb") as stream:
            write_mo(stream, catalogue)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def main() -> int:
    """List what is missing or compile; return 1 when something is missing."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    choice = parser.add_mutually_exclusive_group(required=True)
    choice.add_argument("--missing", nargs="?", const="", metavar="PART")
    choice.add_argument("--compile", action="store_true")
    given = parser.parse_args()
    if given.compile:
        compile_all()
        return 0
    untranslated = {text.text: text for text in missing() if given.missing in text.where}
    for text in untranslated.values():
        print(f'#: {text.where}\nmsgid {_quoted(text.text)}\nmsgstr ""\n')
    for path, leftover in unused():
        print(f"# no longer in the code: {label(path)}: {_quoted(leftover)}")
    return 1 if untranslated else 0


if __name__ == "__main__":
    sys.exit(main())
