"""Columns as Python programs hold them: scored like plain ones, or refused by column, type and mend."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tierline
from tests.policy.cases import POLICIES
from tierline.errors import BadInputError
from tierline.policy.resolved import Policy
from tierline.tables.decimals import nearest_floats
from tierline.tiering.columns import number_view
from tierline.tiering.given import native

VALUES = [5000.0, 999.0, 1000.0, 0.0, 4999.5]
WHOLE = [5000, 999, 1000, 0, 4999]


@pytest.fixture(scope="module")
def small() -> Policy:
    return tierline.load_policy(POLICIES / "small.toml", "2026-10")


def columns(**changed: Any) -> dict[str, Any]:
    plain = {
        "account_id": np.array([f"a{n}" for n in range(5)]),
        "monthly_revenue": np.array(VALUES),
        "tenure_months": np.array([0, 10, 20, 30, 40]),
        "industry": np.array(["it", "retail", "it", "retail", "it"], dtype=object),
    }
    return plain | changed


def shifted(values: list[float]) -> np.ndarray[Any, Any]:
    """Lie at an address that no float64 may have by rights."""
    memory = b"x" + np.array(values).tobytes()
    return np.frombuffer(memory, np.float64, offset=1)


def matrix(values: list[float]) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        return np.asmatrix(values).T


def masked(values: list[float]) -> Any:
    return np.ma.masked_array([*values[:2], -1.0, *values[3:]], mask=[False, False, True, False, False])


SCORED: dict[str, tuple[Callable[[], Any], list[Any]]] = {
    "big-endian": (lambda: np.array(VALUES, ">f8"), VALUES),
    "little-endian": (lambda: np.array(VALUES, "<f8"), VALUES),
    "big-endian whole": (lambda: np.array(WHOLE, ">i4"), WHOLE),
    "big-endian Series": (lambda: pd.Series(np.array(VALUES, ">f8")), VALUES),
    "backwards": (lambda: np.array(VALUES[::-1])[::-1], VALUES),
    "every other": (lambda: np.repeat(np.array(VALUES), 2)[::2], VALUES),
    "column of rows": (lambda: np.array([VALUES, VALUES]).T.copy()[:, 1], VALUES),
    "row of Fortran order": (lambda: np.asfortranarray([VALUES, VALUES])[1], VALUES),
    "unaligned": (lambda: shifted(VALUES), VALUES),
    "field of records": (
        lambda: np.array(list(zip("abcde", VALUES, strict=True)), [("t", "S1"), ("x", "f8")])["x"],
        VALUES,
    ),
    "read only": (lambda: np.frombuffer(np.array(VALUES).tobytes()), VALUES),
    "uint16": (lambda: np.array(WHOLE, np.uint16), WHOLE),
    "uint64": (lambda: np.array(WHOLE, np.uint64), WHOLE),
    "masked": (lambda: masked(VALUES), [*VALUES[:2], None, *VALUES[3:]]),
    "masked, none": (lambda: np.ma.masked_array(VALUES), VALUES),
    "masked whole": (
        lambda: np.ma.masked_array(WHOLE, mask=[0, 0, 0, 0, 1]).astype(np.int32),
        [*WHOLE[:4], None],
    ),
    "masked big-endian": (
        lambda: np.ma.masked_array(np.array(VALUES, ">f8"), mask=[1, 0, 0, 0, 0]),
        [None, *VALUES[1:]],
    ),
    "objects": (lambda: np.array([*VALUES[:4], None], dtype=object), [*VALUES[:4], None]),
    "objects, decimals": (lambda: np.array([Decimal(str(v)) for v in VALUES], dtype=object), VALUES),
    "list": (lambda: list(VALUES), VALUES),
    "tuple": (lambda: tuple(WHOLE), WHOLE),
    "Int64": (lambda: pd.Series([*WHOLE[:4], None], dtype="Int64"), [*WHOLE[:4], None]),
    "UInt16": (lambda: pd.Series(WHOLE, dtype="UInt16"), WHOLE),
    "Float64": (lambda: pd.Series([*VALUES[:4], pd.NA], dtype="Float64"), [*VALUES[:4], None]),
    "Arrow-backed": (lambda: pd.Series(VALUES, dtype="double[pyarrow]"), VALUES),
    "Arrow-backed decimals": (
        lambda: pd.Series([Decimal(str(v)) for v in VALUES], dtype=pd.ArrowDtype(pa.decimal128(9, 2))),
        VALUES,
    ),
    "sparse": (lambda: pd.Series(pd.arrays.SparseArray(VALUES, fill_value=0.0)), VALUES),
    "sparse, gaps": (lambda: pd.Series(pd.arrays.SparseArray([*VALUES[:4], np.nan])), [*VALUES[:4], None]),
    "sparse, no Series": (lambda: pd.arrays.SparseArray([*VALUES[:4], np.nan]), [*VALUES[:4], None]),
    "categories of numbers": (lambda: pd.Series(pd.Categorical(VALUES)), VALUES),
    "Index": (lambda: pd.Index(VALUES), VALUES),
    "dictionary": (lambda: pa.array(VALUES).dictionary_encode(), VALUES),
    "run ends": (lambda: pa.compute.run_end_encode(pa.array(VALUES)), VALUES),
    "decimal128": (lambda: pa.array([Decimal(str(v)) for v in VALUES], pa.decimal128(12, 3)), VALUES),
    "decimal256": (lambda: pa.array([Decimal(str(v)) for v in VALUES], pa.decimal256(60, 3)), VALUES),
    "chunks": (lambda: pa.chunked_array([VALUES[:2], [], VALUES[2:]]), VALUES),
    "chunked dictionaries": (
        lambda: pa.chunked_array([pa.array(part).dictionary_encode() for part in (VALUES[:2], VALUES[2:])]),
        VALUES,
    ),
    "nothing known": (lambda: pa.nulls(5), [None] * 5),
}

REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "complex": (lambda: np.array(VALUES, np.complex128), "complex128"),
    "long double": (lambda: np.array(VALUES, np.longdouble), str(np.dtype(np.longdouble))),
    "half floats": (lambda: np.array(VALUES, np.float16), "float"),
    "two columns": (lambda: np.array([VALUES, VALUES]).T, "5 x 2"),
    "one column, 2-D": (lambda: np.array([VALUES]).T, "5 x 1"),
    "matrix": (lambda: matrix(VALUES), "5 x 1"),
    "text": (lambda: np.array(["1", "2", "3", "4", "5"]), "string"),
    "objects, text": (lambda: np.array(["1"] * 5, dtype=object), "string"),
    "objects, mixed": (lambda: np.array([1.0, "2", None, 3, 4], dtype=object), "object"),
    "objects, lists": (lambda: pd.Series([[1.0]] * 5), "list"),
    "flags": (lambda: np.array([True, False] * 2 + [True]), "bool"),
    "flags of pandas": (lambda: pd.array([True, None] * 2 + [True], "boolean"), "bool"),
    "flags as a list": (lambda: [True, False] * 2 + [None], "bool"),
    "dates": (lambda: np.array(["2026-10-01"] * 5, "datetime64[D]"), "date32"),
    "moments": (lambda: pd.Series(pd.to_datetime(["2026-10-01"] * 5)), "timestamp"),
    "big-endian moments": (lambda: np.array(["2026-10-01"] * 5, ">M8[s]"), "timestamp"),
    "durations": (lambda: np.array([1] * 5, "timedelta64[D]"), "timedelta64"),
    "periods": (lambda: pd.Series(pd.period_range("2026-01", periods=5, freq="M")), "period"),
    "intervals": (lambda: pd.Series(pd.interval_range(0, 5)), "interval"),
    "records": (lambda: np.array([(1, 2.0)] * 5, [("a", "i4"), ("b", "f8")]), "'a'"),
    "categories of text": (lambda: pd.Series(pd.Categorical(["x"] * 5)), "string"),
    "structs": (lambda: pa.array([{"x": 1}] * 5), "struct"),
    "bytes": (lambda: pa.array([b"1"] * 5), "binary"),
    "uuid": (lambda: pa.array([bytes(16)] * 5, pa.uuid()), "uuid"),
    "intervals of Arrow": (lambda: pa.nulls(5, pa.month_day_nano_interval()), "interval"),
}


def scored(policy: Policy, **changed: Any) -> list[dict[str, Any]]:
    found = tierline.score(columns(**changed), policy)
    return pa.Table.from_pandas(found, preserve_index=False).to_pylist()


@pytest.mark.parametrize("kind", SCORED)
def test_numbers_in_any_layout(small: Policy, kind: str) -> None:
    make, values = SCORED[kind]
    plain = pa.array(values, pa.float64())
    assert scored(small, monthly_revenue=make()) == scored(small, monthly_revenue=plain)


def refusal(policy: Policy, column: str, values: Any) -> str:
    with pytest.raises(BadInputError) as refused:
        tierline.score(columns(**{column: values}), policy)
    said = refused.value.render("en")
    assert column in said
    assert "Convert" in said
    assert refused.value.render("zh") != said
    return said


@pytest.mark.parametrize("kind", REFUSED)
def test_what_is_no_column_of_numbers(small: Policy, kind: str) -> None:
    make, word = REFUSED[kind]
    assert word in refusal(small, "monthly_revenue", make())


@pytest.mark.parametrize("kind", ["complex", "long double", "two columns", "moments", "structs", "uuid"])
@pytest.mark.parametrize("column", ["account_id", "industry"])
def test_what_is_no_column_of_text(small: Policy, column: str, kind: str) -> None:
    refusal(small, column, REFUSED[kind][0]())


def test_a_single_value_is_no_column(small: Policy) -> None:
    assert "holds float" in refusal(small, "monthly_revenue", 5000.0)


def test_what_is_no_table(small: Policy) -> None:
    for wrong in (None, "accounts.parquet", [1, 2], np.array(VALUES)):
        with pytest.raises(BadInputError, match="A table is needed"):
            tierline.score(wrong, small)  # type: ignore[arg-type]


def test_a_column_twice_is_refused(small: Policy) -> None:
    plain = pa.table(columns())
    twice = plain.append_column("monthly_revenue", plain["monthly_revenue"])
    with pytest.raises(BadInputError, match="several columns 'monthly_revenue'"):
        tierline.score(twice, small)
    frame = plain.to_pandas()
    frame.insert(0, "monthly_revenue", 1.0, allow_duplicates=True)
    with pytest.raises(BadInputError, match="monthly_revenue"):
        tierline.score(frame, small)


@pytest.mark.parametrize(
    "ids",
    [
        lambda: np.array([f"a{n}" for n in range(5)], "S2"),
        lambda: np.array([f"a{n}" for n in range(5)], ">U2"),
        lambda: pd.Series([f"a{n}" for n in range(5)], dtype="category"),
        lambda: pa.array([f"a{n}" for n in range(5)], pa.string_view()),
        lambda: pa.chunked_array([["a0", "a1"], ["a2", "a3", "a4"]], pa.large_string()),
    ],
)
def test_account_numbers_in_any_layout(small: Policy, ids: Callable[[], Any]) -> None:
    assert scored(small, account_id=ids()) == scored(small)


def test_account_numbers_that_are_numbers(small: Policy) -> None:
    for values in (np.arange(5), pd.Series(range(5), dtype="Int64"), np.arange(5.0)):
        assert [row["account_id"] for row in scored(small, account_id=values)] == list("01234")
    assert "text" in refusal(small, "account_id", np.arange(5) + 0.5)


@pytest.mark.parametrize(
    "codes",
    [
        lambda: pd.Series(["it", "retail", "it", "retail", "it"], dtype="category"),
        lambda: pa.array(["it", "retail", "it", "retail", "it"], pa.string_view()),
        lambda: pa.array(["it", "retail", "it", "retail", "it"], pa.dictionary(pa.uint32(), pa.string())),
        lambda: np.array([b"it", b"retail", b"it", b"retail", b"it"]),
        lambda: pa.compute.run_end_encode(pa.array(["it", "retail", "it", "retail", "it"])),
        lambda: pa.chunked_array([[], ["it"], ["retail", "it", "retail", "it"]], pa.string()),
    ],
)
def test_codes_in_any_layout(small: Policy, codes: Callable[[], Any]) -> None:
    assert scored(small, industry=codes()) == scored(small)


@given(st.lists(st.decimals(-(10**12), 10**12, allow_nan=False, places=6), min_size=1))
def test_decimals_become_the_nearest_float(values: list[Decimal]) -> None:
    found = nearest_floats(pa.array(values, pa.decimal128(38, 6)))
    assert found.to_pylist() == [float(value) for value in values]


@given(
    st.lists(st.floats(allow_nan=False, width=32), min_size=1, max_size=20),
    st.sampled_from([">", "<"]),
    st.sampled_from([-2, -1, 1, 2, 3]),
)
def test_order_of_bytes_and_strides_change_nothing(values: list[float], order: str, step: int) -> None:
    whole = np.array(values, f"{order}f8")
    view = number_view({"x": whole[::step]}, "x")
    assert view.owners[0].tolist() == whole.tolist()[::step]
    assert native(whole).dtype.isnative


def test_last_month_and_overrides_from_python(small: Policy) -> None:
    account = ["a0"]
    tier = [small.tier_ids[0]]
    for months in ([1.5], [-5], [121], [np.inf]):
        before = {"account_id": account, "tier": tier, "months_below": np.array(months)}
        with pytest.raises(BadInputError, match="months_below is"):
            tierline.score(columns(), small, before)
    for months in ([120], ["x"]):
        before = {"account_id": account, "tier": tier, "months_below": months}
        if months == ["x"]:
            with pytest.raises(BadInputError, match="months_below"):
                tierline.score(columns(), small, before)
        else:
            tierline.score(columns(), small, before)
    for missing in ([np.nan], [None], pd.array([None], "Int8"), pa.array([None], pa.int8())):
        before = {"account_id": account, "tier": tier, "months_below": missing}
        with pytest.raises(BadInputError, match="account a0: months_below is missing"):
            tierline.score(columns(), small, before)
    days = {"from_date": ["2026-10-05"], "expires_on": ["2026-10-04"]}
    with pytest.raises(BadInputError, match="account a0: the override ends on 2026-10-04"):
        tierline.score(columns(), small, None, {"account_id": account, "tier": tier, **days})
    with pytest.raises(BadInputError, match="expires_on"):
        tierline.score(
            columns(), small, None, {"account_id": account, "tier": tier, **days, "expires_on": ["soon"]}
        )
