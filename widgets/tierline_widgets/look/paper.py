"""What goes on paper: a table of it, the HTML file around it, and the name of the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tierline_widgets.look.markup import paper_sheet, style_sheet, text

KINDS = {"html": "text/html", "pdf": "application/pdf", "csv": "text/csv"}
_CONTENTS = "default-src 'none'; style-src 'unsafe-inline'"  # nothing is fetched, nothing runs


@dataclass(frozen=True)
class Part:
    """A table of plain text.

    Parameters
    ----------
    title : str
        "" for none of its own.
    heads : sequence of str
    rows : sequence of sequence of str
    figures : frozenset of int
        Columns that hold figures, which stand to the right.
    strong : frozenset of int
        Rows that sum up.
    widths : sequence of float
        Of the columns, in millimetres.
    """

    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: frozenset[int]
    strong: frozenset[int]
    widths: Sequence[float]


def html_file(title: str, about: str, body: str, language: str) -> str:
    """Return ``body`` (markup) as one page to print: it asks for nothing from outside and runs nothing.

    Parameters
    ----------
    title : str
        What the paper is, its first heading.
    about : str
        What else the window's title says.
    body : str
        Markup below the heading.
    language : {"en", "zh"}
    """
    tag = "zh-CN" if language == "zh" else "en"
    return (
        f'<!DOCTYPE html>\n<html lang="{tag}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_CONTENTS}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)} {text(about)}</title>\n"
        f"<style>{style_sheet()}{paper_sheet()}</style>\n</head>\n"
        f'<body><main class="tl tl-static" lang="{tag}"><h1>{text(title)}</h1>{body}</main></body>\n</html>\n'
    )


def facts_table(facts: Sequence[tuple[str, str]]) -> str:
    """Return what a paper is about as markup: names to the left, what they are to the right."""
    rows = "".join(f"<tr><th>{text(name)}</th><td>{text(said)}</td></tr>" for name, said in facts)
    return f'<table class="tl-paper-facts">{rows}</table>'


def listed(said: Sequence[str]) -> str:
    """Return sentences as a list; nothing for none."""
    rows = "".join(f"<li>{text(one)}</li>" for one in said)
    return f'<ul class="tl-facts">{rows}</ul>' if rows else ""


def file_name(*parts: str, language: str, kind: str) -> str:
    """Return the name of a file: what could mean a folder or a command in it is a dash."""
    kept = ("".join(sign if sign.isalnum() else "-" for sign in part) for part in parts)
    return f"tierline-{'-'.join(kept)}.{language}.{kind}"
