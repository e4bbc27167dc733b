"""Collects what is wrong with a policy, so that one reading of the file tells all of it."""

from __future__ import annotations

from typing import Any

from tierline.errors import BadInputError
from tierline.messages import N_, Message, MessageList


class Faults:
    """The faults of one file, each naming file, parameter, rule and mend."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.found: list[Message] = []

    def add(self, parameter: str, rule: str, /, **places: Any) -> None:
        """Note that ``parameter`` breaks ``rule`` (a text marked with ``N_`` that ends with the mend)."""
        whole = Message(
            N_("{file}: {parameter}: {rule}"),
            {"file": self.file, "parameter": parameter, "rule": Message(rule, places)},
        )
        if whole not in self.found:
            self.found.append(whole)

    def raise_if_any(self) -> None:
        """Raise BadInputError with every fault, one a line."""
        if self.found:
            raise BadInputError(MessageList("", {}, tuple(self.found)))
