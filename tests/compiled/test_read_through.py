"""The pass that only reads."""

from __future__ import annotations

import numpy as np
import pytest

from tierline.compiled.read_through import read_through


@pytest.mark.parametrize("size", [0, 1, 2, 1000])
def test_reads_every_word(size: int) -> None:
    words = np.random.default_rng(size).integers(-(2**62), 2**62, size)
    assert read_through(words) == sum(word % 2 for word in words.tolist())
