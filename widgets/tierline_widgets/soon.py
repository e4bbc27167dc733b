"""What can wait is done between the page's messages, one piece at a time; where no loop runs, at once."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from weakref import WeakKeyDictionary

BREATH = 0.002  # seconds between two pieces, in which a message is heard
FIRST = 0.05  # seconds after which a page that was just built is out of the way

_drawing_later: ContextVar[bool] = ContextVar("drawing_later", default=False)
_waiting: WeakKeyDictionary[asyncio.AbstractEventLoop, deque[Callable[[], None]]] = WeakKeyDictionary()


def soon(piece: Callable[[], None], after: float = 0.0) -> None:
    """Do ``piece`` once what is being answered is answered, after those that wait already.

    Parameters
    ----------
    piece : callable
    after : float
        Seconds to wait at least where nothing waits yet.
    """
    loop = running_loop()
    if loop is None:
        piece()
        return
    queue = _waiting.setdefault(loop, deque())
    queue.append(piece)
    if len(queue) == 1:
        loop.call_later(after, _next, loop, queue)


def running_loop() -> asyncio.AbstractEventLoop | None:
    """Return the loop that hears the page's messages; None where nobody waits for any."""
    try:
        return asyncio.get_running_loop()
    except RuntimeError:
        return None


@contextmanager
def drawn_soon() -> Iterator[None]:
    """Let the panels that are made in here come after the page: what stands above them is alive first."""
    token = _drawing_later.set(True)
    try:
        yield
    finally:
        _drawing_later.reset(token)


def drawing_later() -> bool:
    """Tell whether a panel made now is drawn after the page."""
    return _drawing_later.get() and running_loop() is not None


def _next(loop: asyncio.AbstractEventLoop, queue: deque[Callable[[], None]]) -> None:
    try:
        queue[0]()
    finally:
        queue.popleft()
        if queue:
            loop.call_later(BREATH, _next, loop, queue)
