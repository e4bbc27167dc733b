"""Arrow text as two NumPy arrays over the same memory, for compiled code."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa


def bytes_of(buffer: pa.Buffer | None) -> Any:
    """Return a buffer as uint8[:], empty when there is none; never writable, so of one compiled type."""
    return np.frombuffer(b"" if buffer is None else buffer, np.uint8)


def text_memory(texts: pa.Array) -> tuple[Any, Any]:
    """Return int32 offsets [n + 1] and uint8 data of an array of type string."""
    _valid, offsets, data = texts.buffers()
    if offsets is None or not len(texts):
        return np.frombuffer(bytes(4), np.int32), bytes_of(data)
    return np.frombuffer(offsets, np.int32)[texts.offset : texts.offset + len(texts) + 1], bytes_of(data)
