"""``tierline explain``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from tierline.commands.options import month_option, workspace_option
from tierline.errors import IntegrityError
from tierline.messages import N_, _

# what an explanation is made from, and what it is held against
READ = ("accounts.parquet", "managers.parquet", "overrides.parquet", "policy.toml", "results.parquet")


@click.command(
    "explain",
    help=_(
        "Say why an account is in its tier: points, weights, floor, lines on either side, and the "
        "cheapest change that would lift it. Only for accounts you may see; the look is recorded."
    ),
    epilog=_("Example: tierline explain A000001 --workspace demo --month 2026-10"),
)
@click.argument("account")
@workspace_option
@month_option
@click.option("--json", "as_json", is_flag=True, help=_("Print JSON."))
@click.option("--as", "login", metavar="LOGIN", help=_("Look as this person (administrators only)."))
def command(account: str, workspace: Path, month: str, as_json: bool, login: str | None) -> None:
    from tierline.store.months import month_of
    from tierline.store.policy_versions import version_in
    from tierline.store.scope import scope_as
    from tierline.store.soundness import check_sound
    from tierline.store.workspace import Workspace
    from tierline.tiering.explain import explain

    place = Workspace.open(workspace)
    scope = scope_as(place, login)
    closed = place.closed(month_of(month))
    check_sound(closed, *READ)
    previous = closed.previous()
    if previous is not None:
        check_sound(previous, "results.parquet")
    tables = closed.account(scope, account)
    found = explain(
        account,
        tables["accounts"],
        closed.policy(),
        previous=tables["previous"],
        overrides=tables["overrides"],
    )
    rows = tables["results"]
    stored = [] if rows is None else rows["tier"].to_pylist()
    if stored != [found.tier]:
        raise IntegrityError(
            N_(
                "{month}: '{account}' stands in {stored}, but what is stored explains {tier}. "
                "`tierline verify --month {month} --recompute` shows the differences."
            ),
            month=month,
            account=account,
            stored=", ".join(stored) or "-",
            tier=found.tier,
        )
    policy = closed.manifest["policy"]
    version = version_in(place, policy["id"], policy["sha256"], closed.month)
    if as_json:
        told = found.to_dict() | {"policy_version": version.to_dict()}
        click.echo(json.dumps(told, ensure_ascii=False, indent=2))
        return
    head, *rest = found.render().split("\n")
    named = _("Version of the policy: {version}").format(version=version.told().render())
    click.echo("\n".join([head, named, *rest]))
