"""A statement as one HTML file to print."""

from __future__ import annotations

from tierline_widgets.look.markup import text
from tierline_widgets.look.paper import Part, facts_table, html_file, listed
from tierline_widgets.panels.statement.sheet import Sheet


def as_html(sheet: Sheet) -> str:
    """Return a sheet as a page."""
    signed = "".join(f"<span>{text(name)}</span>" for name in sheet.signatures)
    parts = "".join(_part(part) for part in sheet.parts)
    body = f'{facts_table(sheet.facts)}{parts}{listed(sheet.notes)}<p class="tp-signed">{signed}</p>'
    return html_file(sheet.title, f"{sheet.facts[0][1]} {sheet.facts[2][1]}", body, sheet.language)


def _part(part: Part) -> str:
    heads = "".join(
        f'<th scope="col"{"" if place in part.figures else " class=tl-text"}>{text(head)}</th>'
        for place, head in enumerate(part.heads)
    )
    rows = ""
    for number, row in enumerate(part.rows):
        cells = "".join(_cell(cell, place in part.figures) for place, cell in enumerate(row))
        rows += f"<tr{' class=tp-group' if number in part.strong else ''}>{cells}</tr>"
    table = f'<table class="tl-table"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
    return f"<h2>{text(part.title)}</h2>{table}"


def _cell(said: str, figures: bool) -> str:
    kind = "" if figures else ' class="tl-text tl-wrap"'
    return f"<td{kind}>{text(said)}</td>"
