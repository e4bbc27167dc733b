"""A scenario's report as one HTML file that asks for nothing from outside and holds no customer."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from tierline.messages import N_, Message
from tierline.store.own_policies import put_text
from tierline.store.scenario_report import COUNT, TEXT, Block, ScenarioReport, shown

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2630; --soft: #5b6773; --rule: #c9d1d9; --paper: #fff;
  --moved: 31, 99, 171; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6eaee; --soft: #9aa5b1; --rule: #3b4652;
  --paper: #14191f; --moved: 104, 163, 224; } }
body { font: 15px/1.5 system-ui, "Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC",
  sans-serif; color: var(--ink); background: var(--paper); margin: 2rem auto; max-width: 75rem;
  padding: 0 1rem; }
h1 { font-size: 1.6rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
.wide { overflow-x: auto; }
th, td { padding: .25rem .7rem; border-bottom: 1px solid var(--rule); text-align: left;
  vertical-align: top; overflow-wrap: break-word; }
th { font-weight: 600; color: var(--soft); } .figure { text-align: right; white-space: nowrap; }
svg { width: 100%; height: auto; } svg text { fill: currentColor; font-size: 13px; }
@media print { body { margin: 0; max-width: none; } h2 { break-after: avoid; } tr { break-inside: avoid; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"  # of contents: nothing is fetched, nothing runs
_WIDTH, _LEFT, _RIGHT = 1000, 20, 980


def write_html(report: ScenarioReport, path: Path, language: str) -> Path:
    """Write a report as one HTML file; an earlier file is replaced only by a whole one.

    Parameters
    ----------
    report : ScenarioReport
    path : Path
    language : str
        "en" or "zh".

    Returns
    -------
    Path
        The file.
    """
    put_text(path, html(report, language))
    return path


def html(report: ScenarioReport, language: str) -> str:
    """Return a report as the text of an HTML file."""
    facts = "".join(
        f"<tr><th>{_said(name, language)}</th><td>{_said(value, language)}</td></tr>"
        for name, value in report.facts
    )
    blocks = "".join(_block(report, block, language) for block in report.blocks)
    return (
        f'<!DOCTYPE html>\n<html lang="{"zh-CN" if language == "zh" else "en"}">\n<head>\n'
        f'<meta charset="utf-8">\n<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(report.title)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        f"<h1>{escape(report.title)}</h1>\n<table>{facts}</table>\n"
        f"<h2>{_said(Message(N_('Lines')), language)}</h2>\n{_lines(report.lines, language)}\n{blocks}"
        "</body>\n</html>\n"
    )


def _said(value: Any, language: str) -> str:
    return escape(shown(value, TEXT, language))


def _block(report: ScenarioReport, block: Block, language: str) -> str:
    title = f"<h2>{_said(block.title, language)}</h2>\n"
    if not block.rows:
        return f"{title}<p>{_said(Message(N_('Nothing.')), language)}</p>\n"
    heads = "".join(
        f'<th scope="col"{_class(column.kind)}>{escape(name)}</th>'
        for column, name in zip(block.columns, report.heads(block, language), strict=True)
    )
    rows = "".join(_row(block, place, language) for place in range(len(block.rows)))
    table = f"<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"
    return f'{title}<div class="wide">{table}</div>\n'


def _row(block: Block, place: int, language: str) -> str:
    row = block.rows[place]
    found = []
    for at, (column, value) in enumerate(zip(block.columns, row, strict=True)):
        heat = _heat(row, at, place) if block.heat and column.kind == COUNT else ""
        found.append(f"<td{_class(column.kind)}{heat}>{escape(shown(value, column.kind, language))}</td>")
    return f"<tr>{''.join(found)}</tr>"


def _class(kind: str) -> str:
    return "" if kind == TEXT else ' class="figure"'


def _heat(row: Sequence[Any], at: int, place: int) -> str:
    """Colour a cell by its part of the row; those who stay and the sum are left plain."""
    if at in (place + 1, len(row) - 1) or not row[at]:
        return ""
    share = max(12, min(60, 100 * row[at] // max(1, row[-1])))
    return f' style="background: rgba(var(--moved), .{share:02d})"'


def _lines(lines: Sequence[tuple[str, int, int]], language: str) -> str:
    """Draw the lines on the scale from 0 to 100: dashed where they were, solid where they are."""

    def at(line: int) -> float:
        return round(_LEFT + (_RIGHT - _LEFT) * line / 10_000, 2)

    marks = []
    for place, (tier, before, after) in enumerate(lines):
        height = 18 + 16 * (place % 3)
        marks.append(
            f'<line x1="{at(before)}" x2="{at(before)}" y1="60" y2="96" stroke="currentColor" '
            'stroke-dasharray="3 3" opacity=".6"/>'
            f'<line x1="{at(after)}" x2="{at(after)}" y1="{height + 4}" y2="96" stroke="rgb(var(--moved))" '
            f'stroke-width="2"/><text x="{at(after)}" y="{height}" text-anchor="middle">{escape(tier)} '
            f"{shown(after, 'points', language)}</text>"
        )
    ticks = "".join(
        f'<text x="{at(line)}" y="116" text-anchor="middle" opacity=".7">{line // 100}</text>'
        for line in range(0, 10_001, 1000)
    )
    told = Message(N_("Lines on the scale from 0 to 100: dashed before, solid in the scenario"))
    axis = f'<line x1="{_LEFT}" x2="{_RIGHT}" y1="96" y2="96" stroke="currentColor"/>'
    return (
        f'<svg viewBox="0 0 {_WIDTH} 124" role="img" aria-label="{_said(told, language)}">'
        f"{axis}{''.join(marks)}{ticks}</svg>\n<p>{_said(told, language)}</p>"
    )
