"""Long work behind a button: its progress is a trait, and pressing Stop reaches it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Generator
from time import monotonic
from typing import Any

from traitlets import Bool, HasTraits, Int

from tierline.errors import TierlineError

SLICE = 0.1  # seconds of work between two looks at what the reader pressed


class Work(HasTraits):
    """A piece of work in steps, one at a time.

    Attributes
    ----------
    done, total : traits
        Steps done, and how many there are.
    running : trait
    trouble : TierlineError or None
        Why it ended before its end.
    """

    done = Int()
    total = Int()
    running = Bool()

    def __init__(self) -> None:
        super().__init__()
        self.trouble: TierlineError | None = None
        self._steps: Generator[int, None, Any] | None = None
        self._take: Callable[[Any], None] | None = None

    def start(
        self,
        steps: Generator[int, None, Any],
        total: int,
        take: Callable[[Any], None],
        *,
        soon: bool = False,
    ) -> None:
        """Begin; what ran before is given up.

        Parameters
        ----------
        steps : generator
            Yields how many steps are done, returns what was found. A TierlineError ends it and is kept.
        total : int
        take : callable
            Takes what was found, before ``running`` ends.
        soon : bool
            Return at once and work between the messages of the page, so that it shows progress and can be
            stopped. Without it, or where no loop runs, the work is done on return.
        """
        self.stop()
        self._steps, self._take, self.trouble = steps, take, None
        self.done, self.total, self.running = 0, total, True
        if soon:
            try:
                loop = asyncio.get_running_loop()
            except RuntimeError:  # nobody is waiting for messages: there is nothing to work between
                pass
            else:
                loop.call_later(0, self._go_on, loop, steps)
                return
        while self._step():
            pass

    def stop(self) -> None:
        """Give the work up; nothing is taken over from it."""
        if self._steps is not None:
            self._steps.close()
        self._steps = None
        self.running = False

    def _go_on(self, loop: asyncio.AbstractEventLoop, steps: Generator[int, None, Any]) -> None:
        if steps is not self._steps:
            return  # given up, or something else was begun
        until = monotonic() + SLICE
        while self._step():
            if monotonic() > until:
                loop.call_later(0.005, self._go_on, loop, steps)
                return

    def _step(self) -> bool:
        if self._steps is None:
            return False
        try:
            self.done = next(self._steps)
        except StopIteration as end:
            self._end(end.value)
        except TierlineError as error:
            self.trouble = error
            self._end(None)
        return self._steps is not None

    def _end(self, found: Any) -> None:
        self._steps = None
        if self.trouble is None and self._take is not None:
            self._take(found)
        self.running = False
