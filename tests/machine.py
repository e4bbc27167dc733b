"""Where this machine keeps the programs that some tests need; None when it has none."""

from __future__ import annotations

import shutil
from functools import cache
from importlib.util import find_spec
from pathlib import Path


@cache
def chromium() -> str | None:
    """Return the path of a Chromium or Chrome."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        found = shutil.which(name)
        if found:
            return found
    return None


@cache
def node() -> str | None:
    """Return the path of Node, which runs the tests of the scripts."""
    return shutil.which("node")


@cache
def postgres_programs() -> Path | None:
    """Return the folder of initdb and pg_ctl; the newest server when there are several."""
    # Debian keeps the server's programs off the path
    folders = Path("/usr/lib/postgresql").glob("*/bin")
    newest_first = sorted(folders, key=lambda folder: int(folder.parent.name), reverse=True)
    on_path = shutil.which("initdb")
    for folder in [*newest_first, *([Path(on_path).resolve().parent] if on_path else [])]:
        if (folder / "initdb").exists() and (folder / "pg_ctl").exists():
            return folder
    return None


@cache
def spark() -> str | None:
    """Return the path of Java when PySpark is installed too."""
    return shutil.which("java") if find_spec("pyspark") else None


@cache
def nginx() -> str | None:
    """Return the path of nginx."""
    # Debian keeps it where only root looks
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/sbin")
