"""The script that every widget carries: it hears when nothing answers any more, and says so by itself."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

from tierline.messages import LANGUAGES, _, use_language
from tierline_widgets import language as _catalogue  # noqa: F401  (puts the texts in force)
from tierline_widgets.joined import joined

_SCRIPT = Path(__file__).parent / "script"
# a module stands after those it imports from
LINE = ("drawer", "banner", "lifeline")
BOXES = ("lock", "typed", "offered")


@cache
def lifeline(*more: str) -> str:
    """Return the script, with its words in every language: it cannot ask for them when it needs them.

    Parameters
    ----------
    *more : str
        Further modules; ``*BOXES`` for a widget with boxes to type into.
    """
    said = {}
    for language in LANGUAGES:
        with use_language(language):
            said[language] = _line() | (_boxes() if more else {})
    modules = joined(_SCRIPT / f"{name}.js" for name in (*LINE, *more))
    return f"const WORDS = {json.dumps(said, ensure_ascii=False)};\n{modules}"


def _line() -> dict[str, str]:
    return {
        "silent": _(
            "Nothing answers this page any more, so nothing can be changed on it. What was recorded before "
            "is kept. Reload the page to go on: what you moved or typed last is offered there again, if this "
            "browser kept it."
        ),
        "working": _(
            "This page is still at work on what was asked of it before. What you pressed is answered in its "
            "turn, and nothing is lost."
        ),
        "reload": _("Reload"),
    }


def _boxes() -> dict[str, str]:
    return {
        "typed": _(
            "When this page lost its connection or was left, you had typed {typed}. That is not recorded yet."
        ),
        "typed_late": _(
            "When this page lost its connection or was left, you had typed {typed}. What it was typed on has "
            "changed since: it cannot be put back. Look whether it is there, and type it again if you still "
            "want it."
        ),
        "box": _("{box}: “{value}”"),
        "and": _(", "),
        "put_back": _("Put it back"),
        "leave": _("Leave it"),
        "noted": _("Noted"),
        "on": _("on"),
        "off": _("off"),
    }
