"""Which folders machine code is kept in and found in; nothing stays of one that was made for a process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.machine_code.doubling import FOUND, MADE, Doubling, kept
from tierline.machine_code import folders

_FORKS = """
import os
from pathlib import Path
from tierline.machine_code.folders import find_folders
folder = find_folders().kept
child = os.fork()
if not child:
    raise SystemExit
os.waitpid(child, 0)
print(folder.is_dir(), *os.listdir(os.environ["TMPDIR"]))
"""


@pytest.fixture
def nowhere(tmp_path: Path) -> dict[str, str]:
    """No folder of the user's can be written, whoever runs the tests."""
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    return {"HOME": os.devnull, "XDG_CACHE_HOME": "", "TMPDIR": str(temporary)}


@pytest.fixture
def sealed(tmp_path: Path) -> Iterator[Path]:
    """A folder whose cache was filled and that can then only be read, by root too."""
    folder = tmp_path / "image"
    folder.mkdir()
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False, capture_output=True)


def _seal(folder: Path) -> None:
    if os.name == "nt" or os.geteuid():
        pytest.skip("mounting needs root")
    for words in (["--bind", folder, folder], ["-o", "remount,ro,bind", folder]):
        if subprocess.run(["mount", *map(str, words)], check=False, capture_output=True).returncode:
            pytest.skip("this machine does not let us mount a folder read-only")


def test_a_filled_cache_that_cannot_be_written_is_used(
    doubling: Doubling, nowhere: dict[str, str], sealed: Path
) -> None:
    assert doubling.run(sealed) == MADE
    before = kept(sealed)
    _seal(sealed)
    doubling.surroundings = nowhere
    assert doubling.run(sealed) == FOUND
    more = "twice(1j)"  # not in there: made, and kept nowhere
    assert doubling.run(sealed, more) == "2 1"
    assert kept(sealed) == before
    assert list(Path(nowhere["TMPDIR"]).iterdir()) == []


def test_the_order_of_the_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given, home = tmp_path / "given", tmp_path / "home"
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(given))
    monkeypatch.setenv("XDG_CACHE_HOME", str(home))
    found = folders.find_folders()
    assert (found.kept.parent, found.read_only, found.temporary) == (given, (), False)
    edition = found.kept.name
    monkeypatch.setenv("NUMBA_CACHE_DIR", os.devnull)  # cannot be written
    found = folders.find_folders()
    assert found == folders.Folders(home / "tierline" / edition, (Path(os.devnull) / edition,))
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")
    assert folders.find_folders() == folders.Folders(home / "tierline" / edition)


def test_nothing_stays_where_nothing_can_be_kept(doubling: Doubling, nowhere: dict[str, str]) -> None:
    doubling.surroundings = nowhere
    assert doubling.run("") == MADE
    assert list(Path(nowhere["TMPDIR"]).iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process forks there")
def test_a_forked_child_leaves_the_folder_to_its_parent(nowhere: dict[str, str]) -> None:
    surroundings = {**os.environ, **nowhere, "NUMBA_CACHE_DIR": ""}
    ran = subprocess.run(
        [sys.executable, "-c", _FORKS], env=surroundings, capture_output=True, text=True, check=True
    )
    there, *left = ran.stdout.split()
    assert (there, len(left)) == ("True", 1)
    assert list(Path(nowhere["TMPDIR"]).iterdir()) == []


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no process forks there")
def test_a_child_that_outlives_its_parent_makes_no_other_folder(
    doubling: Doubling, nowhere: dict[str, str]
) -> None:
    doubling.surroundings = nowhere
    removed = "import shutil, numba; shutil.rmtree(numba.config.CACHE_DIR); twice(1j)"
    removed += "; assert not __import__('os').path.exists(numba.config.CACHE_DIR)"
    assert doubling.run("", removed) == "0 3"
