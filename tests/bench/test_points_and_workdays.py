"""Peers of points, of working days and of previews agree on small sizes, where they might not."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from tierline.bench import points, whatif, workdays
from tierline.bench.points_peers import PEERS as POINTS_PEERS
from tierline.commands.bench import command
from tierline.performance.points import SETTLED
from tierline.performance.points import points as points_of


@pytest.mark.parametrize("peer", sorted(POINTS_PEERS))
def test_peer_gives_the_same_totals(peer: str) -> None:
    pytest.importorskip(peer)
    given = points.make_given(5_000)
    assert np.array_equal(POINTS_PEERS[peer](given)(), points.ours(given))


def test_figures_meet_floor_ceiling_and_caps() -> None:
    given = points.make_given(20_000)
    out = points_of(given.figures, given.events, given.scheme, given.managers, given.months, lines=True)
    assert set(out.state.tolist()) == {SETTLED}
    weights = given.scheme.terms().weight
    for k in range(len(weights)):
        assert (out.lines[:, k] == weights[k]).any()
    floor = [each.floor * each.weight // 100 for each in given.scheme.indicators]
    assert (out.lines == floor).any()
    assert (out.bonus == 10_000_000).any()
    assert (out.deduction == 0).any()


@pytest.mark.parametrize("peer", sorted(workdays.PEERS))
def test_peer_gives_the_same_days(peer: str) -> None:
    package, prepare, like = workdays.PEERS[peer]
    pytest.importorskip(package)
    given = workdays.make_given(3_000)
    assert np.array_equal(prepare(given)(), like(given))


def test_times_lie_at_the_end_of_office_and_across_make_up_days() -> None:
    given = workdays.make_given(3_000)
    of_day = given.replied - given.replied.astype("datetime64[D]")
    assert (of_day == np.timedelta64(18, "h")).any()
    assert (workdays.ours(given) != workdays.plain_days(given)).any()


@pytest.mark.parametrize(("module", "peers"), [(points, POINTS_PEERS), (workdays, workdays.PEERS)])
def test_difference_is_seen(
    module: object, peers: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(given: object) -> object:
        result = module.ours(given).copy()  # type: ignore[attr-defined]
        result[3] += 1
        return lambda: result

    entry = ("numpy", wrong, workdays.ours) if module is workdays else wrong
    for name in list(peers):
        monkeypatch.delitem(peers, name)
    monkeypatch.setitem(peers, "numpy", entry)
    bench = module.bench_workdays if module is workdays else module.bench_points  # type: ignore[attr-defined]
    assert not bench(2_000).equal


@pytest.mark.parametrize(
    ("what", "title"),
    [
        ("points", "Points of managers"),
        ("workdays", "Working days"),
        ("whatif", "A preview of moved lines"),
    ],
)
def test_command_writes_json(what: str, title: str, tmp_path: Path) -> None:
    out = tmp_path / "bench.json"
    result = CliRunner().invoke(command, [what, "--rows", "2000", "--json", str(out)])
    assert result.exit_code == 0, result.output
    line, *_more = json.loads(out.read_text())
    assert line["bench"] == what
    assert line["equal"] is True
    assert line["bound_s"] > 0
    assert title in result.output


def test_a_wrong_preview_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    right = whatif.with_numpy

    def wrong(*given: object) -> object:
        run = right(*given)  # type: ignore[arg-type]
        return lambda lines: run(lines) + np.array([1, 0])

    assert whatif.bench_whatif(2_000).equal
    monkeypatch.setattr(whatif, "with_numpy", wrong)
    assert not whatif.bench_whatif(2_000).equal
