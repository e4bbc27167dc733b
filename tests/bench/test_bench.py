"""All tools give the same results on small sizes; a difference is seen; the command writes JSON."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from click.testing import CliRunner

from tierline.bench import kinds, scores_alone, scoring, whole_pass, whole_pass_peers
from tierline.bench.peers import PEERS
from tierline.bench.report import render
from tierline.bench.taking_in import bench_intake
from tierline.bench.timing import Line
from tierline.commands.bench import command
from tierline.compiled import layout
from tierline.errors import BadInputError, IntegrityError


@pytest.fixture(scope="module")
def eight() -> tuple[pa.Table, Any]:
    policy = scoring.eight_bands()
    return scoring.make_table(5000, policy), policy


@pytest.mark.parametrize("peer", sorted(PEERS))
def test_peer_gives_the_same_scores_and_tiers(peer: str, eight: tuple[pa.Table, Any]) -> None:
    pytest.importorskip(peer)
    table, policy = eight
    score, rank = PEERS[peer](table, policy)()
    own_score, own_rank = scoring.ours(table, policy)
    assert np.array_equal(score, own_score)
    assert np.array_equal(rank, own_rank)


def test_rows_reach_every_tier_and_every_edge(eight: tuple[pa.Table, Any]) -> None:
    table, policy = eight
    assert set(scoring.ours(table, policy)[1]) == set(range(len(policy.tiers)))
    for indicator in policy.indicators:
        assert set(indicator.scale.edges) <= set(table[indicator.column].to_pylist())


@pytest.fixture(scope="module")
def given() -> whole_pass.Given:
    return whole_pass.make_given(5000)


@pytest.mark.parametrize("peer", whole_pass_peers.PEERS)
def test_peer_gives_the_same_final_tiers_and_reasons(peer: str, given: whole_pass.Given) -> None:
    pytest.importorskip(peer.split(maxsplit=1)[0])
    theirs = whole_pass_peers.PEERS[peer](given)()
    for own, other in zip(whole_pass.ours(given)(), theirs, strict=True):
        assert np.array_equal(own, other)


def test_every_tier_and_every_step_of_the_pass_occurs(given: whole_pass.Given) -> None:
    _score, tier, reason = whole_pass.ours(given)()
    assert set(tier.tolist()) == set(range(len(given.policy.tiers)))
    assert set(reason.tolist()) == {layout.SCORE, layout.FLOOR, layout.CAP, layout.HYSTERESIS}


@pytest.mark.parametrize("kind", kinds.KINDS)
def test_every_kind_gives_what_the_exact_rule_gives(kind: str) -> None:
    line = kinds.bench_kind(kind, 3 * layout.BLOCK + 77)
    assert line.equal
    assert line.bench == f"score-{kind}"


def test_scores_and_tiers_alone_are_those_of_the_peers(monkeypatch: pytest.MonkeyPatch) -> None:
    line = scores_alone.bench_alone(3000)
    assert (line.bench, line.equal, line.rows) == ("score-alone", True, 3000)
    assert set(line.peers) | set(line.absent) == {"numpy", "polars"}
    assert line.bound_s

    def wrong(table: pa.Table, policy: Any) -> Any:
        score, rank = PEERS["numpy"](table, policy)()
        return lambda: (score, np.where(np.arange(len(rank)) == 7, rank + 1, rank))

    monkeypatch.setattr(scores_alone, "PEERS", {"numpy": wrong, "polars": wrong})
    assert not scores_alone.bench_alone(100).equal


def test_difference_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(given: whole_pass.Given) -> object:
        score, tier, reason = whole_pass.ours(given)()
        changed = reason.copy()
        changed[7] += 1
        return lambda: (score, tier, changed)

    monkeypatch.setattr(whole_pass_peers, "PEERS", {"numpy": wrong})
    assert not whole_pass.bench_score(100).equal


def test_absent_peer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whole_pass_peers, "PEERS", {"nosuchtool": whole_pass_peers.with_numpy})
    line = whole_pass.bench_score(100)
    assert line.absent == ["nosuchtool"]
    assert "nosuchtool" in render([line], "a machine")


def test_intake_loses_nothing() -> None:
    line = bench_intake(300)
    assert line.equal
    assert set(line.peers) | set(line.absent) == {"pandas", "pyarrow", "polars"}


def test_no_folder_for_the_json_is_told_before_anything_is_timed(tmp_path: Path) -> None:
    out = tmp_path / "none" / "bench.json"
    result = CliRunner().invoke(command, ["score", "--rows", "1000", "--json", str(out)])
    assert isinstance(result.exception, BadInputError)
    assert "none: there is no such folder to write bench.json to. Make it" in result.exception.render("en")
    assert not result.output


def test_command_writes_json(tmp_path: Path) -> None:
    out = tmp_path / "bench.json"
    result = CliRunner().invoke(command, ["score", "--rows", "1000", "--json", str(out)])
    assert result.exit_code == 0, result.output
    line, *others = json.loads(out.read_text())
    kept = {f"score-{kind}" for kind in (*kinds.KINDS, "alone")} - {"score-bands"}
    assert {each["bench"] for each in others} == kept
    for each in (line, *others):
        assert set(each) - {"absent"} == {"bench", "rows", "ours_s", "peers", "bound_s", "equal"}
        assert each["rows"] == 1000
        assert each["ours_s"] > 0
        assert all(seconds > 0 for seconds in each["peers"].values())
    assert line["equal"] is True
    assert "All results are equal." in result.output


def test_command_fails_when_tools_disagree(monkeypatch: pytest.MonkeyPatch) -> None:
    disagreed = Line("score", 10, 1.0, {"numpy": 2.0}, 0.1, equal=False)
    monkeypatch.setattr(whole_pass, "bench_score", lambda _rows: disagreed)
    result = CliRunner().invoke(command, ["score", "--rows", "100"])
    assert isinstance(result.exception, IntegrityError)
    assert "RESULTS DIFFER" in result.output
