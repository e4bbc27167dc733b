"""Text that a spreadsheet would take for a formula, made harmless and read back.

A cell that begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return may be run as a
formula when a CSV or XLSX file is opened. An apostrophe before it makes it plain text.
"""

from __future__ import annotations

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
RISKY_PATTERN = r"^[=+\-@\t\r\n＝＋－＠]"


def neutralise(text: str) -> str:
    """Return ``text`` such that no spreadsheet runs it."""
    return "'" + text if text.startswith(_RISKY) else text


def restore(text: str) -> str:
    """Return what ``neutralise`` was given."""
    return text[1:] if text.startswith("'") and text[1:].startswith(_RISKY) else text
