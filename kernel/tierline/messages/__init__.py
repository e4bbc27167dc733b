"""Texts in English and Chinese.

English texts stand in the code, marked with ``_`` (translated at once) or ``N_`` (translated when
rendered). Chinese texts stand in ``zh/<area>.po``, one catalogue for each area of the product; each
is compiled to the ``.mo`` beside it, and a test holds the two together.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "zh")
_current: ContextVar[str | None] = ContextVar("tierline_language", default=None)
_folders: list[Path] = [Path(__file__).parent]


def language_of(tag: str | None) -> str:
    """Return "zh" for any Chinese language tag or locale name, else "en"."""
    return "zh" if (tag or "").strip().lower().startswith("zh") else "en"


def system_language() -> str:
    """Return the language that the environment asks for (TIERLINE_LANG, then the locale)."""
    for name in ("TIERLINE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(name):
            return language_of(os.environ[name])
    return "en"


def current_language() -> str:
    """Return the language in force: "en" or "zh"."""
    return _current.get() or system_language()


def set_language(language: str | None) -> None:
    """Put ``language`` in force for this context; None returns to the environment's."""
    _current.set(None if language is None else language_of(language))


@contextmanager
def use_language(language: str | None) -> Iterator[None]:
    """Put ``language`` in force for the length of a ``with`` block."""
    token = _current.set(None if language is None else language_of(language))
    try:
        yield
    finally:
        _current.reset(token)


def add_catalogues(folder: Path) -> None:
    """Let another package's catalogues (``<folder>/zh/*.mo``) be found too."""
    if folder not in _folders:
        _folders.append(folder)
        _catalogue.cache_clear()


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    found = gettext.NullTranslations()
    if language == "en":
        return found
    for path in sorted(file for folder in _folders for file in (folder / language).glob("*.mo")):
        with path.open("rb") as stream:
            area = gettext.GNUTranslations(stream)
        area.add_fallback(found)
        found = area
    return found


def translate(text: str, language: str | None = None) -> str:
    """Return ``text`` in ``language`` (default: the current one)."""
    return _catalogue(language_of(language or current_language())).gettext(text) if text else text


def _(text: str) -> str:
    return translate(text)


def N_(text: str) -> str:
    """Mark ``text`` for translation when it is rendered."""
    return text


@dataclass(frozen=True)
class Message:
    """A text with named places, kept apart until the language is known."""

    text: str
    places: Mapping[str, Any] = field(default_factory=dict)

    def render(self, language: str | None = None) -> str:
        """Return the finished text in ``language`` (default: the current one)."""
        places = {
            name: value.render(language) if hasattr(value, "render") else value
            for name, value in self.places.items()
        }
        return translate(self.text, language).format(**places)


@dataclass(frozen=True)
class MessageList(Message):
    """Several messages, one a line."""

    parts: tuple[Message, ...] = ()

    def render(self, language: str | None = None) -> str:
        """Return every message in ``language``, one a line."""
        return "\n".join(part.render(language) for part in self.parts)
