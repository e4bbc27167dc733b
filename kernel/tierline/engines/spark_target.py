"""The place that Spark writes to: beside it first, moved there when it is whole, swept after killed runs."""

from __future__ import annotations

import os
import platform
import shutil
from pathlib import Path
from types import TracebackType
from typing import Any

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.tables.aside import lives


class Target:
    """A folder in any file system that Spark knows.

    As a context manager it removes what was written beside it; ``beside`` is where to write first.

    Parameters
    ----------
    context : SparkContext
        Knows the file systems.
    path : str
        The folder, as it was given.
    """

    def __init__(self, context: Any, path: str) -> None:
        self._as_given = path
        self._path = context._jvm.org.apache.hadoop.fs.Path
        self._place = self._path(path)
        self._files = self._place.getFileSystem(context._jsc.hadoopConfiguration())
        self.beside = beside(path)
        whole = self._files.makeQualified(self._path(self.beside)).toUri()
        self._local = str(whole.getPath()) if whole.getScheme() == "file" else None

    def prepare(self) -> None:
        """Remove what killed runs of this machine left; BadInputError when there is no folder to write to."""
        files = self._files
        folder = files.makeQualified(self._place).getParent()
        held = folder is not None and files.exists(folder) and files.getFileStatus(folder).isDirectory()
        if not held and self._local is not None:  # elsewhere folders come with what is written
            raise BadInputError(
                N_("{folder}: there is no such folder to write {file} to. Make it, or choose another place."),
                folder=Path(self._local).parent, file=self._place.getName(),
            )  # fmt: skip
        start = self._path(beside(self._as_given, "")).getName()
        for status in files.listStatus(folder) if held else ():
            left = status.getPath()
            process = left.getName().removeprefix(start)
            if process != left.getName() and process.isdecimal() and _is_over(int(process)):
                files.delete(left, True)

    def replace(self) -> None:
        """Put what lies beside in the place of what was there."""
        self._files.delete(self._place, True)
        if not self._files.rename(self._path(self.beside), self._place):
            raise BadInputError(
                N_("{file} could not be written. Check the folder's rights."), file=self._as_given
            )

    def __enter__(self) -> Target:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._local is not None:
            shutil.rmtree(Path(self._local), ignore_errors=True)  # also when Java is no more
        else:
            self._files.delete(self._path(self.beside), True)


def beside(path: str, process: object = None) -> str:
    """Return where to write first. Other machines may write there, too: their runs are not ours to judge."""
    return f"{path.rstrip('/')}.writing-{platform.node()}-{os.getpid() if process is None else process}"


def _is_over(process: int) -> bool:
    return process == os.getpid() or not lives(process)  # in a container every run may have the same number
