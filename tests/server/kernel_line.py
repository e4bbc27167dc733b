"""The socket between a page and its kernel, spoken by hand: what a person can say who needs no browser."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from typing import Any

from jupyter_server.services.kernels.connection.base import (
    deserialize_msg_from_ws_v1,
    serialize_msg_to_ws_v1,
)
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from tierline.deploy.door import Header

PATIENCE_S = 60.0
WIRE_FORMAT = Subprotocol("v1.kernel.websocket.jupyter.org")
PARTS = ("header", "parent_header", "metadata", "content")
Message = dict[str, Any]


class KernelLine:
    """An open socket; refused ones raise ``websockets.exceptions.InvalidStatus``."""

    def __init__(self, url: str, kernel: str, headers: Sequence[Header]) -> None:
        address = f"{url.replace('http', 'ws', 1)}/api/kernels/{kernel}/channels?session_id={uuid.uuid4()}"
        self._leaving = ExitStack()
        line = connect(
            address,
            additional_headers=list(headers),
            origin=Origin(url),
            subprotocols=[WIRE_FORMAT],
            max_size=None,
            open_timeout=PATIENCE_S,
            proxy=None,  # as a browser does, which goes to its own machine without one
        )
        self.socket = self._leaving.enter_context(line)

    def __enter__(self) -> KernelLine:
        return self

    def __exit__(self, *_error: object) -> None:
        self._leaving.close()

    def say(self, kind: str, content: Message, channel: str = "shell", **metadata: Any) -> str:
        """Send a message; returns its id."""
        header = {
            "msg_id": uuid.uuid4().hex,
            "msg_type": kind,
            "session": uuid.uuid4().hex,
            "username": "",
            "version": "5.3",
        }
        said = {"header": header, "parent_header": {}, "metadata": metadata, "content": content}
        parts = [json.dumps(said[name]).encode() for name in PARTS]
        self.socket.send(serialize_msg_to_ws_v1(parts, channel))
        return header["msg_id"]

    def heard(self, until: str) -> Iterator[Message]:
        """Yield what comes back until the kernel is done with the message of this id."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            raw = self.socket.recv(timeout=max(0.1, deadline - time.monotonic()))
            assert isinstance(raw, bytes)
            _channel, came = deserialize_msg_from_ws_v1(raw)
            message = dict(zip(PARTS, map(json.loads, came), strict=False))
            message |= {"msg_type": message["header"]["msg_type"], "buffers": came[4:]}
            yield message
            mine = message["parent_header"].get("msg_id") == until
            if mine and message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
                return

    def answered(self, kind: str, content: Message, channel: str = "shell") -> list[str]:
        """Say something and return the kinds of the messages that answer it, before one known to come."""
        asked = self.say(kind, content, channel)
        after = self.say("kernel_info_request", {})
        return [one["msg_type"] for one in self.heard(after) if one["parent_header"].get("msg_id") == asked]

    def states(self) -> dict[str, Message]:
        """Return the state of every widget of the kernel, as its front end may ask for it at any time."""
        comm = uuid.uuid4().hex
        self.say(
            "comm_open",
            {"comm_id": comm, "target_name": "jupyter.widget.control", "data": {}},
            version="1.0.0",
        )
        asked = self.say("comm_msg", {"comm_id": comm, "data": {"method": "request_states"}})
        for message in self.heard(asked):
            data = message["content"].get("data", {})
            if message["msg_type"] == "comm_msg" and data.get("method") == "update_states":
                return {name: one["state"] for name, one in data["states"].items()}
        raise AssertionError("the kernel did not tell its widgets' states")

    def act(self, widget: str, name: str, value: str = "") -> list[Message]:
        """Press ``name`` on a panel; returns everything that came back."""
        data = {"method": "custom", "content": {"act": name, "value": value}}
        asked = self.say("comm_msg", {"comm_id": widget, "data": data})
        return list(self.heard(asked))
