"""``tierline bench``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tierline.errors import IntegrityError
from tierline.messages import N_, _

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
        "Rows; default 4 million accounts to score, 200 000 to take in, 7.2 million figures of managers' "
        "points, 10 million pairs of times, 5 million accounts from Parquet, 1 000 at start-up, 10 million "
        "accounts whose lines move."
    ),
)
@click.option(
    "--json",
    "json_file",
    type=click.Path(dir_okay=False, path_type=Path),
    help=_("Also write the result to a file."),
)
def command(what: str | None, rows: int | None, json_file: Path | None) -> None:
    from tierline.bench.parquet import bench_parquet
    from tierline.bench.points import bench_points
    from tierline.bench.report import render
    from tierline.bench.scoring import bench_score
    from tierline.bench.startup import bench_startup
    from tierline.bench.taking_in import bench_intake
    from tierline.bench.timing import machine
    from tierline.bench.whatif import bench_whatif
    from tierline.bench.workdays import bench_workdays

    benches = {
        "score": (bench_score, 4_000_000),
        "intake": (bench_intake, 200_000),
        "points": (bench_points, 7_200_000),
        "workdays": (bench_workdays, 10_000_000),
        "parquet": (bench_parquet, 5_000_000),
        "startup": (bench_startup, 1_000),
        "whatif": (bench_whatif, 10_000_000),
    }
    chosen = [benches[name] for name in ([what] if what else _BENCHES)]
    lines = [run(rows or usual) for run, usual in chosen]
    if json_file:
        content = json.dumps([line.to_dict() for line in lines], indent=2)
        json_file.write_text(content + "\n", encoding="utf-8")
    click.echo(render(lines, machine()))
    if not all(line.equal for line in lines):
        raise IntegrityError(
            N_("The tools disagree; no time counts until they agree. Please report this run.")
        )
