"""What a person at the command line is told of machine code; a notebook or a program hears nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tierline.messages import N_, Message

_MADE = N_(
    "Machine code is being made for what runs here for the first time; this takes a while. "
    "Later runs start at once."
)
_MADE_ANEW = N_(
    "Machine code is being made; this takes a while. It cannot be kept, so every run makes it anew: "
    "set NUMBA_CACHE_DIR to a folder that can be written."
)
_NOT_KEPT = N_(
    "Machine code cannot be kept in {folder}: {why}. This run goes on; the next one makes it anew."
)
_FULL = N_("the disk is full")

_listeners: list[Callable[[Message], None]] = []
_said: set[str] = set()


@contextmanager
def heard_by(listener: Callable[[Message], None]) -> Iterator[None]:
    """Let ``listener`` hear each notice once, for the length of a ``with`` block."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
        _said.clear()


def being_made(*, kept: bool) -> None:
    """Tell that something has to be compiled, and whether a later run finds it."""
    _say(Message(_MADE if kept else _MADE_ANEW))


def not_kept(folder: Path, error: OSError, *, full: bool) -> None:
    """Tell that ``folder`` took no machine code, and why."""
    why = Message(_FULL) if full else error.strerror or str(error)
    _say(Message(_NOT_KEPT, {"folder": folder, "why": why}))


def _say(notice: Message) -> None:
    if _listeners and notice.text not in _said:
        _said.add(notice.text)
        for listener in _listeners:
            listener(notice)
