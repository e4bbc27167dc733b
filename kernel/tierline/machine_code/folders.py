"""Where machine code is kept and looked for."""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from tierline._version import __version__


@dataclass(frozen=True)
class Folders:
    """Where machine code goes and comes from.

    Parameters
    ----------
    kept : Path
        Written to, and looked through first.
    read_only : tuple of Path
        Only looked through: they may have been filled before, as in an image.
    temporary : bool
        Nothing else can be written: ``kept`` goes when this process ends.
    """

    kept: Path
    read_only: tuple[Path, ...] = ()
    temporary: bool = False


def find_folders() -> Folders:
    """Return the folders for machine code.

    $NUMBA_CACHE_DIR is honoured; else it lies under the user's cache, and where that cannot be
    written (read-only home, none at all) in a temporary folder of this process. What lies in a
    folder that cannot be written is used all the same.
    """
    given = os.environ.get("NUMBA_CACHE_DIR")
    home = os.environ.get("XDG_CACHE_HOME") or str(Path("~/.cache").expanduser())
    read_only: list[Path] = []
    edition = _edition()
    for root in (given, f"{home}/tierline" if Path(home).is_absolute() else None):
        if root:
            folder = Path(root) / edition
            if _writable(folder):
                return Folders(folder, tuple(read_only))
            read_only.append(folder)
    return Folders(_of_this_process(), tuple(read_only), temporary=True)


def _edition() -> str:
    """Name the sources of the machine code: the cache itself does not notice edits in other files."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha256()
    ours = (package / "accelerate.py", Path(__file__).with_name("kept.py"))
    for source in (*ours, *sorted((package / "compiled").glob("*.py"))):
        digest.update(source.read_bytes())
    return f"kernel-{__version__}-{digest.hexdigest()[:12]}"


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _of_this_process() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="tierline-kernel-"))
    atexit.register(_remove, folder, os.getpid())
    return folder


def _remove(folder: Path, maker: int) -> None:
    if os.getpid() == maker:  # forked children end earlier, and share the folder
        shutil.rmtree(folder, ignore_errors=True)
