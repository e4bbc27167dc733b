"""Machine code kept in sealed files: what a power cut or a bad disk left is noticed and made anew.

Numba alone trusts what it reads. A file of its cache that was cut off stops every later run, and a byte
that changed within machine code ends the process. Here each file begins with a digest of the rest, and one
that is not whole counts as none: the function is compiled again and the file replaced. Nothing refers
from one file to another, so processes that write at the same time cannot mix up each other's.
"""

from __future__ import annotations

import errno
import hashlib
import pickle
from contextlib import suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import numba
from numba.core.caching import CacheImpl, CompileResultCacheImpl, FunctionCache, UserProvidedCacheLocator
from numba.core.serialize import dumps

from tierline.machine_code.folders import Folders
from tierline.machine_code.notices import being_made, not_kept

_DIGEST = 16  # bytes
_FULL = (errno.ENOSPC, errno.EDQUOT)
# A whole file may still name what this Python does not have; `pickle` promises no shorter list.
_UNREADABLE = (pickle.UnpicklingError, AttributeError, EOFError, ImportError, IndexError, KeyError, TypeError,
               ValueError)  # fmt: skip


def keep(function: Any, folders: Folders) -> Any:
    """Let numba look for the machine code of ``function`` here, and keep it here.

    Parameters
    ----------
    function : compiled function
    folders : Folders
    """
    function._cache = KeptCode(function.py_func, folders)
    return function


class _Locator(UserProvidedCacheLocator):  # type: ignore[misc]
    def ensure_cache_path(self) -> None:
        """Write nothing yet: numba would try each folder for each function at every start."""


class _Pieces(CompileResultCacheImpl):  # type: ignore[misc]
    _locator_classes = [_Locator, *CacheImpl._locator_classes]


class KeptCode(FunctionCache):  # type: ignore[misc]
    """The machine code of one function, for each kind of arguments it was called with."""

    _impl_class = _Pieces

    def __init__(self, py_func: Any, folders: Folders) -> None:
        super().__init__(py_func)
        self._folders = folders
        locator = self._impl.locator
        place = Path(locator.get_cache_path())
        self._cache_file = SealedFiles(
            [place, *(folder / place.name for folder in folders.read_only)],
            self._impl.filename_base,
            locator.get_source_stamp(),
        )

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        """Return what was kept for ``sig``, or None: numba compiles it then."""
        found = super().load_overload(sig, target_context)
        if found is None:
            being_made(kept=not self._folders.temporary)
        return found

    def save_overload(self, sig: Any, data: Any) -> None:
        """Keep what was compiled; where the disk takes no more, this run goes on without."""
        if self._folders.temporary and not self._folders.kept.is_dir():
            return  # the process whose folder it was has ended, and nobody would remove another
        try:
            super().save_overload(sig, data)
        except OSError as error:
            not_kept(self._folders.kept, error, full=error.errno in _FULL)


class SealedFiles:
    """One file for each kind of arguments of one function.

    Parameters
    ----------
    places : list of Path
        The folder that is written to, then those that are only read.
    name : str
        How the files' names begin.
    stamp : object
        Tells one text of the function's source from another.
    """

    def __init__(self, places: list[Path], name: str, stamp: object) -> None:
        self._places, self._name, self._stamp = places, name, stamp

    def load(self, key: object) -> Any:
        """Return what was saved under ``key``; None when there is nothing, or nothing whole."""
        for place in self._places:
            body = unsealed(place / self._file(key))
            if body is None:
                continue
            with suppress(*_UNREADABLE):
                stamp, known, data = pickle.loads(body)
                if (stamp, known) == (self._stamp, key):
                    return data
        return None

    def save(self, key: object, data: object) -> None:
        """Save ``data`` under ``key``; no other process ever reads half of it.

        Raises
        ------
        OSError
            If the folder takes no more; nothing is left of what was begun.
        """
        place = self._places[0]
        place.mkdir(parents=True, exist_ok=True)
        body = dumps((self._stamp, key, data))
        path = place / self._file(key)
        begun = path.with_name(f"{path.name}.{uuid4().hex[:16]}")
        try:
            begun.write_bytes(_digest(body) + body)
            begun.replace(path)
        finally:
            with suppress(OSError):
                begun.unlink(missing_ok=True)

    def flush(self) -> None:
        """Forget what was saved."""
        for path in self._places[0].glob(f"{self._name}-*.nbc"):
            path.unlink(missing_ok=True)

    def _file(self, key: object) -> str:
        # Another numba may not be able to read what this one wrote.
        kind = hashlib.blake2b(repr((numba.__version__, key)).encode(), digest_size=8)
        return f"{self._name}-{kind.hexdigest()}.nbc"


def unsealed(path: Path) -> memoryview | None:
    """Return what a file holds after its digest; None when it is not there or not whole."""
    try:
        whole = path.read_bytes()
    except OSError:
        return None
    body = memoryview(whole)[_DIGEST:]
    return body if _digest(body) == whole[:_DIGEST] else None


def _digest(body: bytes | memoryview) -> bytes:
    return hashlib.blake2b(body, digest_size=_DIGEST).digest()
