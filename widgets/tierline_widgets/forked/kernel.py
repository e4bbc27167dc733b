"""A forked kernel as its server sees it: what Jupyter asks of a process that it started itself."""

from __future__ import annotations

import os
import select
import signal
import socket
import subprocess

UNKNOWN = 255  # exit status that nobody is left to tell


class ForkedKernel:
    """A kernel at the other end of a line.

    The kernel and the prepared process hold that end: the latter tells the exit status, and when both
    have let go the kernel has ended.

    Parameters
    ----------
    pid : int
    line : socket
        Non-blocking; closing it ends the kernel.
    """

    stdin = stdout = stderr = None

    def __init__(self, pid: int, line: socket.socket) -> None:
        self.pid = pid
        self.returncode: int | None = None
        self._line = line
        self._said = b""

    def poll(self) -> int | None:
        """Return the exit status; None as long as the kernel runs."""
        while self.returncode is None:
            try:
                said = self._line.recv(64)
            except BlockingIOError:
                return None
            except OSError:
                said = b""
            self._said += said
            if self._said.endswith(b"\n") or not said:
                told = self._said.split()
                self.returncode = int(told[1]) if told[:1] == [b"exit"] else UNKNOWN
                self._line.close()
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end and return the exit status."""
        while (status := self.poll()) is None:
            if not select.select([self._line], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("kernel", timeout or 0)
        return status

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel, if it still runs."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask the kernel to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End the kernel."""
        self.send_signal(signal.SIGKILL)
