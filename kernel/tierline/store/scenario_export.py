"""Hands a scenario out as a file: delta, workbook or page; what customers are in it is recorded."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tierline.errors import BadInputError
from tierline.messages import N_, current_language
from tierline.policy.delta_file import delta_to_toml
from tierline.store.own_policies import put_text
from tierline.store.scenario import load
from tierline.store.scenario_grading import scenario_migration, scenario_policies
from tierline.store.scenario_html import write_html
from tierline.store.scenario_report import cells, movers, scenario_report
from tierline.store.scenario_xlsx import write_xlsx

if TYPE_CHECKING:
    from tierline.store.scope import Scope
    from tierline.store.workspace import Workspace

SUFFIXES = (".toml", ".xlsx", ".html")
_CUSTOMERS = "scenario movers"
_SUMS = "scenario report"


def export_scenario(
    workspace: Workspace,
    scope: Scope,
    scenario: str,
    path: Path,
    *,
    language: str | None = None,
    with_movers: bool = True,
) -> Path:
    """Write a scenario to a file; its suffix says what.

    Parameters
    ----------
    workspace : Workspace
    scope : Scope
        From `scope_for`: the figures and accounts are those the person may see (LY-20).
    scenario : str
        Its id.
    path : Path
        .toml: the delta alone; .xlsx: aggregates, every cell of the matrix, and with ``with_movers`` the
        accounts that change tier; .html: aggregates on one page that needs nothing else.
    language : str, optional
        "en" or "zh"; by default the current one.

    Returns
    -------
    Path
        The file. What was handed out stands in the audit trail, purpose "export".

    Raises
    ------
    BadInputError
        Another suffix, no such folder, no such scenario, or its month is not closed.
    """
    path = Path(path)
    suffix = path.suffix.lower()
    if suffix not in SUFFIXES:
        raise BadInputError(
            N_("{file}: files of the kind '{suffix}' are not written. Use one of: {suffixes}."),
            file=path.name, suffix=path.suffix, suffixes=", ".join(SUFFIXES),
        )  # fmt: skip
    if not path.absolute().parent.is_dir():
        raise BadInputError(
            N_("{folder}: there is no such folder to write {file} to. Make it, or choose another place."),
            folder=path.parent,
            file=path.name,
        )
    found = load(workspace, scenario)
    if suffix == ".toml":
        put_text(path, delta_to_toml(found.delta))
        return path
    spoken = language or current_language()
    closed = workspace.closed(found.month)
    policies = scenario_policies(workspace, found)
    migration = scenario_migration(workspace, scope, found)
    report = scenario_report(found, policies, migration, scope.describe(spoken))
    if suffix == ".html":
        closed.record_export(scope, f"{_SUMS} {found.id}", (), 0)
        return write_html(report, path, spoken)
    further = [cells(migration)]
    if with_movers:
        moved = movers(migration, spoken)
        further.append(moved)
        columns = [column.title.render("en") for column in moved.columns]
        closed.record_export(scope, f"{_CUSTOMERS} {found.id}", columns, len(moved.rows))
    else:
        closed.record_export(scope, f"{_SUMS} {found.id}", (), 0)
    return write_xlsx(report, further, path, spoken)
