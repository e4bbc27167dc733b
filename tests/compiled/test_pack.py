"""Bits and texts as Parquet's pages hold them, against plain Python."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from tierline.compiled import pack
from tierline.tiering.text_memory import text_memory

ranks = st.lists(st.integers(-1, 9), max_size=90)


@settings(deadline=None)
@given(values=ranks)
def test_what_occurs_is_marked_and_what_is_missing_counted(values: list[int]) -> None:
    used = np.zeros(10, np.bool_)
    negative = pack.mark_used(np.array(values, np.int8), used)
    assert negative == values.count(-1)
    assert np.flatnonzero(used).tolist() == sorted(set(values) - {-1})


@settings(deadline=None)
@given(values=ranks, width=st.integers(4, 32), shift=st.integers(0, 6))
def test_codes_follow_each_other_bit_by_bit(values: list[int], width: int, shift: int) -> None:
    codes = np.arange(10, dtype=np.uint32) + shift
    codes[9] = 2**width - 1 if width > 4 else 15
    present = [int(codes[value]) for value in values if value >= 0]
    whole = sum(code << width * place for place, code in enumerate(present))
    out = np.zeros(len(values) * width // 32 + 1, np.uint32)
    pack.pack_codes(np.array(values, np.int16), codes, width, out)
    assert int.from_bytes(out.astype("<u4").tobytes(), "little") == whole


@settings(deadline=None)
@given(values=ranks)
def test_a_bit_says_who_is_present(values: list[int]) -> None:
    out = np.zeros(len(values) // 8 + 1, np.uint8)
    pack.pack_present(np.array(values, np.int8), out)
    bits = np.unpackbits(out, bitorder="little")[: len(values)]
    assert bits.tolist() == [int(value >= 0) for value in values]


@settings(deadline=None)
@given(values=st.lists(st.text(st.sampled_from("A9 客"), max_size=9), max_size=12))
def test_each_text_follows_its_length(values: list[str]) -> None:
    offsets, data = text_memory(pa.array(values, pa.string()))
    texts = [value.encode() for value in values]
    out = np.zeros(sum(4 + len(text) for text in texts), np.uint8)
    pack.with_lengths(offsets, data, out)
    assert out.tobytes() == b"".join(len(text).to_bytes(4, "little") + text for text in texts)
