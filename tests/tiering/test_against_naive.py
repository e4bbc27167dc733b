"""The compiled pass against the plain reference, on drawn policies and tables, in every input layout."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tierline
from tests import naive
from tests.drawn_policies import COLUMNS, MONTH, Row
from tests.policy.cases import policy_path
from tests.strategies import Drawn, drawn
from tests.tiering import tables
from tierline import threads
from tierline.compiled import layout
from tierline.tables.registry import arrow_schema
from tierline.tiering import score as scoring

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


@given(given=drawn(), types=layouts, arrangement=st.sampled_from(tables.LAYOUTS))
@settings(max_examples=60)
def test_arrow_in_every_layout(
    policy_file: Any, given: Drawn, types: dict[str, Any], arrangement: str
) -> None:
    path = policy_file(given)
    types = tables.surviving(types, tierline.load_policy(path, MONTH))
    rows = tables.fitted(given.rows, types)
    result = scored(given, path, tables.arrow(rows, types, arrangement))
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
@settings(max_examples=25)
def test_any_number_of_threads_gives_the_same(policy_file: Any, given: Drawn) -> None:
    path = policy_file(given)
    table = tables.arrow(given.rows, PLAIN)
    results = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scoring, "LEAST_ROWS", 1)  # let even a short table be shared
        for count in (1, 2, 7):
            patch.setattr(threads, "thread_count", lambda count=count: count)
            results.append(scored(given, path, table))
    assert results[0].equals(results[1])
    assert results[0].equals(results[2])
    assert tables.records(results[0]) == expected(given, path, given.rows)


def test_a_table_of_several_blocks(policy_file: Any) -> None:
    """More rows than one block holds, and no whole number of blocks, on one thread and on two."""
    choose = random.Random(2008)
    document = naive.read_policy(policy_path("xinjiang-2008"))
    amounts, counts = (0.0, 99.99, 500.0, 4999.99, 5000.0, 31000.0, None), (0, 1, 3, 19, 20, 100, 301, None)
    rows = []
    for number in range(2 * layout.BLOCK + 77):
        row = {"account_id": f"a{number:05d}", "revenue_growth": choose.choice((-0.5, 0.01, 0.2996, None))}
        row |= {name: choose.choice(amounts) for name in ("monthly_revenue", "ict_revenue")}
        row |= {
            name: choose.choice(counts)
            for name in ("employees", "ict_products", "subscribers", "tenure_months")
        }
        row["tax_rank"] = choose.choice((1, 100, 101, 501, None))
        row["admin_level"] = choose.choice(("province", "county", "none", None))
        row["has_service_agreement"] = choose.choice((True, False, None))
        rows.append(row)
    wanted = [naive.grade(row, document, MONTH) for row in rows]
    table = pa.Table.from_pylist(rows, schema=arrow_schema("accounts"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scoring, "LEAST_ROWS", 1)
        for count in (1, 2):
            patch.setattr(threads, "thread_count", lambda count=count: count)
            result = tierline.score(table, tierline.load_policy("xinjiang-2008", MONTH)).to_pylist()
            for row, got, right in zip(rows, result, wanted, strict=True):
                assert got == {"account_id": row["account_id"]} | {name: right[name] for name in RESULT}


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
