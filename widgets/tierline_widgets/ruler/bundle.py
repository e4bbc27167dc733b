"""The script of the ruler: its modules joined into the one that a browser loads."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from tierline_widgets.joined import joined
from tierline_widgets.lifeline import lifeline

_SCRIPT = Path(__file__).parent / "script"
# a module stands after those it imports from
MODULES = (
    "elements",
    "numbers",
    "places",
    "figures",
    "plot",
    "table",
    "controls",
    "typing",
    "dragging",
    "handles",
    "undelivered",
    "offer",
    "said",
    "view",
    "ruler",
)


@cache
def script() -> str:
    """Return the whole script as one ES module with the default export that anywidget asks for."""
    return f"{lifeline()}\n{joined(_SCRIPT / f'{name}.js' for name in MODULES)}"
