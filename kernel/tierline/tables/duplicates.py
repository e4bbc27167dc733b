"""Rows that share a key: found by an eight-byte hash a row, judged exactly."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tierline.tables.check import ROW
from tierline.tables.faults import Fault, Refusal
from tierline.tables.registry import TableSpec

Integers = npt.NDArray[np.int64]


class KeyHashes:
    """The hashes of all keys met so far, eight bytes each."""

    def __init__(self, spec: TableSpec) -> None:
        self._key = spec.key
        self._hashes: list[Integers] = []

    def add(self, batch: pa.RecordBatch) -> None:
        """Take in the keys of one batch of accepted rows."""
        columns = [batch.column(name).to_pylist() for name in self._key]
        keys: Iterable[object] = columns[0] if len(columns) == 1 else zip(*columns, strict=True)
        self._hashes.append(np.fromiter(map(hash, keys), dtype=np.int64, count=batch.num_rows))

    def repeated(self) -> Integers:
        """Return the places of all rows whose key's hash occurs more than once, and forget."""
        hashes = np.concatenate(self._hashes) if self._hashes else np.array([], dtype=np.int64)
        self._hashes = []
        ordered = np.sort(hashes)
        twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
        del ordered
        return np.flatnonzero(np.isin(hashes, twice)) if twice.size else np.array([], dtype=np.int64)


def _identity(columns: Sequence[pa.ChunkedArray], count: int) -> Integers:
    """Return numbers that are equal exactly where rows are equal in all ``columns``."""
    identity = np.zeros(count, dtype=np.int64)
    for column in columns:
        encoded = column.combine_chunks().dictionary_encode(null_encoding="encode")
        codes = encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64)
        identity = np.unique(identity * (len(encoded.dictionary) + 1) + codes, return_inverse=True)[1]
    return identity


def judge(spec: TableSpec, rows: pa.Table) -> Iterator[Refusal]:
    """Decide which of the rows that may share a key are refused.

    Parameters
    ----------
    spec : TableSpec
        Names the key.
    rows : Table
        The rows that ``KeyHashes.repeated`` pointed to, with ``ROW``, in file order.

    Yields
    ------
    Refusal
        Of identical rows all but the first; of rows that differ under one key every one.
    """
    count = rows.num_rows
    keys = _identity([rows.column(name) for name in spec.key], count)
    contents = _identity([rows.column(name) for name in rows.column_names if name != ROW], count)
    first, size = np.unique(keys, return_index=True, return_counts=True)[1:]
    one_of_each = np.unique(contents, return_index=True)[1]
    variants = np.bincount(keys[one_of_each], minlength=len(first))
    numbers = rows.column(ROW).to_numpy()
    words = [rows.column(name) for name in spec.key]
    for place in range(count):
        key = keys[place]
        if size[key] == 1 or (variants[key] == 1 and place == first[key]):
            continue
        kind = "identical_row" if variants[key] == 1 else "conflicting_rows"
        value = " ".join(str(word[place]) for word in words)
        places = {"first": int(numbers[first[key]]), "key": "+".join(spec.key)}
        yield Refusal(int(numbers[place]), (Fault(kind, spec.column(spec.key[0]), value, places),))
