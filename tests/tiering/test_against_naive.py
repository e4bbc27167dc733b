"""The compiled pass against the plain reference, on drawn policies and tables, in every input layout."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numba
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tierline
from tests import naive
from tests.strategies import COLUMNS, MONTH, Drawn, Row, drawn
from tests.tiering import tables
from tierline.tables.registry import arrow_schema

RESULT = ("score", "tier_by_score", "floor", "cap", "tier", "reason", "rule", "months_below")
ORDER = ("score", "tier_by_score", "floor", "tier", "reason", "cap", "rule", "months_below")
PREVIOUS = pa.schema(
    [("account_id", pa.string()), ("tier", pa.string()), ("reason", pa.string()), ("months_below", pa.int8())]
)
PLAIN = {name: kinds[0] for name, kinds in tables.ARROW_TYPES.items()}

layouts = st.fixed_dictionaries({name: st.sampled_from(kinds) for name, kinds in tables.ARROW_TYPES.items()})


@pytest.fixture(scope="module")
def policy_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Drawn], Path]:
    path = tmp_path_factory.mktemp("drawn") / "policy.toml"

    def write(given: Drawn) -> Path:
        path.write_text(given.toml, encoding="utf-8")
        return path

    return write


def previous_table(given: Drawn) -> pa.Table | None:
    return None if given.previous is None else pa.Table.from_pylist(given.previous, schema=PREVIOUS)


def override_table(given: Drawn) -> pa.Table | None:
    if given.overrides is None:
        return None
    return pa.Table.from_pylist(given.overrides, schema=arrow_schema("overrides"))


def expected(given: Drawn, path: Path, rows: Sequence[Row], month: str = MONTH) -> list[Row]:
    policy = naive.read_policy(path)
    before = {row["account_id"]: row for row in given.previous or []}
    found = []
    for row in rows:
        account = row["account_id"]
        ordered = [one for one in given.overrides or [] if one["account_id"] == account]
        graded = naive.grade(row, policy, month, before.get(account), ordered)
        found.append({"account_id": account} | {name: graded[name] for name in RESULT})
    return found


def scored(given: Drawn, path: Path, table: Any) -> Any:
    policy = tierline.load_policy(path, MONTH)
    return tierline.score(table, policy, previous=previous_table(given), overrides=override_table(given))


@given(given=drawn(), types=layouts, layout=st.sampled_from(tables.LAYOUTS))
@settings(max_examples=60)
def test_arrow_in_every_layout(policy_file: Any, given: Drawn, types: dict[str, Any], layout: str) -> None:
    path = policy_file(given)
    rows = tables.fitted(given.rows, types)
    result = scored(given, path, tables.arrow(rows, types, layout))
    assert tables.records(result) == expected(given, path, rows)


@given(given=drawn(), nullable=st.booleans(), categorical=st.booleans())
@settings(max_examples=40)
def test_pandas(policy_file: Any, given: Drawn, nullable: bool, categorical: bool) -> None:
    path = policy_file(given)
    frame = tables.frame(given.rows, nullable, categorical)
    before = frame.copy(deep=True)
    result = scored(given, path, frame)
    assert list(result.columns) == ["account_id", *ORDER]
    assert tables.records(result) == expected(given, path, given.rows)
    assert frame.equals(before), "the input was written to"


@given(given=drawn())
@settings(max_examples=40)
def test_numpy_that_may_not_be_written_to(policy_file: Any, given: Drawn) -> None:
    path = policy_file(given)
    result = scored(given, path, tables.arrays(given.rows))
    assert tables.records(result) == expected(given, path, given.rows)


@given(given=drawn())
@settings(max_examples=40)
def test_every_account_on_one_line(policy_file: Any, given: Drawn) -> None:
    """All rows alike, the lines at their score and a hundredth above it: no row leaks into the next."""
    path = policy_file(given)
    if not given.rows:
        return
    first = given.rows[0]
    score = naive.grade(first, naive.read_policy(path), MONTH)["score"]
    for place, tier in enumerate(given.policy["tier"][:-1]):
        upper = len(given.policy["tier"]) - 2 - place
        tier["line"]["values"][0]["value"] = min(max(score + upper, 1 + upper), 10000 - place) / 100
    path = policy_file(given)
    rows = [{**first, "account_id": row["account_id"]} for row in given.rows]
    result = scored(given, path, tables.arrow(tables.fitted(rows, PLAIN), PLAIN))
    assert tables.records(result) == expected(given, path, rows)


@given(given=drawn(most_rows=30))
@settings(max_examples=15)
def test_one_thread_and_two_give_the_same(policy_file: Any, given: Drawn) -> None:
    path = policy_file(given)
    table = tables.arrow(tables.fitted(given.rows * 40, PLAIN), PLAIN)
    threads = numba.get_num_threads()
    results = []
    try:
        for count in (1, min(2, numba.config.NUMBA_NUM_THREADS)):
            numba.set_num_threads(count)
            results.append(scored(given, path, table))
    finally:
        numba.set_num_threads(threads)
    assert results[0].equals(results[1])
    assert tables.records(results[0]) == expected(given, path, tables.fitted(given.rows, PLAIN)) * 40


@given(given=drawn(), data=st.data())
@settings(max_examples=20)
def test_month_after_month(policy_file: Any, given: Drawn, data: st.DataObject) -> None:
    """Each month's result is the next month's previous, with accounts coming and going."""
    path = policy_file(given)
    document = naive.read_policy(path)
    before: dict[str, Row] = {}
    table = None
    for month in ("2026-08", "2026-09", "2026-10", "2026-11"):
        here = [row for row in given.rows if data.draw(st.sampled_from([True, True, True, False]))]
        values = data.draw(st.permutations(given.rows)) if given.rows else []
        rows = [{**value, "account_id": row["account_id"]} for row, value in zip(here, values, strict=False)]
        rows = tables.fitted(rows, PLAIN)
        table = tierline.score(
            tables.arrow(rows, PLAIN),
            tierline.load_policy(path, month),
            previous=table,
            overrides=override_table(given),
        )
        wanted = []
        for row in rows:
            ordered = [one for one in given.overrides or [] if one["account_id"] == row["account_id"]]
            graded = naive.grade(row, document, month, before.get(row["account_id"]), ordered)
            wanted.append({"account_id": row["account_id"]} | {name: graded[name] for name in RESULT})
        assert tables.records(table) == wanted
        before = {row["account_id"]: row for row in wanted}


def test_the_result_has_the_promised_types() -> None:
    policy = tierline.load_policy("xinjiang-2008", "2026-10")
    table = pa.Table.from_pylist([{"account_id": "one"}], schema=arrow_schema("accounts"))
    result = tierline.score(table, policy)
    assert result.column_names == ["account_id", *ORDER]
    assert result.schema.field("score").type == pa.int16()
    assert result.schema.field("months_below").type == pa.int8()


def test_columns_of_the_reference_are_those_of_the_strategies() -> None:
    assert set(COLUMNS) <= set(arrow_schema("accounts").names)
