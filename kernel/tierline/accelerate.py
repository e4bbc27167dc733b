"""The flags every compiled function is built with, and where its machine code is kept.

No fastmath anywhere: it would let the compiler assume that no value is NaN, and missing values
are exactly what a policy decides about.
"""

from __future__ import annotations

import gc
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, overload

from tierline._version import __version__
from tierline.processors import THREADS, processors


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _edition() -> str:
    """Name the sources of the machine code: the cache itself does not notice edits in other files."""
    package = Path(__file__).parent
    digest = hashlib.sha256()
    for source in (Path(__file__), *sorted((package / "compiled").glob("*.py"))):
        digest.update(source.read_bytes())
    return f"kernel-{__version__}-{digest.hexdigest()[:12]}"


def cache_folder() -> Path:
    """Return the folder for machine code.

    $NUMBA_CACHE_DIR is honoured; else it lies under the user's cache, and where that cannot be
    written (read-only home, none at all) in a temporary folder of this process.
    """
    given = os.environ.get("NUMBA_CACHE_DIR")
    home = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    for root in (given, f"{home}/tierline" if Path(home).is_absolute() else None):
        if root and _writable(Path(root) / _edition()):
            return Path(root) / _edition()
    return Path(tempfile.mkdtemp(prefix="tierline-kernel-"))


def thread_count() -> int:
    """Return how many threads a pass may use: $NUMBA_NUM_THREADS, at most the processors we may run on."""
    available = processors()
    return min(_asked() or available, available)


def _asked() -> int | None:
    """Return what $NUMBA_NUM_THREADS says; None when that is no number of threads."""
    try:
        asked = int(os.environ.get(THREADS, ""))
    except ValueError:
        return None
    return asked if asked > 0 else None


@contextmanager
def _no_collections() -> Iterator[None]:
    """Hold the garbage collector: all that numba makes when imported stays, and is looked through often."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


if _asked() is None:
    os.environ.pop(THREADS, None)  # numba cannot be imported where it says 0 or less

with _no_collections():
    import numba

numba.config.CACHE_DIR = str(cache_folder())

F = TypeVar("F", bound=Callable[..., Any])
FLAGS: dict[str, Any] = {"nopython": True, "cache": True, "fastmath": False, "error_model": "python"}


@overload
def compiled(function: F) -> F: ...


@overload
def compiled(*, nogil: bool = ..., error_model: str = ..., forceinline: bool = ...) -> Callable[[F], F]: ...


def compiled(function: Any = None, **more: Any) -> Any:
    """Compile ``function`` with the project's flags; a decorator with or without arguments."""
    decorate = numba.jit(**{**FLAGS, **more})
    return decorate if function is None else decorate(function)
