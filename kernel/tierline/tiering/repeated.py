"""Finds identifiers that stand twice among any number of rows, in memory that does not grow with them.

Rows that ascend cannot repeat, and cost one comparison each. From the first batch on that does not
ascend, 64-bit hashes are kept: in memory up to a fixed number, beyond it in unnamed temporary files, by
their leading bits, so that each file is looked through alone. Equal hashes are only a suspicion; the rows
themselves decide in a second reading.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any

import numpy as np
import pyarrow as pa

from tierline.compiled import keys
from tierline.compiled.hashes import divide, occur_twice
from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.tiering.text_memory import text_memory

HELD = 2**22  # hashes in memory before they go to files: 32 MB
_BITS = 6
_FILES = 2**_BITS  # a billion rows are 125 MB a file


class Repeated:
    """Takes identifiers in the order of the rows, then names the hashes that occur twice."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._last = b""
        self._held: list[Any] = []
        self._count = 0
        self._files: list[IO[bytes]] = []
        self._open = ExitStack()
        self.ascending_rows = 0  # rows at the top that were not hashed, as they ascend
        self._ascending = True

    def add(self, ids: pa.Array, ascending: bool | None = None, known: Any = None) -> None:
        """Take the identifiers of the next rows.

        Parameters
        ----------
        ids : Array
            Type string, no nulls.
        ascending : bool or None
            Do they ascend; None to find out.
        known : uint64[n] or None
            Their hashes; None to find out when they are needed.
        """
        if not len(ids):
            return
        if self._ascending:
            offsets, data = text_memory(ids)
            first, last = (data[offsets[at] : offsets[at + 1]].tobytes() for at in (0, -2))
            if ascending is None:
                ascending = bool(keys.inspect(offsets, data) & keys.ASCENDING)
            self._ascending = ascending and self._last < first
            if self._ascending:
                self.ascending_rows += len(ids)
                self._last = last
                return
        self.hash(ids, known)

    def hash(self, ids: pa.Array, known: Any = None) -> None:
        """Keep the hashes of these identifiers, unless they are known already."""
        self._held.append(hashes(ids) if known is None else known)
        self._count += len(ids)
        if self._count >= HELD:
            self._spill()

    @property
    def unsure(self) -> bool:
        """Some rows did not ascend, so those before them must be hashed too."""
        return not self._ascending

    def suspects(self) -> Iterator[Any]:
        """Yield arrays of hashes that occur more than once."""
        if not self._files:
            for part in self._divided():
                yield _twice(part)
            return
        self._spill()
        for file in self._files:
            file.seek(0)
            yield _twice(np.fromfile(file, np.uint64))

    def close(self) -> None:
        """Let go of the files."""
        self._open.close()

    def _spill(self) -> None:
        parts = self._divided()
        try:
            while len(self._files) < _FILES:
                new = tempfile.TemporaryFile(dir=self._folder)  # noqa: SIM115  (close() closes it)
                self._files.append(self._open.enter_context(new))
            for file, part in zip(self._files, parts, strict=True):
                file.write(part.data)
                file.flush()
        except OSError as error:
            raise BadInputError(
                N_("{folder}: no room for temporary files: {why}. Make room or write elsewhere."),
                folder=self._folder, why=error.strerror or error,
            ) from error  # fmt: skip

    def _divided(self) -> list[Any]:
        """Return what is held, by leading bits, and hold no more."""
        held = np.concatenate([*self._held, np.empty(0, np.uint64)])
        self._held, self._count = [], 0
        starts, out = np.zeros(_FILES + 1, np.int64), np.empty_like(held)
        divide(held, _BITS, starts, out)
        return np.split(out, starts[1:-1])


def hashes(ids: pa.Array) -> Any:
    """Return the hashes, uint64[n], of identifiers."""
    out = np.empty(len(ids), np.uint64)
    keys.hash_all(*text_memory(ids), out)
    return out


def _twice(part: Any) -> Any:
    slots = np.zeros(1 << (2 * len(part)).bit_length(), np.uint64)
    found = np.empty(len(part), np.uint64)
    return np.unique(found[: occur_twice(part, slots, found)])
