"""Sees at memory speed that a column holds nothing that intake would change or refuse.

What is not seen to be clean here is left to intake's own checks: this only spares them the work.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tierline.compiled import keys
from tierline.tables.cast import ColumnCast
from tierline.tables.registry import ColumnSpec
from tierline.tables.values import FIRST_YEAR
from tierline.tiering.text_memory import bytes_of, text_memory

Clean = Callable[[pa.Array], pa.Array | None]
_NUMBERS = {pa.float64(): np.float64, pa.int64(): np.int64, pa.int32(): np.int32}
_NO_TEXT = np.frombuffer(b"", np.uint8)


def quick_check(spec: ColumnSpec, identifier: bool, month_end: datetime.date | None) -> Clean:
    """Return what gives a column of a batch back if it is clean, and None if intake must look.

    Parameters
    ----------
    spec : ColumnSpec
        The column.
    identifier : bool
        It refers to a key.
    month_end : date or None
        Limit of dates.
    """
    by_kind: dict[str, Callable[[], Clean]] = {
        "text": lambda: _texts(spec, identifier),
        "code": lambda: _texts(spec, identifier),
        "flag": lambda: lambda raw: raw if pa.types.is_boolean(raw.type) else None,
        "date": lambda: _dates(None if spec.future else month_end),
    }
    check = by_kind.get(spec.dtype, lambda: _numbers(spec))()
    return lambda raw: None if spec.never_empty and raw.null_count else check(raw)


@dataclass(frozen=True)
class CleanKey:
    """What is known of a clean batch of keys."""

    ascending: bool


def quick_key(raw: pa.Array) -> CleanKey | None:
    """Return what one pass over the keys of a batch finds, None if intake must look."""
    if raw.type != pa.string() or raw.null_count:
        return None
    found = keys.inspect(*text_memory(raw))
    return CleanKey(bool(found & keys.ASCENDING)) if found & keys.CLEAN else None


def _numbers(spec: ColumnSpec) -> Clean:
    low, high = spec.limits
    whole = spec.dtype == "integer"

    def clean(raw: pa.Array) -> pa.Array | None:
        kind = _NUMBERS.get(raw.type)
        if kind is None:
            return None
        valid, data = raw.buffers()
        values = np.frombuffer(b"" if data is None else data, kind)[raw.offset : raw.offset + len(raw)]
        bits = bytes_of(valid) if raw.null_count else _NO_TEXT
        return raw if keys.all_within(values, bits, raw.offset, low, high, whole) else None

    return clean


def _texts(spec: ColumnSpec, identifier: bool) -> Clean:
    cast = ColumnCast(spec, identifier)
    words: list[tuple[pa.Array, pa.Array | None]] = []  # the dictionary last met, and what it becomes
    one_at_a_time = Lock()

    def read(dictionary: pa.Array) -> pa.Array | None:
        with one_at_a_time:
            if not words or not words[0][0].equals(dictionary):
                found = cast.cast(dictionary)
                words[:] = [(dictionary, None if found.faults or found.values.null_count else found.values)]
            return words[0][1]

    def clean(raw: pa.Array) -> pa.Array | None:
        if pa.types.is_dictionary(raw.type):
            known = read(raw.dictionary)
            return None if known is None else pa.DictionaryArray.from_arrays(raw.indices, known)
        if spec.codes is not None or raw.type != pa.string() or raw.null_count:
            return None
        return raw if keys.inspect(*text_memory(raw)) & keys.CLEAN else None

    return clean


def _dates(limit: datetime.date | None) -> Clean:
    first = datetime.date(FIRST_YEAR, 1, 1)

    def clean(raw: pa.Array) -> pa.Array | None:
        if raw.type != pa.date32() or not len(raw) - raw.null_count:
            return None
        days = pc.min_max(raw.cast(pa.int32()))
        epoch = datetime.date(1970, 1, 1)
        last = limit or datetime.date.max
        inside = days["min"].as_py() >= (first - epoch).days and days["max"].as_py() <= (last - epoch).days
        return raw if inside else None

    return clean
