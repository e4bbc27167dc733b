"""Reads a policy's text and tells what is wrong with its shape: where, what, and how to mend it."""

from __future__ import annotations

import hashlib
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.policy.faults import Faults

MOST_BYTES = 4_000_000  # no real policy comes near; a data file given by mistake does
_NAMED = (
    "tier", "indicator", "qualification", "class", "service", "service_group", "role", "category", "item",
)  # fmt: skip


def read_policy_text(path: Path) -> str:
    """Return the text of a policy file.

    Raises
    ------
    BadInputError
        The file is far too large, or not UTF-8.
    """
    if path.stat().st_size > MOST_BYTES:
        raise BadInputError(
            N_("{file} is too large for a policy. Give a policy's TOML file."), file=str(path)
        )
    try:
        return path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(
            N_("{file}: not UTF-8 text (byte {byte}). Save the policy as UTF-8."),
            file=str(path),
            byte=error.start,
        ) from None


def parse_toml(text: str, file: str) -> dict[str, Any]:
    """Return a policy's text as data, its decimals as they are written; ``file`` names it in messages."""
    try:
        return tomllib.loads(text.replace("\r\n", "\n"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise BadInputError(
            N_("{file}: not valid TOML: {error}. Mend that line."), file=file, error=str(error)
        ) from None


def digest(text: str) -> str:
    """Return the SHA-256 of a policy's text."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def tell_shape(faults: Faults, raw: dict[str, Any], error: ValidationError) -> None:
    """Add every fault of a file that has not the shape of a policy to ``faults``."""
    for fault in error.errors():
        _tell(faults, raw, fault)


def _tell(faults: Faults, raw: dict[str, Any], fault: Any) -> None:
    where = _place(raw, fault["loc"])
    kind, given = fault["type"], fault["input"]
    if kind == "missing":
        faults.add(where, N_("is missing. Add it."))
    elif kind == "extra_forbidden":
        faults.add(where, N_("is not known here. Remove it, or mend its spelling."))
    elif kind == "literal_error":
        faults.add(
            where,
            N_("'{value}' is not allowed; allowed: {allowed}. Choose one of them."),
            value=given,
            allowed=str(fault["ctx"]["expected"]).replace("'", "").replace(" or ", ", "),
        )
    elif kind in ("too_short", "string_too_short"):
        faults.add(where, N_("is empty or too short. Fill it in."))
    else:
        faults.add(
            where,
            N_("'{value}' has the wrong type or range ({rule}). Write a value of the right kind."),
            value=given,
            rule=kind.replace("_", " "),
        )


def _place(raw: Any, location: tuple[int | str, ...]) -> str:
    """Name a place as the file's author does: by the entry's id rather than by its number."""
    words: list[str] = []
    here = raw
    for step in location:
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            here = None
        if isinstance(step, int) and words and words[-1] in _NAMED:
            named = here.get("id") if isinstance(here, dict) else None
            words[-1] = str(named) if named else f"{words[-1]} {step + 1}"
        elif isinstance(step, int):
            words.append(str(step + 1))
        else:
            words.append(step)
    return ".".join(words)
