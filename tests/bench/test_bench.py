"""All tools give the same results on small sizes; a difference is seen; the command writes JSON."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from click.testing import CliRunner

from tierline.bench import scoring
from tierline.bench.peers import PEERS
from tierline.bench.report import render
from tierline.bench.taking_in import bench_intake
from tierline.bench.timing import Line
from tierline.commands.bench import command
from tierline.errors import IntegrityError


@pytest.fixture(scope="module")
def eight() -> tuple[pa.Table, object]:
    policy = scoring.eight_bands()
    return scoring.make_table(5000, policy), policy


@pytest.mark.parametrize("peer", sorted(PEERS))
def test_peer_gives_the_same_scores_and_tiers(peer: str, eight: tuple[pa.Table, scoring.Policy]) -> None:
    pytest.importorskip(peer)
    table, policy = eight
    score, rank = PEERS[peer](table, policy)()
    own_score, own_rank = scoring.ours(table, policy)
    assert np.array_equal(score, own_score)
    assert np.array_equal(rank, own_rank)


def test_rows_reach_every_tier_and_every_edge(eight: tuple[pa.Table, scoring.Policy]) -> None:
    table, policy = eight
    assert set(scoring.ours(table, policy)[1]) == set(range(len(policy.tiers)))
    for indicator in policy.indicators:
        assert set(indicator.scale.edges) <= set(table[indicator.column].to_pylist())


def test_difference_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(table: pa.Table, policy: scoring.Policy) -> object:
        score, rank = scoring.ours(table, policy)
        changed = score.copy()
        changed[7] += 1
        return lambda: (changed, rank)

    monkeypatch.setattr(scoring, "PEERS", {"numpy": wrong})
    assert not scoring.bench_score(100).equal


def test_absent_peer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scoring, "PEERS", {"nosuchtool": PEERS["numpy"]})
    line = scoring.bench_score(100)
    assert line.absent == ["nosuchtool"]
    assert "nosuchtool" in render([line], "a machine")


def test_intake_loses_nothing() -> None:
    line = bench_intake(300)
    assert line.equal
    assert set(line.peers) | set(line.absent) == {"pandas", "pyarrow", "polars"}


def test_command_writes_json(tmp_path: Path) -> None:
    out = tmp_path / "bench.json"
    result = CliRunner().invoke(command, ["score", "--rows", "1000", "--json", str(out)])
    assert result.exit_code == 0, result.output
    (line,) = json.loads(out.read_text())
    assert {"bench", "rows", "ours_s", "peers", "bound_s", "equal"} <= set(line)
    assert line["equal"] is True
    assert "All results are equal." in result.output


def test_command_fails_when_tools_disagree(monkeypatch: pytest.MonkeyPatch) -> None:
    disagreed = Line("score", 10, 1.0, {"numpy": 2.0}, 0.1, equal=False)
    monkeypatch.setattr(scoring, "bench_score", lambda _rows: disagreed)
    result = CliRunner().invoke(command, ["score"])
    assert isinstance(result.exception, IntegrityError)
    assert "RESULTS DIFFER" in result.output
