"""The server's side of the prepared process: started once, and anew when it was lost."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from typing import Any

from tierline.processors import processors
from tierline_widgets.forked.kernel import ForkedKernel

TEMPLATE = "tierline_widgets.forked.template"
PREPARED_WITHIN, UP_WITHIN = 120.0, 60.0  # seconds
ENDED_WITHIN = 5.0  # seconds between letting go of its line and being gone
AGAIN_AFTER = 60.0  # seconds until another one is prepared, after one was slow or was killed
# A thread that a library starts would be missing in what is forked; huge pages for small tables are waste.
SURROUNDINGS = {
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "MIMALLOC_ALLOW_THP": "0",
}


class NotForkedError(Exception):
    """No kernel can be forked now."""


class Keeper:
    """Keeps one prepared process and has kernels forked from it.

    Parameters
    ----------
    module : str
        What the prepared process runs.
    """

    def __init__(self, module: str = TEMPLATE) -> None:
        self._module = module
        self._process: subprocess.Popen[bytes] | None = None
        self._asks: socket.socket | None = None
        self._ready: asyncio.Task[None] | None = None
        self._at_once = asyncio.Semaphore(processors())  # more would only be in each other's way
        self._rests_until = 0.0
        self.unfit = False  # it gave up by itself before it was ready: the next one would as well

    @property
    def pid(self) -> int | None:
        """The prepared process, if it was started."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the prepared process; it imports while the server goes on."""
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", self._module, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,
                env={**os.environ, **SURROUNDINGS},
            )
        ours.setblocking(False)
        self._asks, self._ready = ours, None

    def stop(self) -> None:
        """Let the prepared process end; kernels that were forked from it stay."""
        if self._asks is not None and self._process is not None:
            self._asks.close()
            self._process.kill()
            self._process.wait()
        self._process = self._asks = self._ready = None

    async def fork(self, told: dict[str, Any]) -> ForkedKernel:
        """Return a new kernel once it is up; who asked first is served first.

        Parameters
        ----------
        told : dict
            ``arguments``, ``surroundings`` and ``folder`` of the kernel.

        Raises
        ------
        NotForkedError
            If there is no prepared process and none can be started now, or this kernel is not up in time.
        """
        for _again in range(2):
            if self.unfit or time.monotonic() < self._rests_until:
                break
            if self._process is None:
                self.start()
            asks = self._asks
            await self._prepared()
            try:
                async with self._at_once:
                    return await self._forked(told)
            except ConnectionError:
                if asks is self._asks:  # it was lost since; the next one is prepared for all who wait
                    self.stop()
            except OSError as error:  # too slow, or no socket left: this kernel's trouble and nobody else's
                raise NotForkedError from error
        raise NotForkedError

    async def _prepared(self) -> None:
        """Wait until the prepared process is ready; all who wait wait for the same."""
        if self._ready is None:
            self._ready = asyncio.create_task(self._heard_ready())
        await asyncio.shield(self._ready)

    async def _heard_ready(self) -> None:
        asks, process = self._asks, self._process
        assert asks is not None
        assert process is not None
        try:
            async with asyncio.timeout(PREPARED_WITHIN):
                if await asyncio.get_running_loop().sock_recv(asks, 1):
                    return
            await asyncio.to_thread(process.wait, ENDED_WITHIN)
        except (OSError, subprocess.TimeoutExpired):
            pass  # slow, or stuck: it is ended below
        if (process.returncode or 0) > 0:
            self.unfit = True
        else:  # what killed it or held it up passes, as a want of memory does
            self._rests_until = time.monotonic() + AGAIN_AFTER
        self.stop()

    async def _forked(self, told: dict[str, Any]) -> ForkedKernel:
        if self._asks is None:
            raise ConnectionError
        loop = asyncio.get_running_loop()
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with ExitStack() as unless_up:
            unless_up.callback(ours.close)  # ends what may have been forked
            with theirs:
                socket.send_fds(self._asks, [b"k"], [theirs.fileno()])
            async with asyncio.timeout(UP_WITHIN):
                await loop.sock_sendall(ours, json.dumps(told).encode() + b"\n")
                pid = await _told(loop, ours, b"pid")
                await _told(loop, ours, b"up")
            unless_up.pop_all()
        return ForkedKernel(pid, ours)


async def _told(loop: asyncio.AbstractEventLoop, line: socket.socket, word: bytes) -> int:
    """Return the number that is told after ``word``; nothing is read beyond."""
    said = b""
    while not said.endswith(b"\n"):
        one = await loop.sock_recv(line, 1)
        if not one:
            break
        said += one
    if not said.startswith(word + b" "):
        raise ConnectionError
    return int(said.split()[1])
