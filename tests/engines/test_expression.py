"""A policy's expression in DuckDB against the kernel and the plain reference: the same bits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tierline
from tests import naive
from tests.drawn_policies import MONTH
from tests.engines.in_duckdb import by_account, score_in_duckdb
from tests.strategies import Drawn, drawn
from tests.tiering import tables
from tierline.tables.registry import arrow_schema

PREVIOUS = pa.schema(
    [("account_id", pa.string()), ("tier", pa.string()), ("reason", pa.string()), ("months_below", pa.int8())]
)
layouts = st.fixed_dictionaries({name: st.sampled_from(kinds) for name, kinds in tables.ARROW_TYPES.items()})


def table_of(rows: list[dict[str, Any]] | None, schema: pa.Schema) -> pa.Table | None:
    return None if rows is None else pa.Table.from_pylist(rows, schema=schema)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("drawn")


@given(given=drawn(most_rows=20), types=layouts)
@settings(max_examples=60)
def test_any_policy_on_any_table(folder: Path, given: Drawn, types: dict[str, Any]) -> None:
    path = folder / "policy.toml"
    path.write_text(given.toml, encoding="utf-8")
    policy = tierline.load_policy(path, MONTH)
    types = tables.surviving(types, policy)
    rows = tables.fitted(given.rows, types)
    accounts = tables.arrow(rows, types)
    previous = table_of(given.previous, PREVIOUS)
    overrides = table_of(given.overrides, arrow_schema("overrides"))
    result = score_in_duckdb(accounts, policy, previous, overrides)
    assert result.equals(by_account(tierline.score(accounts, policy, previous, overrides)))

    document = naive.read_policy(path)
    before = {row["account_id"]: row for row in given.previous or []}
    for row, found in zip(rows, result.to_pylist(), strict=True):
        ordered = [one for one in given.overrides or [] if one["account_id"] == row["account_id"]]
        graded = naive.grade(row, document, MONTH, before.get(row["account_id"]), ordered)
        assert {name: graded[name] for name in found if name != "account_id"} == {
            name: value for name, value in found.items() if name != "account_id"
        }


@pytest.mark.parametrize("run", [10**9 + 7, 10**12 + 39, 10**13 - 1])
def test_long_curves_stay_exact(folder: Path, run: int) -> None:
    """Numerators beyond 2**53, one off a whole quotient: dividing them as floats would round to it."""
    rise = 9973
    text = Path(tierline.load_policy("size-by-sales", MONTH).path).read_text(encoding="utf-8")
    (bands,) = (line for line in text.splitlines() if line.startswith("values") and "edges" in line)
    scale = f"{{ x = [0, {run // 100}.{run % 100:02}], y = [0, 99.73] }}"
    curve = f"values = [{{ from = 2008-01-01, value = {scale} }}]"
    text = text.replace(bands, curve).replace('kind = "bands"', 'kind = "linear"\nstep = 0.01')
    text = text.replace("range = [0, 1000000000000]\n", "")
    path = folder / "long.toml"
    path.write_text(text, encoding="utf-8")
    policy = tierline.load_policy(path, MONTH)
    (indicator,) = policy.indicators
    # 2 * rise * n + run leaves the rest `left` when divided by 2 * run
    steps = [pow(rise, -1, run) * ((left - run) // 2) % run for left in range(-99, 100, 2)]
    accounts = pa.table(
        {
            "account_id": [f"a{n:05}" for n in range(len(steps))],
            indicator.column: pa.array([n / 100 for n in steps], pa.float64()),
        }
    )
    found = score_in_duckdb(accounts, policy)
    assert found.equals(by_account(tierline.score(accounts, policy)))
    assert found["score"].to_pylist() == [(2 * rise * n + run) // (2 * run) for n in steps]
