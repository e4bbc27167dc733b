"""Peers find the same cells as our indexes on small sizes; a difference is seen; growth has its table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tierline.bench import growth, whatif, whatif_counting, whatif_tiers
from tierline.bench.timing import Line
from tierline.bench.whatif_counting import bench_build, bench_filter, bench_weights
from tierline.commands.bench import command


@pytest.mark.parametrize("bench", [bench_build, bench_filter, bench_weights])
def test_all_find_the_same_cells(bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    line = bench(3_000)
    assert line.equal
    assert set(line.peers) | set(line.absent) == {"numpy", "polars"}
    right = whatif_counting.numpy_cells

    def wrong(*given: Any) -> Any:
        cells = right(*given)
        cells[5, 4:6] += 1
        return cells

    monkeypatch.setattr(whatif_counting, "numpy_cells", wrong)
    assert not bench(3_000).equal


def test_twelve_tiers_held_for_months_are_previewed_as_scored_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whatif, "TURNS", 20)
    line = whatif_tiers.bench_tiers(3_000)
    assert (line.bench, line.rows, line.equal) == ("whatif-tiers", 3_000, True)
    monkeypatch.setattr(whatif_tiers, "with_lines", lambda policy, _lines: policy)
    assert not whatif_tiers.bench_tiers(3_000).equal


def test_command_gives_a_line_for_each_part(tmp_path: Path) -> None:
    out = tmp_path / "bench.json"
    result = CliRunner().invoke(command, ["whatif", "--rows", "2000", "--growth", "--json", str(out)])
    assert result.exit_code == 0, result.output
    lines = json.loads(out.read_text())
    parts = ["whatif-build", "whatif-filter", "whatif-weights"]
    grown = [f"{part}-growth" for part in parts for _size in range(3)]
    assert [line["bench"] for line in lines] == ["whatif", "whatif-tiers", *parts, *grown]
    assert [line["rows"] for line in lines[5:8]] == [2_000, 6_000, 20_000]
    for line in lines:
        assert {"bench", "rows", "ours_s", "peers", "bound_s", "equal"} <= set(line)
        assert line["equal"] is True
    assert "| whatif-weights |" in result.output


def test_every_part_grows() -> None:
    lines = growth.by_rows(growth.TIMED, [500, 1_000])
    assert [line.rows for line in lines] == [500, 1_000] * len(growth.TIMED)
    table = growth.render_growth([*lines, *growth.by_indicators([2, 8], rows=1_000)])
    for name in growth.TIMED:
        assert f"| {name} | " in table
    assert "| 8 | " in table


def test_ratios_are_against_the_first() -> None:
    lines = [
        Line("score-growth", rows, seconds, {}, None, equal=True) for rows, seconds in ((1, 2.0), (3, 5.0))
    ]
    assert "| score | 2,000.0 (1.0 ×) | 5,000.0 (2.5 ×) |" in growth.render_growth(lines)


@pytest.mark.parametrize("count", [1, 3, 8, 16])
def test_any_number_of_indicators_has_all_the_weight(count: int) -> None:
    policy = growth.scoring.eight_bands()
    changed = growth.with_indicators(policy, count)
    assert len(changed.columns) == count
    assert len({each.id for each in changed.indicators}) == count
    assert sum(each.weight for each in changed.indicators) == sum(each.weight for each in policy.indicators)
