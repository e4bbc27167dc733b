"""``tierline points check|simulate``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tierline.commands.options import month_option, workspace_option
from tierline.commands.points_month import MAPPING, POINTS_POLICY
from tierline.errors import BadInputError
from tierline.messages import N_, _, translate

if TYPE_CHECKING:
    from tierline.performance.policy_resolved import PointsPolicy
    from tierline.performance.simulate_points import PointsSimulation

_AS = click.option("--as", "login", metavar="LOGIN", help=_("Look as this person (administrators only)."))
_JSON = click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
OUTCOMES = {
    "refused": N_("refused"),
    "held": N_("held"),
    "missing": N_("missing"),
    "late": N_("after the close"),
    "noted": N_("noted"),
}


@click.command(
    "check",
    help=_(
        "Name what is wrong with a month's targets, actuals and events, before or after the close; the "
        "rest goes on. Exit code 3 when anything is refused, missing or came late."
    ),
    epilog=_("Example: tierline points check --workspace demo --month 2026-10"),
)
@workspace_option
@month_option
@POINTS_POLICY
@MAPPING
@_JSON
@_AS
def check(
    workspace: Path,
    month: str,
    points_policy: str | None,
    mapping: Path | None,
    as_json: bool,
    login: str | None,
) -> None:
    from tierline.commands.scenario_words import echo_json
    from tierline.messages import LANGUAGES
    from tierline.store.months import month_of
    from tierline.store.points_check import check_points
    from tierline.store.scope import scope_as
    from tierline.store.workspace import Workspace

    place = Workspace.open(workspace)
    found = check_points(place, scope_as(place, login), month_of(month), points_policy, mapping)
    if as_json:
        echo_json(
            {
                "month": found.month,
                "policy": found.policy,
                "statements": dict(found.states),
                "findings": [
                    {"outcome": each.outcome, "text": {one: each.what.render(one) for one in LANGUAGES}}
                    for each in found.findings
                ],
            }
        )
    else:
        for each in found.findings:
            click.echo(f"{translate(OUTCOMES[each.outcome])}: {each.what.render()}")
        told = _("{month}, policy {policy}: {settled} statements settled, {held} held; {count} findings.")
        settled = found.states.get("settled", 0)
        held = sum(found.states.values()) - settled
        click.echo(
            told.format(month=found.month, policy=found.policy, settled=settled, held=held,
                        count=len(found.findings))
        )  # fmt: skip
    if not found.sound:
        wrong = sum(each.outcome not in ("held", "noted") for each in found.findings)
        raise BadInputError(
            N_("{month}: {count} findings are to be mended; each is named above."),
            month=found.month,
            count=wrong,
        )


@click.command(
    "simulate",
    help=_(
        "Try changed weights, caps, bands or targets on a closed month: who gains, who loses, and who "
        "moves between pay bands. Nothing is changed."
    ),
    epilog=_("Example: tierline points simulate --policy heavier.toml --workspace demo --month 2026-10"),
)
@workspace_option
@month_option
@click.option(
    "--policy",
    "delta",
    required=True,
    metavar="DELTA",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help=_(
        "TOML file with the changes: schema = 1; [baseline] policy, month, policy_sha256; [[change]] path, "
        "value."
    ),
)
@_JSON
@click.option("--csv", "csv_file", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
              help=_("Write the list as CSV."))  # fmt: skip
@_AS
def simulate(
    workspace: Path, month: str, delta: Path, as_json: bool, csv_file: Path | None, login: str | None
) -> None:
    from tierline.commands.scenario_words import echo_json
    from tierline.store.months import month_of
    from tierline.store.points_simulation import simulate_file
    from tierline.store.scope import scope_as
    from tierline.store.workspace import Workspace

    place = Workspace.open(workspace)
    scope = scope_as(place, login)
    closed = place.closed(month_of(month))
    found, read = simulate_file(closed, scope, delta)
    if csv_file is not None:
        _write(found, csv_file)
        closed.record_export(scope, "points simulation", (), len(found.changes))
        click.echo(_("Written: {file}").format(file=csv_file), err=True)
    if as_json:
        echo_json({"title": read.title, **found.to_dict()})
        return
    told = _("{month}, policy {policy}: {gain} gain, {lose} lose, {same} stay.")
    gain, lose = len(found.gaining), len(found.losing)
    click.echo(
        told.format(month=closed.month, policy=found.before.id, gain=gain, lose=lose,
                    same=len(found.changes) - gain - lose)
    )  # fmt: skip
    click.echo("\n" + _matrix(found))
    if gain or lose:
        click.echo("\n" + _list(found))


def _matrix(found: PointsSimulation) -> str:
    from tierline.commands.printing import columns

    before, after = _bands(found.before), _bands(found.after)
    rows = [
        [before[row], *(f"{found.matrix.get((row, column), 0)}" for column in after)]
        for row in before
        if any(found.matrix.get((row, column), 0) for column in after)
    ]
    return columns([_("before \\ after"), *after.values()], rows, numbers=range(1, len(after) + 1))


def _bands(policy: PointsPolicy) -> dict[int | None, str]:
    """Return the pay bands from the lowest by their place, and the unsettled under None."""
    from tierline.policy.exact import decimal_text

    edges = [decimal_text(edge) for edge in policy.pay.edges]
    names: dict[int | None, str] = {0: f"< {edges[0]}" if edges else _("all")}
    names |= {place: f">= {edge}" for place, edge in enumerate(edges, 1)}
    names[None] = _("not settled")
    return names


def _list(found: PointsSimulation) -> str:
    from tierline.commands.printing import columns
    from tierline.policy.exact import decimal_text

    rows = [
        (
            each.manager_id,
            each.name or "",
            "" if each.before is None else decimal_text(each.before),
            "" if each.after is None else decimal_text(each.after),
            f"{'+' if each.gain > 0 else ''}{decimal_text(each.gain)}",
        )
        for each in (*found.gaining, *found.losing)
    ]
    return columns((_("manager"), _("name"), _("before"), _("after"), _("change")), rows, numbers=(2, 3, 4))


def _write(found: PointsSimulation, file: Path) -> None:
    from decimal import Decimal

    from tierline.messages import current_language
    from tierline.performance.statement_file import write_rows_csv

    headings = {
        "manager_id": N_("manager"),
        "name": N_("name"),
        "role": N_("role"),
        "before": N_("before"),
        "after": N_("after"),
        "gain": N_("change"),
    }
    rows = [
        {
            "manager_id": each.manager_id,
            "name": each.name,
            "role": each.role,
            "before": None if each.before is None else Decimal(each.before) / 100,
            "after": None if each.after is None else Decimal(each.after) / 100,
            "gain": Decimal(each.gain) / 100,
        }
        for each in found.changes
    ]
    write_rows_csv(headings, rows, file, current_language())


COMMANDS = (check, simulate)
