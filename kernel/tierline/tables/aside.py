"""A file is written aside and renamed when it is whole; what killed runs left beside it is swept."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tierline.errors import BadInputError
from tierline.messages import N_, Message

_FULL = (errno.ENOSPC, errno.EDQUOT)


@contextmanager
def aside(path: Path) -> Iterator[Path]:
    """Give the place to write to; at the end of the ``with`` block the file there becomes ``path``.

    When the block fails, ``path`` is as it was and nothing is left beside it.

    Parameters
    ----------
    path : Path
        The file that is made or replaced.

    Raises
    ------
    BadInputError
        No such folder, or it cannot be written.
    """
    if not path.parent.is_dir():
        raise no_folder(path)
    place = path.with_name(f".{path.name}.writing-{os.getpid()}")
    try:
        with told(path):
            _sweep(path)
        yield place
        with told(path):
            place.replace(path)
    finally:
        with suppress(OSError):  # a name too long to write is too long to remove
            place.unlink(missing_ok=True)


def no_folder(path: Path) -> BadInputError:
    """Return what to say of a file whose folder is not there."""
    return BadInputError(
        N_("{folder}: there is no such folder to write {file} to. Make it, or choose another place."),
        folder=path.parent,
        file=path.name,
    )


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn the system's refusal to write ``path`` (a full disk, no rights) into BadInputError."""
    try:
        yield
    except OSError as error:
        raise cannot_write(path, error) from error


def cannot_write(path: Path | str, error: OSError) -> BadInputError:
    """Return what to say of a file that the system did not let us write."""
    why = reason_of(error)
    return BadInputError(
        N_("{file} cannot be written: {why}. It is as it was. Make room or choose another place."),
        file=path, why=why,
    )  # fmt: skip


def no_room(folder: Path | str, error: OSError) -> BadInputError:
    """Return what to say when the system's folder for temporary files took no more."""
    return BadInputError(
        N_("{folder}: no room for temporary files: {why}. Make room there, or set TMPDIR."),
        folder=folder,
        why=reason_of(error),
    )


def reason_of(error: OSError) -> Message | str:
    """Return why the system refused; a full disk in the reader's language."""
    return Message(N_("the disk is full")) if error.errno in _FULL else error.strerror or str(error)


def _sweep(path: Path) -> None:
    """Remove what processes that were killed had begun to write for ``path``."""
    start = f".{path.name}.writing-"
    for left in path.parent.iterdir():
        process = left.name.removeprefix(start)
        if process != left.name and process.isdecimal() and left.is_file() and not lives(int(process)):
            with suppress(OSError):  # somebody else's: theirs to remove
                left.unlink(missing_ok=True)


def lives(process: int) -> bool:
    """Return whether a process of this machine still runs, as far as we can know."""
    if os.name == "nt":
        return True  # asking would end it there
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except PermissionError:
        return True
    return True
