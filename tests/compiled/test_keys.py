"""Identifiers in memory against plain Python strings."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tierline.compiled import keys
from tierline.compiled.layout import NONE
from tierline.tiering.text_memory import text_memory

texts = st.text(st.sampled_from("AB09 '\x00é客"), max_size=5)
# around the eight and sixteen bytes that are taken at once
long = st.text(st.sampled_from("AB\x7f客"), min_size=6, max_size=18)
lists = st.lists(st.one_of(texts, long, st.sampled_from(["0000", "000", "A", "B2"])), max_size=12)


def memory(values: list[str]) -> tuple[Any, Any]:
    return text_memory(pa.array(values, pa.string()))


def is_clean(value: str) -> bool:
    plain = value.isascii() and value and value[0] > " " and value[-1] > " " and value[0] != "'"
    return bool(plain) and value != "0000"


@settings(deadline=None)
@given(values=lists, ordered=st.booleans())
def test_clean_and_ascending(values: list[str], ordered: bool) -> None:
    values = sorted(values, key=str.encode) if ordered else values
    found = keys.inspect(*memory(values))
    if "" in values:
        assert found == 0
        return
    row = [value.encode() for value in values]
    assert bool(found & keys.CLEAN) == all(map(is_clean, values))
    assert bool(found & keys.ASCENDING) == all(a < b for a, b in zip(row, row[1:], strict=False))


@settings(deadline=None)
@given(known=st.lists(texts, unique=True, max_size=12), wanted=lists)
def test_every_identifier_is_found_where_it_stands(known: list[str], wanted: list[str]) -> None:
    slots = np.full(16, NONE, np.int32)
    keys.put_in_slots(*memory(known), slots)
    out = np.empty(len(wanted), np.int32)
    keys.find_in_slots(*memory(wanted), *memory(known), slots, out)
    assert out.tolist() == [known.index(value) if value in known else NONE for value in wanted]


@settings(deadline=None)
@given(known=st.lists(texts, unique=True, max_size=12), wanted=st.lists(texts, unique=True, max_size=12))
def test_every_identifier_is_found_where_both_ascend(known: list[str], wanted: list[str]) -> None:
    known, wanted = sorted(known, key=str.encode), sorted(wanted, key=str.encode)
    out = np.empty(len(wanted), np.int64)
    keys.find_ascending(*memory(wanted), *memory(known), out)
    assert out.tolist() == [known.index(value) if value in known else NONE for value in wanted]


@settings(deadline=None)
@given(values=st.lists(long, min_size=1, max_size=6).map(lambda few: sorted(w[:9] for w in few)))
def test_nine_letters_in_order(values: list[str]) -> None:
    ascending = all(a < b for a, b in zip(values, values[1:], strict=False))
    assert bool(keys.inspect(*memory(values)) & keys.ASCENDING) == ascending


@settings(deadline=None)
@given(values=lists)
@example(values=["A", "\x00B"])  # lengths and letters that differ in the same bits
@example(values=["AAAAAAA@", "AAAAAAAA@"])
def test_equal_identifiers_have_equal_hashes_and_others_do_not(values: list[str]) -> None:
    out = np.empty(len(values), np.uint64)
    keys.hash_all(*memory(values), out)
    assert len(set(out.tolist())) == len(set(values))


numbers = st.lists(
    st.one_of(st.none(), st.sampled_from([-1.0, 0.0, 0.5, 3.0, 9.0, 9.5, float("nan")])), max_size=20
)


@settings(deadline=None)
@given(values=numbers, whole=st.booleans(), skipped=st.integers(0, 9))
def test_numbers_within_limits(values: list[float | None], whole: bool, skipped: int) -> None:
    array = pa.array([None] * skipped + values, pa.float64())[skipped:]
    valid = array.buffers()[0]
    bits = np.empty(0, np.uint8) if valid is None else np.frombuffer(valid, np.uint8)
    data = np.frombuffer(array.buffers()[1], np.float64)[skipped : skipped + len(values)]
    expected = all(
        value is None or (0 <= value <= 9 and (not whole or value == int(value))) for value in values
    )
    assert keys.all_within(data, bits, skipped, 0.0, 9.0, whole) == expected


@pytest.mark.parametrize(
    ("one", "other", "order"), [("A", "A", 0), ("A", "B", -1), ("B", "A", 1), ("A", "AA", -1)]
)
def test_order_of_bytes(one: str, other: str, order: int) -> None:
    first, second = (np.frombuffer(text.encode(), np.uint8) for text in (one, other))
    assert keys.compare(first, 0, len(first), second, 0, len(second)) == order
