"""Finds, reads and checks policy files."""

from __future__ import annotations

import hashlib
import tomllib
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tierline.data import data_folder
from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.policy.check import check
from tierline.policy.faults import Faults
from tierline.policy.model import PolicyFile
from tierline.policy.resolve import resolve
from tierline.policy.resolved import Policy

MOST_BYTES = 4_000_000  # no real policy comes near; a data file given by mistake does


def policy_ids() -> list[str]:
    """Return the ids of the shipped policies, sorted."""
    return sorted(path.parent.name for path in (data_folder() / "policies").glob("*/policy.toml"))


def policy_path(id_or_path: str | Path) -> Path:
    """Return the file of a policy given by id or by path.

    Raises
    ------
    BadInputError
        There is no such file, nor a shipped policy of that id.
    """
    text = str(id_or_path)
    shipped = data_folder() / "policies" / text / "policy.toml"
    if "/" not in text and "\\" not in text and shipped.is_file():
        return shipped
    path = Path(id_or_path).expanduser()
    if path.is_dir() and (path / "policy.toml").is_file():
        path = path / "policy.toml"
    if path.is_dir():
        raise BadInputError(
            N_("{path} is a folder without a policy.toml. Give a policy's TOML file."), path=str(path)
        )
    if not path.is_file() and path.suffix == ".toml":
        raise BadInputError(N_("There is no file {path}. Check the path."), path=str(path))
    if not path.is_file():
        raise BadInputError(
            N_("There is no policy '{policy}'. Known policies: {known}. A path to a .toml file works too."),
            policy=text,
            known=", ".join(policy_ids()),
        )
    return path


def read_policy_file(id_or_path: str | Path) -> tuple[PolicyFile, str, Path]:
    """Read and check a policy file; return it, its text and its path.

    Raises
    ------
    BadInputError
        Each fault on its own line, naming file, parameter, rule and mend.
    """
    path = policy_path(id_or_path)
    if path.stat().st_size > MOST_BYTES:
        raise BadInputError(
            N_("{file} is too large for a policy. Give a policy's TOML file."), file=str(path)
        )
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInputError(
            N_("{file}: not UTF-8 text (byte {byte}). Save the policy as UTF-8."),
            file=str(path),
            byte=error.start,
        ) from None
    return parse_policy(text, str(path)), text, path


def parse_policy(text: str, file: str) -> PolicyFile:
    """Turn a policy's text into a checked file model; ``file`` names it in messages."""
    try:
        raw = tomllib.loads(text.replace("\r\n", "\n"), parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        raise BadInputError(
            N_("{file}: not valid TOML: {error}. Mend that line."), file=file, error=str(error)
        ) from None
    faults = Faults(file)
    try:
        found = PolicyFile.model_validate(raw)
    except ValidationError as error:
        for fault in error.errors():
            _tell(faults, raw, fault)
        faults.raise_if_any()
        raise AssertionError("a validation error without faults") from error
    check(found, faults)
    faults.raise_if_any()
    return found


def load_policy(id_or_path: str | Path, month: str) -> Policy:
    """Load a policy as it stands in a month.

    Parameters
    ----------
    id_or_path : str or Path
        The id of a shipped policy, or the path of a policy's TOML file.
    month : str
        "YYYY-MM"; dated values are judged on its last day.

    Returns
    -------
    Policy
        Every figure an integer: points, lines and buffer in hundredths, weights in basis points.

    Raises
    ------
    BadInputError
        The policy is unknown, faulty, or does not hold yet in that month.

    Notes
    -----
    Source: rulebook XJ-1, XJ-3, VIP-3; Readings, Tiering.
    """
    file, text, path = read_policy_file(id_or_path)
    return resolve(file, month, text, _digest(text), str(path))


def policy_from_text(text: str, month: str, file: str = "policy.toml") -> Policy:
    """Load a policy from its text, as a closed month keeps it."""
    return resolve(parse_policy(text, file), month, text, _digest(text), file)


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


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
        if isinstance(step, int) and words and words[-1] in ("tier", "indicator", "qualification", "class"):
            named = here.get("id") if isinstance(here, dict) else None
            words[-1] = str(named) if named else f"{words[-1]} {step + 1}"
        elif isinstance(step, int):
            words.append(str(step + 1))
        else:
            words.append(step)
    return ".".join(words)
