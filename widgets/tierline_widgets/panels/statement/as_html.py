"""A statement as one HTML file to print: it asks for nothing from outside and runs nothing."""

from __future__ import annotations

from tierline_widgets.look.markup import paper_sheet, style_sheet, text
from tierline_widgets.panels.statement.sheet import Part, Sheet

_CONTENTS = "default-src 'none'; style-src 'unsafe-inline'"


def as_html(sheet: Sheet) -> str:
    """Return a sheet as a page."""
    tag = "zh-CN" if sheet.language == "zh" else "en"
    facts = "".join(f"<tr><th>{text(name)}</th><td>{text(said)}</td></tr>" for name, said in sheet.facts)
    notes = "".join(f"<li>{text(note)}</li>" for note in sheet.notes)
    signed = "".join(f"<span>{text(name)}</span>" for name in sheet.signatures)
    body = (
        f'<h1>{text(sheet.title)}</h1><table class="tl-paper-facts">{facts}</table>'
        f"{''.join(_part(part) for part in sheet.parts)}"
        f'{f"<ul class=tl-facts>{notes}</ul>" if notes else ""}<p class="tp-signed">{signed}</p>'
    )
    return (
        f'<!DOCTYPE html>\n<html lang="{tag}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_CONTENTS}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(sheet.title)} {text(sheet.facts[0][1])} {text(sheet.facts[2][1])}</title>\n"
        f"<style>{style_sheet()}{paper_sheet()}</style>\n</head>\n"
        f'<body><main class="tl tl-static" lang="{tag}">{body}</main></body>\n</html>\n'
    )


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
