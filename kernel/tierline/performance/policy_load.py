"""Finds, reads and checks policies of points."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.performance.policy_check import check_points
from tierline.performance.policy_model import PointsFile
from tierline.performance.policy_resolve import resolve_points
from tierline.performance.policy_resolved import PointsPolicy
from tierline.policy.faults import Faults
from tierline.policy.load import POINTS, policy_ids, policy_path
from tierline.policy.shape import digest, parse_toml, read_policy_text, tell_shape


def points_policy_ids() -> list[str]:
    """Return the ids of the shipped policies of points, sorted."""
    return policy_ids(POINTS)


def load_points_policy(id_or_path: str | Path, month: str) -> PointsPolicy:
    """Load a policy of points as it stands in a month.

    Parameters
    ----------
    id_or_path : str or Path
        The id of a shipped policy, or the path of a policy's TOML file.
    month : str
        "YYYY-MM"; dated values are judged on its last day. Of a quarter, its last month.

    Returns
    -------
    PointsPolicy
        Every figure an integer: points, weights, lines in hundredths, shares in basis points,
        completions in millionths, targets in the smallest units of their indicator.

    Raises
    ------
    BadInputError
        The policy is unknown, faulty, not of points, or does not hold yet in that month.

    Notes
    -----
    Source: rulebook LY-12..LY-16, FZ-4; Readings, Points.
    """
    file, text, path = read_points_file(id_or_path)
    return resolve_points(file, month, text, digest(text), str(path))


def points_policy_from_text(text: str, month: str, file: str = "points.toml") -> PointsPolicy:
    """Load a policy of points from its text, as a closed month keeps it."""
    return resolve_points(parse_points(text, file), month, text, digest(text), file)


def read_points_file(id_or_path: str | Path) -> tuple[PointsFile, str, Path]:
    """Read and check a policy file; return it, its text and its path.

    Raises
    ------
    BadInputError
        Each fault on its own line, naming file, parameter, rule and mend.
    """
    path = policy_path(id_or_path)
    text = read_policy_text(path)
    return parse_points(text, str(path)), text, path


def parse_points(text: str, file: str) -> PointsFile:
    """Turn a policy's text into a checked file model; ``file`` names it in messages."""
    return checked(parse_toml(text, file), file)


def checked(raw: Mapping[str, Any], file: str) -> PointsFile:
    """Turn a policy's data into a checked file model; ``file`` names it in messages.

    Raises
    ------
    BadInputError
        Each fault on its own line, naming file, parameter, rule and mend.
    """
    if raw.get("subject") != POINTS:
        raise BadInputError(
            N_("{file} is no policy of points. Choose one whose subject is 'points', for example {known}."),
            file=file,
            known=", ".join(points_policy_ids()),
        )
    faults = Faults(file)
    try:
        found = PointsFile.model_validate(raw)
    except ValidationError as error:
        tell_shape(faults, dict(raw), error)
        faults.raise_if_any()
        raise AssertionError("a validation error without faults") from error
    check_points(found, faults)
    faults.raise_if_any()
    return found
