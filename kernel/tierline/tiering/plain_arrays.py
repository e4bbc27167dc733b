"""Arrow arrays from NumPy's memory and from words, made without ``pa.array``.

``pa.array`` imports pandas to see whether it was given a Series: a fifth of a second at the first
scoring of a process that has no use for pandas.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Any

import numpy as np
import pyarrow as pa

_TYPES = {"int8": pa.int8(), "int16": pa.int16(), "int32": pa.int32(), "int64": pa.int64()}


def number_array(values: Any, missing: Any = None) -> pa.Array:
    """Return whole numbers as an Arrow array on the same memory.

    Parameters
    ----------
    values : int8, int16, int32 or int64 array
        Must not be written to afterwards.
    missing : bool array, optional
        Where the array is null.
    """
    values = np.ascontiguousarray(values)
    valid = None
    if missing is not None and missing.any():
        valid = pa.py_buffer(np.packbits(~missing, bitorder="little"))
    return pa.Array.from_buffers(_TYPES[str(values.dtype)], len(values), [valid, pa.py_buffer(values)])


def word_array(words: Sequence[str]) -> pa.Array:
    """Return words as an Arrow array of strings."""
    data = [word.encode() for word in words]
    ends = np.array([0, *accumulate(map(len, data))], np.int32)
    return pa.Array.from_buffers(
        pa.string(), len(data), [None, pa.py_buffer(ends), pa.py_buffer(b"".join(data))]
    )
