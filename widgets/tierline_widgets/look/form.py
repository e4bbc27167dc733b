"""Boxes to type into, and the button that takes what was typed."""

from __future__ import annotations

from collections.abc import Sequence

from tierline.messages import _
from tierline_widgets.look.markup import does, text

TYPED = "type:"  # before the name of a box: what is typed into it goes there


def entry(
    name: str,
    value: str,
    label: str,
    unit: str = "",
    *,
    long: bool = False,
    kind: str = "",
    wrong: bool = False,
    fault: str = "",
    first: str = "",
) -> str:
    """Return a labelled box for a figure; every change of it sends ``type:<name>``; ``first`` as in `box`.

    ``fault`` says what is wrong with it: beneath the box, and read out with it.
    """
    place = f"{name}-fault"
    made = box(
        name, value, label, long=long, kind=kind, wrong=wrong, said=place if fault else "", first=first
    )
    told = f'<span class="tl-fault" id="{text(place)}" role="alert">{text(fault)}</span>' if fault else ""
    return (
        f'<label class="tl-field"><span>{text(label)}</span>'
        f'<span class="tl-box">{made}{text(unit)}</span>{told}</label>'
    )


def box(
    name: str,
    value: str,
    label: str,
    *,
    long: bool = False,
    kind: str = "",
    wrong: bool = False,
    own: str | None = None,
    said: str = "",
    first: str = "",
) -> str:
    """Return the box alone, for a cell of a table; ``label`` is for those who do not see its place.

    A box that is ``wrong``, or of which ``said`` names the place where that is told, is marked so.
    Escape puts ``own`` back, where there is such a value. A box with ``first``, a name of
    its own, takes the focus as it appears.
    """
    kinds = " ".join(filter(None, ("tl-entry", "tl-long" if long else "", kind)))
    mode = "" if long else ' inputmode="decimal"'
    state = ' aria-invalid="true"' if wrong or said else ""
    if said:
        state += f' aria-describedby="{text(said)}"'
    at = f'data-act="{TYPED}{text(name)}" data-key="{TYPED}{text(name)}"'
    if first:
        at += f' data-first="{text(first)}"'
    if own is not None:
        at += f' data-own="{text(own)}"'
    return (
        f'<input type="text" class="{kinds}" {at}{mode}{state} value="{text(value)}" '
        f'autocomplete="off" aria-label="{text(label)}">'
    )


def drop_down(
    act: str, options: Sequence[tuple[str, str]], chosen: str, label: str, *, kind: str = ""
) -> str:
    """Return a list to choose one of; ``options`` are (value, title)."""
    made = "".join(
        f'<option value="{text(value)}"{" selected" if value == chosen else ""}>{text(title)}</option>'
        for value, title in options
    )
    kinds = f"tl-entry {kind}".strip()
    at = f'data-act="{text(act)}" data-key="{text(act)}"'
    return f'<select class="{kinds}" {at} aria-label="{text(label)}">{made}</select>'


def labelled(label: str, control: str) -> str:
    """Return a control under its label."""
    return f'<label class="tl-field"><span>{text(label)}</span><span class="tl-box">{control}</span></label>'


def go(act: str, title: str, *, off: bool = False) -> str:
    """Return the button that a form leads to."""
    stopped = " disabled" if off else ""
    return f'<button type="button" class="tl-button tl-strong" {does(act)}{stopped}>{text(title)}</button>'


def form(act: str, *parts: str) -> str:
    """Return a form of ``parts``; Enter in one of its boxes sends ``act``."""
    return f'<div class="tl-form tl-live" data-go="{text(act)}">{"".join(parts)}</div>'


def progress(done: int, total: int, said: str, stop: str) -> str:
    """Return how far a piece of work is, with the button that gives it up (``stop`` is its act)."""
    bar = f'<progress value="{done}" max="{max(total, 1)}" aria-label="{text(said)}"></progress>'
    give_up = f'<button type="button" class="tl-button" {does(stop)}>{text(_("Stop"))}</button>'
    return f'<p class="tl-controls" role="status">{bar}<span>{text(said)}</span>{give_up}</p>'
