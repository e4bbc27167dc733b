"""The pass that only reads."""

from __future__ import annotations

import numpy as np
import pytest

from tierline.compiled.read_through import read_through


@pytest.mark.parametrize(("first", "last"), [(0, 0), (0, 1), (0, 1000), (250, 750), (999, 1000)])
def test_reads_every_word(first: int, last: int) -> None:
    words = np.random.default_rng(last).integers(-(2**62), 2**62, 1000)
    assert read_through(words, first, last) == sum(word % 2 for word in words[first:last].tolist())
