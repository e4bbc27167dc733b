"""Finds, reads and checks policy files."""

from __future__ import annotations

import re
from pathlib import Path

from pydantic import ValidationError

from tierline.data import data_folder
from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.policy.check import check
from tierline.policy.faults import Faults
from tierline.policy.model import PolicyFile
from tierline.policy.resolve import resolve
from tierline.policy.resolved import Policy
from tierline.policy.shape import digest, parse_toml, read_policy_text, tell_shape

ACCOUNTS, POINTS = "accounts", "points"
_SUBJECT = re.compile(r"""^subject\s*=\s*["'](\w+)["']""", re.MULTILINE)


def policy_ids(subject: str | None = ACCOUNTS) -> list[str]:
    """Return the ids of the shipped policies of one subject (None: of every one), sorted."""
    files = (data_folder() / "policies").glob("*/policy.toml")
    return sorted(path.parent.name for path in files if subject in (None, subject_of(path)))


def subject_of(path: Path) -> str:
    """Return what a policy file says it is about: ``subject``, "accounts" or "points"."""
    found = _SUBJECT.search(path.read_text(encoding="utf-8", errors="replace"))
    return found[1] if found else ACCOUNTS


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
            known=", ".join(policy_ids(None)),
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
    text = read_policy_text(path)
    return parse_policy(text, str(path)), text, path


def parse_policy(text: str, file: str) -> PolicyFile:
    """Turn a policy's text into a checked file model; ``file`` names it in messages."""
    raw = parse_toml(text, file)
    if raw.get("subject") == POINTS:
        raise BadInputError(
            N_("{file} is a policy of points, not of accounts. Choose a policy that grades accounts."),
            file=file,
        )
    faults = Faults(file)
    try:
        found = PolicyFile.model_validate(raw)
    except ValidationError as error:
        tell_shape(faults, raw, error)
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
    return resolve(file, month, text, digest(text), str(path))


def policy_from_text(text: str, month: str, file: str = "policy.toml") -> Policy:
    """Load a policy from its text, as a closed month keeps it."""
    return resolve(parse_policy(text, file), month, text, digest(text), file)
