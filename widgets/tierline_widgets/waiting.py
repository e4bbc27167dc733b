"""How a kernel that was started ahead learns from its server who came."""

from __future__ import annotations

import json
import time
from contextlib import suppress

PATIENCE_S = 60.0  # for a server that starts, or has much to do; without it the page would be shown to nobody
AGAIN_S = 0.05


def visit(address: str) -> dict[str, str]:
    """Return what the server hands over of the visit; it is asked until it answers.

    Parameters
    ----------
    address : str
        Where the server tells who visits this kernel.

    Returns
    -------
    dict
        Names and values as the kernel's surroundings hold them; empty if the server has no word for it.
    """
    from websockets.exceptions import ConnectionClosed, InvalidHandshake
    from websockets.sync.client import connect

    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        # the server's kernels are started before it listens; it is on this machine, whatever leads elsewhere
        with suppress(OSError, InvalidHandshake):
            line = connect(address, open_timeout=PATIENCE_S, ping_interval=None, proxy=None)
            break
        time.sleep(AGAIN_S)
    else:
        return {}
    with line, suppress(ConnectionClosed):
        told: dict[str, str] = json.loads(line.recv())
        return told
    return {}
