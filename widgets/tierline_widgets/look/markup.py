"""Building blocks of a panel: escaped text, cards, tables, states with a next step."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape as _escape
from pathlib import Path

from tierline.messages import _


def text(value: object) -> str:
    """Return ``value`` safe to stand in a page or in an attribute."""
    return _escape(str(value), quote=True)


@cache
def style_sheet() -> str:
    """Return the style sheet of every panel."""
    sheets = ("tierline.css", "planner.css", "forms.css", "performance.css")
    return "".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in sheets)


@cache
def paper_sheet() -> str:
    """Return what a page for printing adds to it."""
    return (Path(__file__).parent / "paper.css").read_text(encoding="utf-8")


def card(title: str, hint: str, body: str, *, controls: str = "", name: str = "", first: bool = False) -> str:
    """Return one card: a question as its title, one sentence how to read it, the answer.

    ``title`` and ``hint`` are plain text, ``body`` and ``controls`` are markup;
    with ``first`` the title takes the focus when the card appears.
    """
    at = f' tabindex="-1" data-first="{text(name)}" data-key="title"' if first else ""
    head = f'<div class="tl-head"><h2{at}>{text(title)}</h2>'
    head += f'<div class="tl-controls">{controls}</div></div>' if controls else "</div>"
    sentence = f'<p class="tl-hint">{text(hint)}</p>' if hint else ""
    named = f'data-panel="{text(name)}" aria-label="{text(title)}"'
    return f'<section class="tl-card" {named}>{head}{sentence}{body}</section>'


@dataclass(frozen=True)
class Column:
    """The head of a column: its title, its unit, whether it holds figures, and the word it is sorted by."""

    title: str
    unit: str = ""
    figures: bool = True
    sort: str = ""


@dataclass(frozen=True)
class Cell:
    """One cell: what is shown (markup), the value it sorts and exports by, and a class."""

    shown: str
    value: str | int | float | None = None
    kind: str = ""


def cell(shown: object, value: str | int | float | None = None, kind: str = "") -> Cell:
    """Return a cell of plain text; zeros and dashes are faint."""
    written = str(shown)
    faint = "tl-zero" if written in ("0", "0.00", "\u2013", "0.0\u202f%") else ""
    return Cell(text(written), written if value is None else value, f"{kind} {faint}".strip())


def _head(columns: Sequence[Column], sortable: bool, sorted_by: str, descending: bool) -> str:
    cells = []
    for place, column in enumerate(columns):
        kind = "" if column.figures else ' class="tl-text"'
        unit = f'<span class="tl-unit">{text(column.unit)}</span>' if column.unit else ""
        label = f'<span class="tl-label">{text(column.title)}</span>{unit}'
        order = ""
        if sortable and column.title:
            key = column.sort or str(place)
            if column.sort and column.sort == sorted_by:
                order = f' aria-sort="{"descending" if descending else "ascending"}"'
            act = f' data-act="sort" data-value="{text(column.sort)}"' if column.sort else ""
            label = f'<button type="button" class="tl-sort" data-sort="{text(key)}"{act}>{label}</button>'
        cells.append(f'<th scope="col"{kind}{order}>{label}</th>')
    return "<tr>" + "".join(cells) + "</tr>"


def table(
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    caption: str = "",
    foot: Sequence[Cell] | None = None,
    sortable: bool = False,
    sorted_by: str = "",
    descending: bool = False,
) -> str:
    """Return a table with figures right-aligned, units in the head, the first column as row heads."""

    def line(cells: Sequence[Cell]) -> str:
        made = []
        for place, (column, one) in enumerate(zip(columns, cells, strict=True)):
            kind = " ".join(filter(None, ("" if column.figures else "tl-text", one.kind)))
            kind = f' class="{kind}"' if kind else ""
            value = "" if one.value is None else f' data-v="{text(one.value)}"'
            made.append(
                f'<th scope="row"{kind}{value}>{one.shown}</th>'
                if not place
                else f"<td{kind}{value}>{one.shown}</td>"
            )
        return "<tr>" + "".join(made) + "</tr>"

    body = "".join(line(row) for row in rows)
    end = f"<tfoot>{line(foot)}</tfoot>" if foot else ""
    label = f"<caption>{text(caption)}</caption>" if caption else ""
    head = _head(columns, sortable, sorted_by, descending)
    parts = f"{label}<thead>{head}</thead><tbody>{body}</tbody>{end}"
    return f'<div class="tl-scroll"><table class="tl-table">{parts}</table></div>'


def tier_mark(name: str, colours: tuple[str, str]) -> str:
    """Return a tier's name with its colour before it."""
    return f'<span class="tl-swatch" style="{paint(colours)}"></span><b>{text(name)}</b>'


def paint(colours: tuple[str, str]) -> str:
    """Return the two colours of a mark as style: one for light ground, one for dark."""
    return f"--on-light:{colours[0]};--on-dark:{colours[1]}"


def change(shown: str, value: int) -> str:
    """Return a change beside a figure: coloured, with its sign, faint when nothing changed."""
    kind = "tl-up" if value > 0 else "tl-down" if value < 0 else "tl-zero"
    return f'<span class="{kind}">{text(shown)}</span>'


def does(act: str, value: str = "") -> str:
    """Return the attributes that make a press send ``act`` with ``value``."""
    return f'data-act="{text(act)}" data-value="{text(value)}"'


def pressed(yes: bool) -> str:
    """Return the attribute that says whether a button is the chosen one."""
    return f'aria-pressed="{"true" if yes else "false"}"'


def search(act: str, value: str, label: str, hint: str) -> str:
    """Return a search box that sends ``act`` while one types."""
    box = f'<input type="search" {does(act)} data-key="{text(act)}" value="{text(value)}"'
    return f'{box} placeholder="{text(hint)}" aria-label="{text(label)}">'


def entry(
    act: str,
    name: str,
    value: str,
    label: str,
    *,
    fault: str = "",
    kind: str = "tl-figure",
    off: bool = False,
    then: str = "",
    waits: bool = False,
) -> str:
    """Return a box to type into; when it is left or Enter is pressed it sends ``act`` with "name=typed".

    Parameters
    ----------
    fault : str
        What is wrong with it, said beneath and read out with the box.
    kind : str
        "tl-figure" for a number, "tl-words" for a text.
    off : bool
        Show it without letting it be changed.
    then : str
        An act that Enter does besides.
    waits : bool
        What it holds was answered, but is on record nowhere yet.
    """
    state = " disabled" if off else " data-waits" if waits else ""
    mode = ' inputmode="decimal"' if kind == "tl-figure" else ""
    place = f"{act}-{name}-fault"
    wrong = f' aria-invalid="true" aria-describedby="{text(place)}"' if fault else ""
    sends = f'data-enter="{text(act)}" data-name="{text(name)}"'
    sends += f' data-then="{text(then)}"' if then else ""
    box = f'<input type="text" class="{kind}" {sends} value="{text(value)}" aria-label="{text(label)}"'
    said = f'<span class="tl-fault" id="{text(place)}" role="alert">{text(fault)}</span>' if fault else ""
    return f'{box}{mode}{wrong}{state} autocomplete="off" spellcheck="false">{said}'


def tick(act: str, name: str, on: bool, title: str, *, off: bool = False, label: str = "") -> str:
    """Return a box to tick with its title beside it; it sends ``act`` with "name=true" or "name=false".

    Parameters
    ----------
    label : str
        What it is called away from where it stands, if its title alone does not say it; holds the title.
    """
    marks = f"{' checked' if on else ''}{' disabled' if off else ''}"
    marks += f' aria-label="{text(label)}"' if label else ""
    box = f'<input type="checkbox" data-enter="{text(act)}" data-name="{text(name)}"{marks}>'
    return f'<label class="tl-tick">{box}<span>{text(title)}</span></label>'


def choice(act: str, options: Sequence[tuple[str, str]], chosen: str, label: str) -> str:
    """Return a row of buttons of which one is chosen; ``options`` are (value, title)."""
    buttons = "".join(
        f'<button type="button" {does(act, value)} {pressed(value == chosen)}>{text(title)}</button>'
        for value, title in options
    )
    return f'<span class="tl-choice" role="group" aria-label="{text(label)}">{buttons}</span>'


def button(act: str, title: str, value: str = "", *, plain: bool = False, first: bool = False) -> str:
    """Return a button that sends ``act`` with ``value``; with ``first`` it takes the focus as it appears."""
    kind = "tl-link" if plain else "tl-button"
    at = does(act, value) + (f' data-first="{text(act)}"' if first else "")
    return f'<button type="button" class="{kind}" {at}>{text(title)}</button>'


def notice(said: str, *, good: bool = False) -> str:
    """Return a sentence on what just happened: a failure, or ``good`` news."""
    kind, role = ("tl-notice tl-good", "status") if good else ("tl-notice", "alert")
    return f'<p class="{kind}" role="{role}">{text(said)}</p>'


def state(kind: str, title: str, what: str, step: str, command: str = "") -> str:
    """Return a designed state: what is the matter, and the next step.

    Parameters
    ----------
    kind : {"empty", "error", "closed"}
        Nothing there yet, something failed, not allowed.
    command : str
        A command to type, shown for copying.
    """
    role = "status" if kind == "empty" else "alert"
    sign = {"empty": "○", "error": "!", "closed": "×"}[kind]
    typed = f"<code>{text(command)}</code>" if command else ""
    return (
        f'<section class="tl-card tl-state tl-state-{kind}" role="{role}">'
        f'<div class="tl-sign" aria-hidden="true">{sign}</div><h2>{text(title)}</h2><p>{text(what)}</p>'
        f'<p class="tl-step"><b>{text(_("Next step"))}</b> {text(step)}</p>{typed}</section>'
    )
