"""An output that is one of a command's own inputs would be gone before anyone could read it again."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import unquote, urlsplit

from tierline.errors import UsageError
from tierline.messages import N_


def refuse_own_inputs(target: str, inputs: Mapping[str, str | Path | None]) -> None:
    """Refuse to write to a place that is read.

    Parameters
    ----------
    target : str
        The place to write to: a file, a folder, or a place on a cluster.
    inputs : mapping of str to str, Path or None
        Each input as the command line calls it, such as "IN", and its place.

    Raises
    ------
    UsageError
        The target is an input by any name (relative path, symbolic or hard link), lies within an
        input's folder, or holds an input.
    """
    for name, place in inputs.items():
        if place is not None and _overlap(target, str(place)):
            raise UsageError(
                N_("OUT and {name} are the same place: {file}. Nothing was written; name another OUT."),
                name=name,
                file=target,
            )


def _overlap(target: str, place: str) -> bool:
    one, other = _local(target), _local(place)
    if one is None or other is None:
        left, right = (text.rstrip("/") + "/" for text in (target, place))
        return left.startswith(right) or right.startswith(left)
    if one.exists() and other.exists() and one.samefile(other):
        return True
    one, other = one.resolve(), other.resolve()
    return one == other or other in one.parents or one in other.parents


def _local(place: str) -> Path | None:
    """Return the path on this machine, None for a place on a cluster."""
    parts = urlsplit(place)
    if parts.scheme == "file":
        return Path(unquote(parts.path))
    # one letter before the colon is a drive
    return None if len(parts.scheme) > 1 and "://" in place else Path(place)
