"""Decimals as float64, each the nearest: what their digits say, read as any other text of digits."""

from __future__ import annotations

import pyarrow as pa


def nearest_floats(decimals: pa.Array) -> pa.Array:
    """Return decimals as the float64 that lies nearest, as DuckDB, Spark and Python read them.

    Arrow's own cast multiplies by a power of ten that float64 does not hold, and is off by the last
    digit for one value in five: 0.334 becomes 0.33399999999999996, which lies below an edge at 0.334.
    """
    return decimals.cast(pa.string()).cast(pa.float64())
