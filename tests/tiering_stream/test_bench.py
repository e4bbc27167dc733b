"""The comparisons run on small sizes, all tools agree, and a difference is seen."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from tierline.bench import parquet, parquet_peers
from tierline.bench.startup import bench_startup
from tierline.commands.bench import command
from tierline.policy.resolved import Policy


def test_all_write_the_same(tmp_path: Path) -> None:
    out = tmp_path / "bench.json"
    told = CliRunner().invoke(command, ["parquet", "--rows", "5000", "--json", str(out)])
    assert told.exit_code == 0, told.output
    (line,) = json.loads(out.read_text())
    assert line["equal"] is True
    if sys.platform == "linux":
        assert set(line["peaks"]) == {"5000", "50000"}
        assert "50,000 rows" in told.output
    assert set(line["peers"]) | set(line.get("absent", ())) == {*parquet.PEERS, "pyarrow read only"}


def test_difference_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong(source: Path, target: Path, policy: Policy) -> None:
        parquet_peers.in_step(source, target, policy)
        pq.write_table(pq.read_table(target).slice(1), target)

    monkeypatch.setattr(parquet, "PEERS", {"wrong": ("pyarrow", wrong)})
    assert not parquet.bench_parquet(100).equal


def test_new_process_scores_the_same() -> None:
    line = bench_startup(50)
    assert line.equal
    assert line.bound_s
