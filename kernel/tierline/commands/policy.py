"""``tierline policy list|show|check|diff|sql``."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tierline.messages import _
from tierline.policy.dialects import DIALECTS

if TYPE_CHECKING:
    from tierline.performance.policy_model import PointsFile
    from tierline.policy.diff import Difference
    from tierline.policy.model import PolicyFile

_PARTS = {"accounts": "tiers", "points": "roles"}


@click.group("policy", help=_("List, show, check and compare policies; print their SQL."))
def command() -> None:
    pass


def _month_option(text: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    return click.option("--month", metavar="YYYY-MM", help=text)


def _this_month() -> str:
    from tierline.times import today

    return f"{today():%Y-%m}"


@command.command("list", help=_("List the shipped policies."), epilog=_("Example: tierline policy list"))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
def list_policies(as_json: bool) -> None:
    from tierline.messages import current_language
    from tierline.policy.load import policy_ids

    files = [(name, *_read(name)) for name in policy_ids(None)]
    if as_json:
        rows = [
            {
                "id": name,
                "subject": file.subject,
                "title": {"en": file.title.en, "zh": file.title.zh},
                _PARTS[file.subject]: parts,
                "reference": file.reference,
            }
            for name, file, parts, _path in files
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=2))
        return
    width = max(len(name) for name, *_rest in files)
    for name, file, parts, _path in files:
        joined = (" > " if file.subject == "accounts" else ", ").join(parts)
        click.echo(f"{name:<{width}}  {file.title[current_language()]}  ({joined})")


def _read(policy: str) -> tuple[PolicyFile | PointsFile, list[str], Path]:
    """Read and check a policy of either subject; return it, its tiers or roles, and its path."""
    from tierline.policy.load import POINTS, policy_path, read_policy_file, subject_of

    if subject_of(policy_path(policy)) == POINTS:
        from tierline.performance.policy_load import read_points_file

        points, _text, path = read_points_file(policy)
        return points, [role.id for role in points.roles], path
    file, _text, path = read_policy_file(policy)
    return file, [tier.id for tier in file.tiers], path


@command.command(
    "show",
    help=_("Print the figures that hold in a month, each with date, reference and source."),
    epilog=_("Example: tierline policy show xinjiang-2008 --month 2026-10"),
)
@click.argument("policy")
@_month_option(_("The month; default: this one."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
def show_policy(policy: str, month: str | None, as_json: bool) -> None:
    from rich.console import Console

    from tierline.policy.load import POINTS, load_policy, policy_path, subject_of

    month = month or _this_month()
    # a pipe has no width of its own; wide enough that no figure is folded away
    console = Console()
    console = console if console.is_terminal else Console(width=200)
    if subject_of(policy_path(policy)) == POINTS:
        from tierline.performance.policy_load import load_points_policy
        from tierline.performance.policy_show import points_to_dict, show_points

        points = load_points_policy(policy, month)
        as_data, printed = points_to_dict(points), partial(show_points, points)
    else:
        from tierline.policy.show import show, to_dict

        found = load_policy(policy, month)
        as_data, printed = to_dict(found), partial(show, found)
    if as_json:
        click.echo(json.dumps(as_data, ensure_ascii=False, indent=2))
    else:
        printed(console)


@command.command(
    "check",
    help=_("Check policies; every fault names file, parameter, rule and mend. Exit code 3 on a fault."),
    epilog=_("Example: tierline policy check my-policy.toml"),
)
@click.argument("policies", nargs=-1, required=True, metavar="POLICY...")
def check_policies(policies: tuple[str, ...]) -> None:
    from tierline.errors import BadInputError
    from tierline.messages import Message, MessageList

    faults: list[Message] = []
    for policy in policies:
        try:
            file, _parts, path = _read(policy)
        except BadInputError as error:
            faults.append(error.message)
        else:
            click.echo(
                _("{path}: sound ({count} parameters)").format(path=path, count=len(file.parameters()))
            )
    if faults:
        raise BadInputError(MessageList("", {}, tuple(faults)))


@command.command(
    "diff",
    help=_("Print what differs between two policies (or, with --month-b, between two months)."),
    epilog=_("Example: tierline policy diff xinjiang-2008 my-policy.toml --month 2026-10"),
)
@click.argument("a")
@click.argument("b")
@_month_option(_("The month; default: this one."))
@click.option("--month-b", metavar="YYYY-MM", help=_("The month for B; default: as for A."))
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
def diff_policies(a: str, b: str, month: str | None, month_b: str | None, as_json: bool) -> None:
    month = month or _this_month()
    found = _differences(a, b, month, month_b or month)
    if as_json:
        click.echo(json.dumps([vars(each) for each in found], ensure_ascii=False, indent=2))
        return
    if not found:
        click.echo(_("No difference: both grade alike."))
    for each in found:
        click.echo(f"{each.id}\n  - {each.before or _('(none)')}\n  + {each.after or _('(none)')}")


def _differences(a: str, b: str, month: str, month_b: str) -> list[Difference]:
    from tierline.policy.load import POINTS, load_policy, policy_path, subject_of

    if subject_of(policy_path(a)) == POINTS:
        from tierline.performance.policy_diff import diff_points
        from tierline.performance.policy_load import load_points_policy

        return diff_points(load_points_policy(a, month), load_points_policy(b, month_b))
    from tierline.policy.diff import diff

    return diff(load_policy(a, month), load_policy(b, month_b))


@command.command(
    "sql",
    help=_(
        "Print the query that tiers the table 'accounts' in a warehouse, to the same figures.\n\n"
        "Tested by running: duckdb, postgres, spark. Ibis writes impala, trino, snowflake, bigquery and "
        "databricks itself; hive and presto are turned by sqlglot out of spark and trino."
    ),
    epilog=_("Example: tierline policy sql xinjiang-2008 --month 2026-10 --dialect impala --previous"),
)
@click.argument("policy")
@_month_option(_("The month; default: this one."))
@click.option("--dialect", type=click.Choice(list(DIALECTS)), required=True, help=_("The warehouse's SQL."))
@click.option("--previous", is_flag=True, help=_("Read last month's result from the table 'previous'."))
@click.option("--overrides", is_flag=True, help=_("Read tiers set by hand from the table 'overrides'."))
def print_sql(policy: str, month: str | None, dialect: str, previous: bool, overrides: bool) -> None:
    from tierline.policy.load import load_policy
    from tierline.policy.sql import policy_sql

    found = load_policy(policy, month or _this_month())
    query = policy_sql(found, dialect, previous=previous, overrides=overrides)
    click.echo(f"-- {found.id} {found.month} sha256 {found.sha256}\n{query};")
