"""The prepared process: it has imported what the pages need, and serves nobody itself.

Started by its server as ``python -P -m tierline_widgets.forked.template SOCKET``. For each line that comes
through the socket it forks a kernel, which shares the memory of all that was imported. What the kernel is
told goes through that line: the prepared process never reads a word of it, so no visitor leaves a trace here.
"""

from __future__ import annotations

import gc
import json
import os
import random
import selectors
import signal
import socket
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from threading import Thread
from typing import Any

import ipywidgets
from ipykernel.kernelapp import IPKernelApp

# The pages and the kernel itself, and what either imports only once it is at work.
IMPORTED = (
    "ipykernel.ipkernel",
    "ipykernel.zmqshell",
    "IPython.core.completerlib",
    "IPython.core.debugger",
    "IPython.core.logger",
    "IPython.core.oinspect",
    "IPython.extensions.storemagic",
    "tornado.platform.asyncio",
    "tierline_widgets.home_page",
    "tierline_widgets.performance_page",
    "tierline_widgets.planner.page",
    "tierline_widgets.panels.team_points",
    "tierline_widgets.waiting",
    "tierline.accelerate",
    "tierline.performance.own_records",
    "tierline.performance.policy_load",
    "tierline.performance.statement_tables",
    "tierline.store.closed",
    "tierline.store.points_records",
    "tierline.store.statements",
    "filelock",
    "pandas",
    "pyarrow.dataset",
    "pyarrow.pandas_compat",
    "pyarrow.parquet",
    "sqlalchemy.dialects.sqlite",
    "websockets.sync.client",
)
NOT_IMPORTED = "debugpy"  # nobody debugs a visitor's kernel, and it is a tenth of what one costs
READY = b"\n"
LEFT_ALONE = 1  # exit status of a kernel whose server has gone


def main() -> None:
    """Prepare, then fork a kernel for each line that comes, until the server has gone."""
    asked = socket.socket(fileno=int(sys.argv[1]))
    sys.modules[NOT_IMPORTED] = None  # type: ignore[assignment]  # Python's way to have an import refused
    for name in IMPORTED:
        import_module(name)
    alone()
    gc.collect()
    gc.freeze()  # what is here now is never garbage; looking for garbage would copy its memory
    asked.sendall(READY)
    line = fork_as_asked(asked)
    if line is not None:
        become_kernel(line)


def alone() -> None:
    """Make sure that this is the only thread: the others would be missing in what is forked.

    Raises
    ------
    SystemExit
        If a package that was imported started one.
    """
    threads = [(task / "comm").read_text().strip() for task in Path("/proc/self/task").iterdir()]
    if len(threads) > 1:
        raise SystemExit(f"more threads than one: {', '.join(sorted(threads))}")


def fork_as_asked(asked: socket.socket) -> socket.socket | None:
    """Fork for each line that comes; return it in the kernel, and None here once the server has gone."""
    kernels: dict[int, socket.socket] = {}
    woken, wakes = socket.socketpair()
    for end in (woken, wakes):
        end.setblocking(False)
    signal.set_wakeup_fd(wakes.fileno())
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    with selectors.DefaultSelector() as waiting:
        waiting.register(woken, selectors.EVENT_READ)
        waiting.register(asked, selectors.EVENT_READ)
        while True:
            ready = {key.fileobj for key, _events in waiting.select()}
            if woken in ready:
                woken.recv(4096)
                _tell_ends(kernels)
            if asked in ready:
                _word, lines, _flags, _from = socket.recv_fds(asked, 1, 1)
                if not lines:
                    return None
                line = socket.socket(fileno=lines[0])
                try:
                    pid = os.fork()
                except OSError:  # the server reads that the line has ended
                    line.close()
                    continue
                if pid == 0:
                    signal.set_wakeup_fd(-1)
                    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                    for other in (asked, woken, wakes, *kernels.values()):
                        other.close()
                    return line
                kernels[pid] = line


def _tell_ends(kernels: dict[int, socket.socket]) -> None:
    for pid in list(kernels):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            with kernels.pop(pid) as line, suppress(OSError):
                line.sendall(b"exit %d\n" % os.waitstatus_to_exitcode(status))


def become_kernel(line: socket.socket) -> None:
    """Be the kernel that ``line`` asks for, until it is shut down or its server has gone.

    Parameters
    ----------
    line : socket
        Brings one line of JSON: ``arguments`` of the kernel, its ``surroundings`` (all of them: none of
        the prepared process's own remain) and the ``folder`` it works in. Back go ``pid N`` and, once the
        kernel can be reached, ``up N``.
    """
    os.setsid()  # as a kernel that is started plainly: signals reach it and all that it starts
    with line.makefile("r", encoding="utf-8") as words:
        told: dict[str, Any] = json.loads(words.readline())
    os.environ.clear()
    os.environ.update(told["surroundings"])
    os.chdir(told["folder"])
    sys.argv = ["ipykernel_launcher", *told["arguments"]]
    _draw_other_numbers()
    line.sendall(b"pid %d\n" % os.getpid())
    app: Any = ForkedKernelApp.instance(line=line, parent_handle=1)
    app.initialize(told["arguments"])
    ipywidgets.load_ipython_extension(app.shell)  # its import came before there was a kernel to listen on
    line.sendall(b"up %d\n" % os.getpid())
    app.start()


def _draw_other_numbers() -> None:
    """Start random numbers anew: they stand where the prepared process left them, the same in all kernels."""
    from numpy.random import seed

    random.seed()
    seed()


class ForkedKernelApp(IPKernelApp):
    """A kernel that ends with its server: its parent, the prepared process, may end before it."""

    def __init__(self, line: socket.socket, **named: Any) -> None:
        super().__init__(**named)  # type: ignore[no-untyped-call]
        self._line = line

    def init_poller(self) -> None:
        """Watch the line to the server in the place of the parent."""
        self.poller = Thread(target=_end_with, args=[self._line], daemon=True)


def _end_with(line: socket.socket) -> None:
    with suppress(OSError):
        line.recv(1)  # nothing is said any more; it comes back when the other end is closed
    os._exit(LEFT_ALONE)


if __name__ == "__main__":
    main()
