"""The flags every compiled function is built with.

No fastmath anywhere: it would let the compiler assume that no value is NaN, and missing values
are exactly what a policy decides about.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar, overload

from tierline.machine_code.folders import find_folders
from tierline.processors import THREADS, processors


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
    import numpy as np

    from tierline.machine_code.kept import keep

_FOLDERS = find_folders()
numba.config.CACHE_DIR = str(_FOLDERS.kept)

F = TypeVar("F", bound=Callable[..., Any])
# machine code lets whole numbers wrap, as hashes mean to, and floats become endless; NumPy would warn of it
_SILENT = np.errstate(over="ignore")
FLAGS: dict[str, Any] = {"nopython": True, "fastmath": False, "error_model": "python"}


@overload
def compiled(function: F) -> F: ...


@overload
def compiled(*, nogil: bool = ..., error_model: str = ..., forceinline: bool = ...) -> Callable[[F], F]: ...


def compiled(function: Any = None, **more: Any) -> Any:
    """Compile ``function`` with the project's flags; a decorator with or without arguments."""
    built = numba.jit(**{**FLAGS, **more})

    def decorate(given: Any) -> Any:
        if numba.config.DISABLE_JIT:
            return _SILENT(given)
        return keep(built(given), _FOLDERS)

    return decorate if function is None else decorate(function)
