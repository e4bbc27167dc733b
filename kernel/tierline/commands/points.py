"""``tierline points``: the managers' statements of points; what is below it checks, tries and corrects."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tierline.commands import points_appeal, points_correct, points_event, points_try
from tierline.commands.options import workspace_option
from tierline.errors import UsageError
from tierline.messages import N_, _

if TYPE_CHECKING:
    from tierline.performance.statement import Statement
    from tierline.store.closed import ClosedMonth
    from tierline.store.scope import Scope

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(
    "points",
    invoke_without_command=True,
    help=_(
        "Print the statements of points of a month, as far as you may see them: one manager's line by "
        "line, or everybody's totals. Looks and exports are recorded."
    ),
    epilog=_("Example: tierline points --workspace demo --month 2026-10 --manager M00008"),
)
@workspace_option
@click.option("--month", metavar="YYYY-MM", help=_("The month."))
@click.option("--manager", metavar="ID", help=_("Only this manager's, line by line."))
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), metavar="YYYY-MM-DD",
              help=_("As it was readable on that day, without later corrections."))  # fmt: skip
@click.option(
    "--run", metavar="ID", help=_("A run of the month that was replaced, with what was decided on it.")
)
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
@click.option("--csv", "csv_file", type=_FILE, metavar="FILE", help=_("Write every line as CSV."))
@click.option("--xlsx", "xlsx_file", type=_FILE, metavar="FILE", help=_("Write a workbook."))
@click.option("--as", "login", metavar="LOGIN", help=_("Look as this person (administrators only)."))
@click.pass_context
def command(
    context: click.Context,
    workspace: Path,
    month: str | None,
    manager: str | None,
    as_of: datetime | None,
    run: str | None,
    as_json: bool,
    csv_file: Path | None,
    xlsx_file: Path | None,
    login: str | None,
) -> None:
    from tierline.store.months import month_of
    from tierline.store.scope import scope_as
    from tierline.store.statements import run_asked, statements
    from tierline.store.workspace import Workspace

    if context.invoked_subcommand is not None:
        return
    if month is None:
        raise UsageError(N_("Name the month: --month YYYY-MM."))
    place = Workspace.open(workspace)
    scope = scope_as(place, login)
    day = as_of.date() if as_of else None
    closed = run_asked(place, month_of(month), day, run)
    if manager is not None:
        _check_there(closed, scope, manager)
    exporting = csv_file is not None or xlsx_file is not None
    found = statements(closed, scope, manager, as_of=day, purpose="export" if exporting else "look")
    _write(found, csv_file, xlsx_file)
    if as_json:
        from tierline.commands.scenario_words import echo_json

        echo_json([each.to_dict() for each in found])
    elif not exporting:
        click.echo(_told(found, closed.month, one=manager is not None))


def _check_there(closed: ClosedMonth, scope: Scope, manager: str) -> None:
    from tierline.store.points_people import visible_statement

    visible_statement(closed, scope, manager)


def _write(found: list[Statement], csv_file: Path | None, xlsx_file: Path | None) -> None:
    from tierline.performance.statement_file import write_csv, write_xlsx

    for file, write in ((csv_file, write_csv), (xlsx_file, write_xlsx)):
        if file is not None:
            click.echo(_("Written: {file}").format(file=write(found, file)), err=True)


def _told(found: list[Statement], month: str, *, one: bool) -> str:
    from tierline.commands.printing import columns
    from tierline.messages import current_language, translate
    from tierline.performance.statement_text import STATES
    from tierline.policy.exact import decimal_text

    if not found:
        return _("{month} has no statements of points that you may see.").format(month=month)
    if one:
        return "\n\n".join(each.render() for each in found)
    language = current_language()
    rows = [
        (
            each.manager_id,
            each.name or "",
            each.role_title[language],
            each.team_id or "",
            translate(STATES[each.state]),
            "" if each.total is None else decimal_text(each.total),
            "" if each.coefficient is None else decimal_text(each.coefficient),
            len(each.corrections) or "",
        )
        for each in found
    ]
    headings = (
        _("manager"), _("name"), _("role"), _("team"), _("state"), _("total"), _("pay coefficient"),
        _("corrections"),
    )  # fmt: skip
    return columns(headings, rows, numbers=(5, 6, 7))


for _each in (*points_try.COMMANDS, points_event.command, points_correct.command, points_appeal.command):
    command.add_command(_each)
