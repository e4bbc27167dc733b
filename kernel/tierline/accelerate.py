"""The flags every compiled function is built with, and where its machine code is kept.

No fastmath anywhere: it would let the compiler assume that no value is NaN, and missing values
are exactly what a policy decides about.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from tierline._version import __version__


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def cache_folder() -> Path:
    """Return the folder for machine code: $NUMBA_CACHE_DIR, the user's cache, or a private temporary one."""
    given = os.environ.get("NUMBA_CACHE_DIR")
    if given:
        return Path(given)
    home = os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")  # noqa: PTH111 (no error without a home)
    if home.startswith("/"):
        folder = Path(home) / "tierline" / f"kernel-{__version__}"
        if _writable(folder):
            return folder
    return Path(tempfile.mkdtemp(prefix="tierline-kernel-"))


os.environ.setdefault("NUMBA_CACHE_DIR", str(cache_folder()))

import numba  # noqa: E402  (numba reads the cache folder when it is imported)

numba.config.CACHE_DIR = os.environ["NUMBA_CACHE_DIR"]

FLAGS: dict[str, Any] = {"nopython": True, "cache": True, "fastmath": False, "error_model": "python"}


def compiled(function: Any = None, *, parallel: bool = False, **more: Any) -> Any:
    """Compile ``function`` with the project's flags; a decorator with or without arguments."""
    decorate = numba.jit(**{**FLAGS, "parallel": parallel, **more})
    return decorate if function is None else decorate(function)
