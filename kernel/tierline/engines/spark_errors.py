"""What went wrong in Spark, in words that say which place it is and what to do."""

from __future__ import annotations

import errno
import os
from typing import Any

from tierline.errors import BadInputError, UsageError
from tierline.messages import N_
from tierline.tables.aside import cannot_write

# words of the system that Java passes on, and of HDFS for the same
_FULL = (os.strerror(errno.ENOSPC), os.strerror(errno.EDQUOT), "QuotaExceededException")
_LAID_ASIDE = ("DiskBlockObjectWriter", "SpillWriter", "ShuffleWriter")
_NOT_LET = ("access=WRITE", "ParentNotDirectoryException")
_ONLY_AROUND = ("TASK_WRITE_FAILED", "Job aborted due to stage failure")  # the reason is told elsewhere
_NO_MEMORY = "OutOfMemoryError"
_CAUSE = "Caused by: "


def not_written(target: str, beside: str, error: Exception) -> BadInputError | None:
    """Return what to say when ``beside``, which is to become ``target``, could not be written.

    Parameters
    ----------
    target, beside : str
        The folder as it was given, and the name of the one that is written first.
    error : Exception
        From Spark.

    Returns
    -------
    BadInputError or None
        None: it was something else, a table that cannot be read, say.
    """
    if _has(error, _FULL) and not _has(error, _LAID_ASIDE):
        return cannot_write(target, OSError(errno.ENOSPC, ""))
    for why in _reasons(error):
        if any(word in why for word in (beside, *_NOT_LET)) and not any(word in why for word in _ONLY_AROUND):
            return cannot_write(target, OSError(errno.EACCES, _plain(why)))
    return None


def not_finished(error: Exception) -> BadInputError:
    """Return what to say of anything else."""
    if _is_silent(error) or _has(error, (_NO_MEMORY,)):
        return BadInputError(
            N_("Spark ended before it had finished, mostly for want of memory. Give it more in {variable} "
               "({options}), or use --engine kernel."),
            variable="PYSPARK_SUBMIT_ARGS", options="--driver-memory, --executor-memory",
        )  # fmt: skip
    if _has(error, _FULL):
        return BadInputError(
            N_("Spark has no room for temporary files: the disk is full. Make room there, or set {variable} "
               "to a folder on another disk."),
            variable="SPARK_LOCAL_DIRS",
        )  # fmt: skip
    return BadInputError(
        N_("Spark could not finish: {why}. Mend the table, or use --engine kernel."), why=first_line(error)
    )


def not_begun(error: Exception) -> UsageError:
    """Return what to say when no session came up."""
    return UsageError(
        N_("Spark could not be started: {why}. Check --master and Spark's settings."), why=first_line(error)
    )


def first_line(error: Exception) -> str:
    """Return what Java says, without the call that led to it."""
    thrown = _thrown(error)
    return str(error if thrown is None else thrown.toString()).strip().split("\n")[0]


def _has(error: Exception, words: tuple[str, ...]) -> bool:
    text = "\n".join([str(error), *_reasons(error)])
    return any(word in text for word in words)


def _is_silent(error: Exception) -> bool:
    """Return whether Java no longer answers; of a call that it refuses it says why."""
    from py4j.protocol import Py4JError, Py4JNetworkError

    if isinstance(error, ConnectionError | Py4JNetworkError):
        return True
    return type(error) is Py4JError and "Trace:" not in str(error)


def _reasons(error: Exception) -> list[str]:
    """Return what led to it, the first reason first: causes as objects, or in the text of another machine."""
    found = []
    thrown = _thrown(error)
    while thrown is not None:
        found.append(str(thrown.toString()).split("\n")[0])
        thrown = thrown.getCause()
    found += [line.removeprefix(_CAUSE) for line in str(error).split("\n") if line.startswith(_CAUSE)]
    return found[::-1]


def _thrown(error: Exception) -> Any:
    return getattr(error, "java_exception", None) or getattr(error, "_origin", None)


def _plain(why: str) -> str:
    """Leave out the names of classes before it, and what Java adds in brackets."""
    return why.rpartition("Exception: ")[2].split(" (exists=")[0]
