"""What went wrong in DuckDB, in words that say which file it is and what to do."""

from __future__ import annotations

import errno
import os
from pathlib import Path

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.tables.aside import cannot_write, no_room


def not_written(target: Path, place: Path, error: Exception) -> BadInputError | None:
    """Return what to say when ``place``, aside of ``target``, could not be written; None: it was not that."""
    text = str(error)
    if place.name not in text:
        return None
    full = os.strerror(errno.ENOSPC) in text
    return cannot_write(target, OSError(errno.ENOSPC if full else errno.EIO, first_line(error)))


def not_laid_aside(folder: str, error: Exception) -> BadInputError | None:
    """Return what to say when there was no room for temporary files; None: it was not that."""
    text = str(error)
    if "failed to offload" not in text and os.strerror(errno.ENOSPC) not in text:
        return None
    return no_room(Path(folder).parent, OSError(errno.ENOSPC, text))


def not_finished(error: Exception) -> BadInputError:
    """Return what to say of anything else."""
    return BadInputError(
        N_("DuckDB could not finish: {why}. --engine kernel does without it."), why=first_line(error)
    )


def unreadable(path: str, error: Exception) -> BadInputError:
    """Return what to say of a path that could not be opened."""
    return BadInputError(
        N_("{file}: no Parquet that an engine can read. Check the path, or write it again. ({why})"),
        file=path,
        why=first_line(error),
    )


def first_line(error: Exception) -> str:
    """Return the reason without the advice to programmers that follows it."""
    return str(error).splitlines()[0]
