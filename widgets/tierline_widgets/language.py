"""Which language a visitor reads, and the catalogue of the panels' texts."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import parse_qs

from tierline.messages import LANGUAGES, add_catalogues, language_of, system_language

add_catalogues(Path(__file__).parent / "messages")

LANGUAGE_NAMES = {"en": "EN", "zh": "中文"}


def accepted_language(header: str | None) -> str | None:
    """Return "en" or "zh", whichever an Accept-Language header prefers; None when it names neither."""
    best: tuple[float, str] | None = None
    for part in (header or "").split(","):
        tag, _, quality = part.strip().partition(";q=")
        kind = tag.strip().lower()[:2]
        try:
            weight = float(quality) if quality else 1.0
        except ValueError:
            continue
        if kind in LANGUAGES and weight > 0 and (best is None or weight > best[0]):
            best = (weight, kind)
    return best[1] if best else None


def requested_language(query: str | None = None, accept: str | None = None) -> str:
    """Return the language of a visit: ``?lang=`` first, then Accept-Language, then the system's.

    Parameters
    ----------
    query : str, optional
        The query string of the page's address, with or without the question mark.
    accept : str, optional
        The Accept-Language header.
    """
    asked = parse_qs((query or "").lstrip("?")).get("lang", [""])[-1].strip()
    if asked:
        return language_of(asked)
    return accepted_language(accept) or system_language()
