"""What can wait is done between the page's messages, one piece at a time; where no loop runs, at once."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from weakref import WeakKeyDictionary

BREATH = 0.002  # seconds between two pieces, in which a message is heard

_drawing_later: ContextVar[bool] = ContextVar("drawing_later", default=False)
_waiting: WeakKeyDictionary[asyncio.AbstractEventLoop, deque[Callable[[], None]]] = WeakKeyDictionary()


def soon(piece: Callable[[], None]) -> None:
    """Do ``piece`` once what is being answered is answered, after those that wait already."""
    loop = running_loop()
    if loop is None:
        piece()
        return
    queue = _waiting.setdefault(loop, deque())
    queue.append(piece)
    if len(queue) == 1:
        loop.call_soon(_next, loop, queue)


def later(piece: Callable[[], None], seconds: float) -> None:
    """Do ``piece`` after some seconds; where no loop runs, at once."""
    loop = running_loop()
    if loop is None:
        piece()
    else:
        loop.call_later(seconds, piece)


def running_loop() -> asyncio.AbstractEventLoop | None:
    """Return the loop that hears the page's messages; None where nobody waits for any."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


@contextmanager
def drawn_soon() -> Iterator[None]:
    """Let the panels that are made in here be drawn once the browser shows their places."""
    token = _drawing_later.set(True)
    try:
        yield
    finally:
        _drawing_later.reset(token)


def drawing_later() -> bool:
    """Tell whether a panel made now waits for its place to be shown."""
    return _drawing_later.get() and running_loop() is not None


def _next(loop: asyncio.AbstractEventLoop, queue: deque[Callable[[], None]]) -> None:
    try:
        queue[0]()
    finally:
        queue.popleft()
        if queue:
            loop.call_later(BREATH, _next, loop, queue)
