"""``tierline bench``."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tierline.errors import IntegrityError
from tierline.messages import N_, _

if TYPE_CHECKING:
    from tierline.bench.timing import Line

_BENCHES = ("score", "intake", "points", "workdays", "parquet", "startup", "whatif")


@click.command(
    "bench",
    help=_("Time the engine beside other tools on the same rows; results are compared first."),
    epilog=_("Example: tierline bench score --rows 4000000 --json bench.json"),
)
@click.argument("what", type=click.Choice(_BENCHES), required=False)
@click.option(
    "--rows",
    type=click.IntRange(min=1),
    help=_(
        "Rows; default 10 million accounts to score, 200 000 to take in, 7.2 million figures of managers' "
        "points, 10 million pairs of times, 5 million accounts from Parquet, 1 000 at start-up, 10 million "
        "accounts whose lines move, 1 million of them to filter or to weigh anew."
    ),
)
@click.option(
    "--growth",
    is_flag=True,
    help=_("Also time ours at 1, 3 and 10 million rows (--rows: at that, 3 and 10 times that)."),
)
@click.option(
    "--json",
    "json_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("Also write the result to a file."),
)
def command(what: str | None, rows: int | None, growth: bool, json_file: Path | None) -> None:
    from tierline.bench import growth as growing
    from tierline.bench.report import render
    from tierline.bench.timing import machine
    from tierline.tables.aside import aside, no_folder, told

    if json_file and not json_file.parent.is_dir():  # before hours of timing
        raise no_folder(json_file)
    chosen = [what] if what else list(_BENCHES)
    lines = [run(rows or usual) for name in chosen for run, usual in _runs(name)]
    grown = _grown(chosen, rows) if growth else []
    if json_file:
        content = json.dumps([line.to_dict() for line in [*lines, *grown]], indent=2)
        with aside(json_file) as place, told(json_file):
            place.write_text(content + "\n", encoding="utf-8")
    click.echo(render(lines, machine()))
    if grown:
        click.echo("\n" + growing.render_growth(grown))
    if not all(line.equal for line in lines):
        raise IntegrityError(
            N_("The tools disagree; no time counts until they agree. Please report this run.")
        )


def _runs(name: str) -> list[tuple[Callable[[int], Line], int]]:
    """Return what a bench consists of, each with its usual number of rows."""
    from tierline.bench import (
        kinds,
        parquet,
        points,
        scores_alone,
        startup,
        taking_in,
        whatif,
        whatif_counting,
        whatif_tiers,
        whole_pass,
        workdays,
    )

    million = 1_000_000
    runs: dict[str, list[tuple[Callable[[int], Line], int]]] = {
        "score": [
            (whole_pass.bench_score, 10 * million),
            (scores_alone.bench_alone, 10 * million),
            *((partial(kinds.bench_kind, kind), 4 * million) for kind in kinds.KINDS if kind != "bands"),
        ],
        "intake": [(taking_in.bench_intake, 200_000)],
        "points": [(points.bench_points, 7_200_000)],
        "workdays": [(workdays.bench_workdays, 10 * million)],
        "parquet": [(parquet.bench_parquet, 5 * million)],
        "startup": [(startup.bench_startup, 1_000)],
        "whatif": [
            (whatif.bench_whatif, 10 * million),
            (whatif_tiers.bench_tiers, million),
            (whatif_counting.bench_build, 10 * million),
            (whatif_counting.bench_filter, million),
            (whatif_counting.bench_weights, million),
        ],
    }
    return runs[name]


def _grown(chosen: list[str], rows: int | None) -> list[Line]:
    from tierline.bench import growth as growing

    sizes = growing.ROWS if rows is None else tuple(rows * times for times in (1, 3, 10))
    names = [name for name in growing.TIMED if name.split("-")[0] in chosen]
    lines = growing.by_rows(names, sizes)
    if "score" in chosen:
        lines += growing.by_indicators(rows=rows or growing.OF_INDICATORS)
    return lines
