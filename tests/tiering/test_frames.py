"""pandas' objects are told apart from all else."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tierline.tiering.frames import is_categorical, is_frame, is_series

OBJECTS: list[tuple[Any, tuple[bool, bool, bool]]] = [
    (pd.DataFrame({"a": [1]}), (True, False, False)),
    (pd.Series([1]), (False, True, False)),
    (pd.Series(pd.Categorical(["x"])), (False, True, True)),
    (np.array([1]), (False, False, False)),
    ({"a": [1]}, (False, False, False)),
]


@pytest.mark.parametrize(("value", "wanted"), OBJECTS)
def test_what_it_is(value: Any, wanted: tuple[bool, bool, bool]) -> None:
    assert (is_frame(value), is_series(value), is_categorical(value)) == wanted


def test_nothing_is_imported(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delitem(sys.modules, "pandas")
    assert not is_frame({})
    assert not is_series([])
    assert not is_categorical([])
    assert "pandas" not in sys.modules
