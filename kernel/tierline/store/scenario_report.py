"""What a report of a scenario says: facts, changes, tiers, matrix, causes; the writers only lay it out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from tierline.messages import N_, Message
from tierline.policy.delta_words import changed
from tierline.policy.exact import decimal_text
from tierline.policy.figures import CURRENCIES
from tierline.store.audit import now
from tierline.store.scenario_state import Scenario, state_of
from tierline.times import when_exported

if TYPE_CHECKING:
    from tierline.policy.resolved import Policy
    from tierline.simulate.migration import Migration

TEXT, COUNT, MONEY, HOURS, POINTS, SHARE = "text", "count", "money", "hours", "points", "share"
_CAUSES = {
    "line": N_("a line moved"),
    "score": N_("another score"),
    "line_and_score": N_("line and score together"),
    "floor": N_("a floor"),
    "cap": N_("a cap"),
    "hysteresis": N_("slowed downgrades"),
    "override": N_("a tier set by hand"),
}


@dataclass(frozen=True)
class Column:
    """A column of a report's table; ``kind`` says what its whole numbers mean.

    "text"; "count"; "money" in fen; "hours" and "points" in hundredths; "share" in basis points.
    """

    title: Message
    kind: str = TEXT


@dataclass(frozen=True)
class Block:
    """A table of the report. Texts that can ``render`` do so in the reader's language."""

    title: Message
    columns: tuple[Column, ...]
    rows: tuple[tuple[Any, ...], ...]
    heat: bool = False


@dataclass(frozen=True)
class ScenarioReport:
    """All that a report of one scenario says; no customer is in it."""

    title: str
    facts: tuple[tuple[Message, Any], ...]
    blocks: tuple[Block, ...]
    lines: tuple[tuple[str, int, int], ...]
    currency: str

    def heads(self, block: Block, language: str) -> list[str]:
        """Return the headings of a table, of this report or beside it, with what its figures are in."""
        units = {MONEY: CURRENCIES.get(self.currency, self.currency), POINTS: N_("points")}
        found = []
        for column in block.columns:
            head: Message = column.title
            if column.kind in units:
                head = Message(N_("{head} ({unit})"), {"head": head, "unit": Message(units[column.kind])})
            found.append(head.render(language))
        return found


def scenario_report(
    found: Scenario, policies: tuple[Policy, Policy], migration: Migration, scope_words: Any
) -> ScenarioReport:
    """Put together what a report says of a scenario.

    Parameters
    ----------
    found : Scenario
    policies : (Policy, Policy)
        Baseline and scenario, from `scenario_policies`.
    migration : Migration
        From `scenario_migration`: its figures are those of the accounts that its reader may see.
    scope_words : str or Message
        Whose figures they are.
    """
    base, after = policies
    facts = (
        (Message(N_("Scenario")), found.id),
        (Message(N_("State")), state_of(found)),
        (Message(N_("Begun by")), f"{found.author}, {when_exported(found.at)}"),
        (Message(N_("Last step")), f"{found.number}: {found.changed_by}, {when_exported(found.changed_at)}"),
        (Message(N_("Policy")), base.title),
        (Message(N_("Month")), found.month),
        (Message(N_("Figures of")), scope_words),
        (Message(N_("Accounts that change tier")), f"{migration.moved:,} / {migration.accounts:,}"),
        (Message(N_("Note")), found.note or "-"),
        (Message(N_("SHA-256 of the policy's text")), found.policy_sha256),
        (Message(N_("Made at")), when_exported(now())),
    )
    blocks = (_changes(base, found), *_tiers(base, after, migration), _matrix(migration), _causes(migration))
    lines = tuple(
        (old.id, old.line, new.line) for old, new in zip(base.tiers[:-1], after.tiers[:-1], strict=True)
    )
    return ScenarioReport(found.title or found.id, facts, blocks, lines, base.currency)


def cells(migration: Migration) -> Block:
    """Return every cell of the matrix as a row: accounts, shares, money, hours."""
    table = migration.to_table()
    of_all = max(1, migration.accounts)
    columns = (
        Column(Message(N_("Tier before"))),
        Column(Message(N_("Tier in the scenario"))),
        Column(Message(N_("Accounts")), COUNT),
        Column(Message(N_("Share")), SHARE),
        Column(Message(N_("Revenue a month")), MONEY),
        Column(Message(N_("ICT revenue a month")), MONEY),
        Column(Message(N_("Hours a year before")), HOURS),
        Column(Message(N_("Hours a year in the scenario")), HOURS),
    )
    rows = tuple(
        (
            row["tier_before"], row["tier_after"], row["accounts"],
            (2 * 10_000 * row["accounts"] + of_all) // (2 * of_all),
            row["revenue_fen"], row["ict_fen"], row["hours_before"], row["hours_after"],
        )
        for row in table.to_pylist()
    )  # fmt: skip
    return Block(Message(N_("Moves")), columns, rows)


def movers(migration: Migration, language: str) -> Block:
    """Return the accounts that change tier, largest revenue first: customers, so the export is recorded."""
    table = migration.movers().to_table(language=language)
    known = {
        "account_id": Column(Message(N_("Account"))),
        "name": Column(Message(N_("Name"))),
        "area_id": Column(Message(N_("Area"))),
        "industry": Column(Message(N_("Industry"))),
        "manager_id": Column(Message(N_("Manager"))),
        "tier_before": Column(Message(N_("Tier before"))),
        "tier_after": Column(Message(N_("Tier in the scenario"))),
        "score_before": Column(Message(N_("Score before")), POINTS),
        "score_after": Column(Message(N_("Score in the scenario")), POINTS),
        "revenue_fen": Column(Message(N_("Revenue a month")), MONEY),
        "ict_fen": Column(Message(N_("ICT revenue a month")), MONEY),
        "moved_by": Column(Message(N_("Moved by"))),
    }
    present = [name for name in known if name in table.column_names]
    rows = zip(*(table[name].to_pylist() for name in present), strict=True)
    return Block(
        Message(N_("Accounts that change tier")), tuple(known[name] for name in present), tuple(rows)
    )


def _changes(base: Policy, found: Scenario) -> Block:
    columns = tuple(
        Column(Message(text)) for text in (N_("What is changed"), N_("In the policy"), N_("In the scenario"))
    )
    rows = tuple((each.what, each.before, each.after) for each in changed(base, found.delta))
    return Block(Message(N_("Changes")), columns, rows)


def _tiers(base: Policy, after: Policy, migration: Migration) -> list[Block]:
    """Return what each tier has before and in the scenario: lines and accounts, then money, then hours."""
    old, new = migration.moves.sum(axis=1), migration.moves.sum(axis=0)
    lines = [(was.line, tier.line) for was, tier in zip(base.tiers[:-1], after.tiers[:-1], strict=True)]
    tiers = list(migration.tiers)
    found = [
        _side(N_("Accounts"), COUNT, tiers, old[:, 0], new[:, 0], [*lines, (None, None)]),
        _side(N_("Revenue a month"), MONEY, tiers, old[:, 1], new[:, 1]),
        _side(N_("ICT revenue a month"), MONEY, tiers, old[:, 2], new[:, 2]),
    ]
    if migration.hours is not None:
        each = np.array(migration.hours, np.int64)
        found.append(_side(N_("Hours a year"), HOURS, tiers, old[:, 0] * each, new[:, 0] * each))
    return found


def _side(
    title: str,
    kind: str,
    tiers: list[str],
    before: Any,
    after: Any,
    lines: Sequence[tuple[int | None, int | None]] = (),
) -> Block:
    columns = [Column(Message(N_("Tier")))]
    if lines:
        columns += [
            Column(Message(N_("Line before")), POINTS),
            Column(Message(N_("Line in the scenario")), POINTS),
        ]
    columns += [
        Column(Message(text), kind) for text in (N_("In the policy"), N_("In the scenario"), N_("Difference"))
    ]
    rows: list[tuple[Any, ...]] = []
    for place, tier in enumerate(tiers):
        own = lines[place] if lines else ()
        was, now_ = int(before[place]), int(after[place])
        rows.append((tier, *own, was, now_, now_ - was))
    total, then = int(before.sum()), int(after.sum())
    rows.append((Message(N_("all")), *((None, None) if lines else ()), total, then, then - total))
    return Block(Message(title), tuple(columns), tuple(rows))


def _matrix(migration: Migration) -> Block:
    counts = migration.moves[:, :, 0]
    columns = (
        Column(Message(N_("before \\ in the scenario"))),
        *(Column(Message("{tier}", {"tier": tier}), COUNT) for tier in migration.tiers),
        Column(Message(N_("all")), COUNT),
    )
    rows = tuple(
        (tier, *map(int, counts[place]), int(counts[place].sum()))
        for place, tier in enumerate(migration.tiers)
    )
    return Block(Message(N_("Who moves where: accounts")), columns, rows, heat=True)


def _causes(migration: Migration) -> Block:
    columns = (
        Column(Message(N_("Moved by"))),
        Column(Message(N_("Accounts")), COUNT),
        Column(Message(N_("Revenue a month")), MONEY),
    )
    rows = tuple(
        (Message(_CAUSES.get(row["cause"], row["cause"])), row["accounts"], row["revenue_fen"])
        for row in migration.causes().to_pylist()
    )
    return Block(Message(N_("What moves them")), columns, rows)


def shown(value: Any, kind: str, language: str) -> str:
    """Write a cell's value as one reads it; "" where there is none."""
    if value is None:
        return ""
    if kind == TEXT:
        return str(value.render(language)) if hasattr(value, "render") else str(value)
    if kind == COUNT:
        return f"{value:,}"
    if kind == SHARE:
        return f"{decimal_text(value)} %"
    whole, rest = decimal_text(value).rsplit(".", 1)
    sign, digits = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(digits):,}.{rest}"
