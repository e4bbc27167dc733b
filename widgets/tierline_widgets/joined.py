"""Scripts of the widgets: plain ES modules on disk, one text in a browser.

Each module can be loaded by itself, as its tests do. A page gets one text a widget, so that nothing has to be
fetched: the imports between the modules are left out, their names are one scope, and comments stay behind.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

_IMPORT = re.compile(r"^import [^;]*;\n", re.MULTILINE)
_COMMENT = re.compile(r"^ *//[^\n]*\n|^ */\*\*.*?\*/\n", re.MULTILINE | re.DOTALL)
_EXPORT = re.compile(r"^export (?=(?:async )?function|const)", re.MULTILINE)


def joined(modules: Iterable[Path]) -> str:
    """Return the modules as one; each stands after those it imports from."""
    parts = [module.read_text(encoding="utf-8") for module in modules]
    return "\n".join(_EXPORT.sub("", _IMPORT.sub("", _COMMENT.sub("", part))) for part in parts)
