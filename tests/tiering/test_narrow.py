"""Columns of 32-bit floats: scored to the same bits where the policy's edges survive, else refused (XJ-3)."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import tierline
from tests.drawn_policies import MONTH
from tierline.commands.score import command as score_command
from tierline.errors import BadInputError
from tierline.monthly import run_month
from tierline.policy.conditions import Atom
from tierline.policy.resolved import Policy
from tierline.policy.scales import Bands, Linear
from tierline.store.workspace import Workspace
from tierline.tables.registry import arrow_schema, table_spec
from tierline.tiering.narrow import MOST_STEPS, lost_edges, refuse_narrow
from tierline.tiering.prepared import Prepared

POLICY = tierline.load_policy("generic-abcd", MONTH)
COLUMN = POLICY.indicators[0].column


def with_scale(scale: Bands | Linear) -> Policy:
    """Let the first indicator take all the weight, without rules: its points are the score."""
    return replace(
        POLICY, indicators=(replace(POLICY.indicators[0], weight=10_000, scale=scale, missing=0),), rules=()
    )


def scores(policy: Policy, values: Any) -> Any:
    table = pa.table({"account_id": [str(place) for place in range(len(values))], COLUMN: values})
    return Prepared(table).grade(policy).outcome.score


whole = st.integers(-(2**24), 2**24).map(float)
halves = st.integers(-1000, 1000).map(lambda value: value / 8)


@given(st.lists(st.one_of(whole, halves), min_size=1, max_size=6, unique=True).map(sorted), st.data())
def test_bands_whose_edges_survive(edges: list[float], data: st.DataObject) -> None:
    policy = with_scale(Bands(tuple(edges), tuple(range(0, 1000 * len(edges) + 1000, 1000))))
    near = [np.float32(edge) for edge in edges]
    near += [np.nextafter(edge, np.float32(way)) for edge in near for way in (-np.inf, np.inf)]
    drawn = data.draw(st.lists(st.floats(-(2.0**100), 2.0**100, width=32), max_size=5))
    values = np.array([*near, *drawn, np.nan], np.float32)
    assert np.array_equal(scores(policy, values), scores(policy, values.astype(np.float64)))


@given(
    st.sampled_from([1, 2, 10, 100, 10_000]),
    st.lists(st.integers(1 - MOST_STEPS, MOST_STEPS - 1), min_size=2, max_size=5, unique=True).map(sorted),
    st.data(),
)
def test_curves_of_not_too_many_steps(per_unit: int, corners: list[int], data: st.DataObject) -> None:
    """Figures on the steps of the curve have the points of the same figures in 64 bits."""
    policy = with_scale(Linear(per_unit, tuple(corners), tuple(range(0, 2000 * len(corners), 2000))))
    steps = data.draw(st.lists(st.integers(corners[0] - 9, corners[-1] + 9), max_size=20))
    values = np.array([*corners, *steps], np.float64) / per_unit
    assert np.array_equal(scores(policy, values.astype(np.float32)), scores(policy, values))


@pytest.mark.parametrize(
    ("scale", "edge"),
    [
        (Bands((0.5, 0.7), (0, 1, 2)), 0.7),
        (Bands((0.5, 16_777_217.0), (0, 1, 2)), 16_777_217.0),
        (Bands((1.0, 1e300), (0, 1, 2)), 1e300),
        (Linear(100, (0, MOST_STEPS), (0, 10_000)), MOST_STEPS / 100),
    ],
)
def test_an_edge_that_does_not_survive(scale: Bands | Linear, edge: float) -> None:
    policy = with_scale(scale)
    with pytest.raises(BadInputError) as error:
        scores(policy, np.array([1.0], np.float32))
    for language in ("en", "zh"):
        for word in (COLUMN, str(edge), policy.indicators[0].id, "float64"):
            assert word in error.value.render(language)
    assert error.value.render("zh") != error.value.render("en")
    assert len(scores(policy, np.array([1.0, edge], np.float64))) == 2


def test_a_rule_is_looked_at_too() -> None:
    plain = tierline.load_policy("generic-abcd", MONTH)
    rule = replace(plain.rules[0], terms=(frozenset({Atom("arrears_months", "<", 0.1)}),))
    policy = replace(plain, rules=(rule,))
    assert list(lost_edges(policy, "arrears_months")) == [(rule.id, 0.1)]
    with pytest.raises(BadInputError, match=rule.id):
        refuse_narrow(policy, "arrears_months")
    refuse_narrow(policy, COLUMN)


def test_why_it_is_refused() -> None:
    """Otherwise 0.7, the edge itself, would be in the band below."""
    assert float(np.float32(0.7)) < 0.7


def test_shipped_account_policies_take_float32() -> None:
    for name in ("generic-abcd", "xinjiang-2008"):
        policy = tierline.load_policy(name, MONTH)
        assert not [edge for column in policy.columns for edge in lost_edges(policy, column)]


@pytest.fixture
def awkward(tmp_path: Path) -> Path:
    """The policy with an edge that 32 bits do not hold, and a file whose first figure lies on it."""
    text = Path(POLICY.path).read_text(encoding="utf-8")
    assert text.count("edges = [40, 80,") == 1
    (tmp_path / "policy.toml").write_text(text.replace("edges = [40, 80,", "edges = [40.1, 80,"), "utf-8")
    columns = {column.name: column for column in table_spec("accounts").columns}
    table = {name: pa.nulls(1, arrow_schema("accounts").field(name).type) for name in POLICY.columns}
    needed = [name for name in columns if columns[name].required and name != "account_id"]
    table |= {name: pa.array([40.1], pa.float32()) for name in needed}
    pq.write_table(pa.table({"account_id": ["A1"], **table}), tmp_path / "accounts.parquet")
    return tmp_path


@pytest.mark.parametrize(
    ("engine", "target"), [("kernel", "tiers.parquet"), ("kernel", "tiers.csv"), ("duckdb", "tiers.parquet")]
)
def test_a_file_of_32_bits_is_refused_by_name(awkward: Path, engine: str, target: str) -> None:
    if engine == "duckdb":
        pytest.importorskip("duckdb")
    arguments = [str(awkward / "accounts.parquet"), str(awkward / target), "--month", MONTH]
    arguments += ["--policy", str(awkward / "policy.toml"), "--engine", engine]
    result = CliRunner().invoke(score_command, arguments)
    assert isinstance(result.exception, BadInputError), result.output
    said = str(result.exception)
    for part in ("float32", COLUMN, "40.1", "float64"):
        assert part in said
    assert not (awkward / target).exists()


def test_a_month_of_32_bits_is_refused_by_name(awkward: Path) -> None:
    workspace = Workspace.create(awkward / "workspace")
    raw = workspace.raw(MONTH)
    raw.mkdir(parents=True)
    (awkward / "accounts.parquet").rename(raw / "accounts.parquet")
    with pytest.raises(BadInputError, match=r"accounts\.parquet: column .*float32.*40\.1"):
        run_month(workspace, MONTH, policy=awkward / "policy.toml")
    assert workspace.months() == []
