"""The title of a copy: its first one's, marked as a copy and numbered, so that a list tells them apart."""

from __future__ import annotations

from collections.abc import Collection
from itertools import count
from typing import TYPE_CHECKING

from tierline.messages import LANGUAGES, N_, Message
from tierline.store.scenario_records import every
from tierline.store.scenario_state import DELETED, Record, fold

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

_COPY, _FURTHER, _UNNAMED = N_("{title} (copy)"), N_("{title} (copy {number})"), N_("Unnamed draft")


def copy_title(title: str, taken: Collection[str], longest: int, language: str | None = None) -> str:
    """Return a title for a copy that no other scenario has.

    Parameters
    ----------
    title : str
        Of what is copied; a copy of a copy counts on and is not marked twice.
    taken : collection of str
        Titles there are already.
    longest : int
        Characters that a title may have.
    language : str, optional
        In which the mark is written; by default the one in force.
    """
    first = _unmarked(title) or Message(_UNNAMED).render(language)
    for number in count(1):
        text = _COPY if number == 1 else _FURTHER
        mark = len(Message(text, {"title": "", "number": number}).render(language))
        made = Message(text, {"title": first[: longest - mark].rstrip(), "number": number}).render(language)
        if made not in taken:
            break
    return made


def titles(connection: Connection) -> set[str]:
    """Return the titles of all scenarios that are not deleted."""
    grouped: dict[str, list[Record]] = {}
    for record in every(connection):
        grouped.setdefault(record.scenario, []).append(record)
    found = map(fold, grouped.values())
    return {each.title for each in found if each.state != DELETED}


def _unmarked(title: str) -> str:
    """Return a title without the mark of a copy, in whichever language it was written."""
    for language in LANGUAGES:
        for text in (_COPY, _FURTHER):
            before, _, after = Message(text, {"title": "", "number": "\0"}).render(language).partition("\0")
            body = title.removesuffix(after) if after else title
            stem = body.rstrip("0123456789") if after else body
            if body not in (title, stem) and stem.endswith(before):
                return stem.removesuffix(before)
            if not after and title.endswith(before):
                return title.removesuffix(before)
    return title
