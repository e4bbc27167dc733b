"""The script of the ruler: its modules joined into the one that a browser loads.

Each module is plain ES and can be loaded by itself, as its tests do. A page gets one text, so that
nothing has to be fetched: the imports between the modules are left out, their names are one scope,
and comments stay behind.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_SCRIPT = Path(__file__).parent / "script"
_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_COMMENT = re.compile(r"^ *//[^\n]*\n|^ */\*\*.*?\*/\n", re.MULTILINE | re.DOTALL)
_EXPORT = re.compile(r"^export (?=function|const)", re.MULTILINE)
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
    "ruler",
)


@cache
def script() -> str:
    """Return the whole script as one ES module with the default export that anywidget asks for."""
    parts = [(_SCRIPT / f"{name}.js").read_text(encoding="utf-8") for name in MODULES]
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", _COMMENT.sub("", part))) for part in parts)
