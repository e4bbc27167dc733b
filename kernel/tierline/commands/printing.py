"""Tables and progress on a terminal; plain lines where there is none."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Sequence
from typing import Any

import click

from tierline.messages import N_, translate
from tierline.store.run import Progress, Run

STEP_NAMES = {
    "check": N_("check"),
    "intake": N_("intake"),
    "validate": N_("validate"),
    "score": N_("score and tiers"),
    "profile": N_("profile"),
    "summary": N_("summary"),
    "points": N_("points"),
    "write": N_("write aside"),
    "close": N_("close"),
    "reports": N_("reports"),
}


def columns(headings: Sequence[str], rows: Sequence[Sequence[Any]], numbers: Sequence[int] = ()) -> str:
    """Return rows under headings in columns; those at the places ``numbers`` are set to the right."""
    cells = [[str(cell) for cell in row] for row in (headings, *rows)]
    widths = [max(map(_width, column)) for column in zip(*cells, strict=True)]
    lines = []
    for row in cells:
        filled = [
            " " * (width - _width(cell)) + cell if place in numbers else cell + " " * (width - _width(cell))
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(filled).rstrip())
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(lines)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


class Lines:
    """Watches a run: a moving line on a terminal, one plain line a step elsewhere; both on stderr."""

    def __init__(self, title: str = "") -> None:
        self._title = title
        self._status: Any = None
        if sys.stderr.isatty():
            from rich.console import Console

            self._status = Console(stderr=True).status("")

    def __enter__(self) -> Lines:
        if self._status:
            self._status.start()
        return self

    def __exit__(self, *_error: object) -> None:
        if self._status:
            self._status.stop()

    def __call__(self, event: Progress) -> None:
        name = translate(STEP_NAMES[event.step])
        if event.state != "done":
            if self._status:
                self._status.update(" ".join(part for part in (self._title, name, event.detail) if part))
            return
        pad = " " * (18 - _width(name))
        click.echo(f"{self._title}  {name}{pad}{event.seconds:8.2f} s", err=True)


def counts_table(run: Run) -> str:
    """Return the rows of each table that were read, accepted and refused."""
    rows = [
        (table, f"{count.read:,}", f"{count.accepted:,}", f"{count.quarantined:,}")
        for table, count in run.counts.items()
    ]
    names = (N_("table"), N_("read"), N_("accepted"), N_("refused"))
    return columns([translate(name) for name in names], rows, numbers=(1, 2, 3))


def tier_table(run: Run) -> str:
    """Return a month's tiers: accounts, share, revenue and ICT revenue."""
    totals = run.manifest["totals"]
    every = totals["accounts"]
    rows = [
        (
            row["tier"],
            f"{row['accounts']:,}",
            f"{row['accounts'] / every:.1%}",
            f"{row['revenue_fen'] / 100:,.2f}",
            f"{row['ict_fen'] / 100:,.2f}",
        )
        for row in totals["tiers"]
    ]
    rows.append(
        (
            translate(N_("all")),
            f"{every:,}",
            "100.0%",
            f"{totals['revenue_fen'] / 100:,.2f}",
            f"{totals['ict_fen'] / 100:,.2f}",
        )
    )
    names = (N_("tier"), N_("accounts"), N_("share"), N_("revenue of the month"), N_("ICT revenue"))
    return columns([translate(name) for name in names], rows, numbers=(1, 2, 3, 4))


def moves_table(run: Run) -> str:
    """Return how many accounts moved between tiers since the month before; "" if none was closed."""
    moves = run.manifest["moves"]
    if not moves:
        return ""
    tiers = run.manifest["tiers"]
    counts = {(move["before"], move["after"]): move["accounts"] for move in moves}
    new, gone = translate(N_("new")), translate(N_("gone"))
    rows = [
        [before or new, *(f"{counts.get((before, after), 0):,}" for after in (*tiers, None))]
        for before in (*tiers, None)
    ]
    headings = [translate(N_("before \\ after")), *tiers, gone]
    return columns(headings, rows, numbers=range(1, len(headings)))
