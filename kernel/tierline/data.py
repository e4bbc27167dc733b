"""Where the shipped data lie: $TIERLINE_DATA, then the checkout, then the installed package."""

from __future__ import annotations

import os
import sysconfig
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parents[1]


def _in_checkout() -> bool:
    return (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / "data" / "policies").is_dir()


def data_folder() -> Path:
    """Return the folder that holds ``policies`` and ``samples``."""
    given = os.environ.get("TIERLINE_DATA")
    if given:
        return Path(given)
    return _CHECKOUT / "data" if _in_checkout() else _PACKAGE / "_data"


def shared_folder(name: str) -> Path:
    """Return the folder of the notebooks or apps (``name``: "notebooks", "voila_apps")."""
    if _in_checkout():
        return _CHECKOUT / name
    return Path(sysconfig.get_path("data")) / "share" / "tierline" / name
