"""What adds up to the total, to the hundredth."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tierline.messages import _
from tierline.performance.statement_text import entry_text
from tierline_widgets import numbers
from tierline_widgets.look.markup import text
from tierline_widgets.points import words

if TYPE_CHECKING:
    from tierline.performance.statement import Statement

_WITH_THEIR_LINES = ("indicator", "event")


def sum_rows(statement: Statement) -> list[tuple[str, int]]:
    """Return what adds up to the total: the indicators and the events together, each further entry alone."""
    if statement.total is None:
        return []
    entries = statement.entries
    lines, events = (sum(each.points for each in entries if each.kind == kind) for kind in _WITH_THEIR_LINES)
    rows = [(_("Indicators, as shown"), lines)]
    if any(each.kind == "event" for each in entries):
        rows.append((_("Events, as shown"), events))
    return rows + [
        (entry_text(each, statement), each.points) for each in entries if each.kind not in _WITH_THEIR_LINES
    ]


def draw_sum(statement: Statement) -> str:
    """Return the sum as markup; nothing where there is no total."""
    rows = sum_rows(statement)
    if statement.total is None or not rows:
        return ""
    body = "".join(
        f'<tr><th scope="row" class="tl-wrap">{text(name)}</th><td>{words.signed(points)}</td></tr>'
        for name, points in rows
    )
    foot = f'<th scope="row">{text(_("Total"))}</th><td>{numbers.score(statement.total)}</td>'
    title = f'<h3 class="tp-sub">{text(_("It adds up"))}</h3>'
    return (
        f'{title}<table class="tl-table tp-sum"><tbody>{body}</tbody><tfoot><tr>{foot}</tr></tfoot></table>'
    )
