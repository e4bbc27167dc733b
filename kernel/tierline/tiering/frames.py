"""Tells pandas' objects apart without importing pandas: who holds one has imported it already."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, TypeGuard

if TYPE_CHECKING:
    import pandas as pd


def is_frame(value: Any) -> TypeGuard[pd.DataFrame]:
    """Tell whether ``value`` is a DataFrame."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(value, pandas.DataFrame)


def is_series(value: Any) -> TypeGuard[pd.Series]:
    """Tell whether ``value`` is a Series."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(value, pandas.Series)


def is_sparse(value: Any) -> bool:
    """Tell whether ``value`` is a Series or an array that keeps only what differs from a filling."""
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(getattr(value, "dtype", None), pandas.SparseDtype)


def is_categorical(value: Any) -> bool:
    """Tell whether ``value`` is a Series of categories."""
    return is_series(value) and isinstance(value.dtype, sys.modules["pandas"].CategoricalDtype)
