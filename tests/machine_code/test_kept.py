"""Machine code that is damaged on the disk is made anew; numba's parts that this rests on are still there."""

from __future__ import annotations

import inspect
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba
import pytest
from numba.core import caching
from numba.extending import is_jitted

from tests.machine_code.doubling import FOUND, MADE, Doubling, ended, kept
from tierline.accelerate import compiled
from tierline.machine_code.kept import KeptCode, SealedFiles, unsealed

MIDDLE = 0.5


def _flip(whole: bytes, place: float) -> bytes:
    at = int(len(whole) * place)
    return whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _whole: b"",
    "cut off": lambda whole: whole[:100],
    "cut off within the digest": lambda whole: whole[:7],
    "zeros": lambda whole: bytes(len(whole)),
    "other bytes": lambda whole: b"\x80nothing that pickle knows" * 9,
    "one bit within the machine code": lambda whole: _flip(whole, MIDDLE),
    "one bit of the digest": lambda whole: _flip(whole, 0),
    "one bit at the end": lambda whole: _flip(whole, 0.9999),
    "two byte runs swapped": lambda whole: whole[:40] + whole[60:80] + whole[40:60] + whole[80:],
}


@pytest.mark.parametrize("name", DAMAGES)
def test_no_damage_is_read(tmp_path: Path, name: str) -> None:
    files = SealedFiles([tmp_path], "f", "stamp")
    data = list(range(1000))
    files.save("key", data)
    (path,) = kept(tmp_path)
    assert SealedFiles([tmp_path], "f", "stamp").load("key") == data
    path.write_bytes(DAMAGES[name](path.read_bytes()))
    assert files.load("key") is None
    files.save("key", data)
    assert files.load("key") == data
    assert list(tmp_path.iterdir()) == [path]


def test_a_run_after_a_power_cut_compiles_and_keeps_anew(doubling: Doubling, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert doubling.run(cache) == MADE
    assert doubling.run(cache) == FOUND
    first, second = kept(cache)
    first.write_bytes(b"")
    second.write_bytes(_flip(second.read_bytes(), MIDDLE))
    assert doubling.run(cache) == MADE
    assert all(unsealed(path) for path in kept(cache))
    assert doubling.run(cache) == FOUND


def test_processes_at_once_leave_whole_files(doubling: Doubling, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for process in [doubling.start(cache) for _process in range(3)]:
        ended(process)
    assert len(kept(cache)) == 2
    assert {path.suffix for path in cache.rglob("*") if path.is_file()} == {".nbc"}
    assert doubling.run(cache) == FOUND


def test_another_source_another_key_and_unreadable_names_count_as_nothing(tmp_path: Path) -> None:
    files = SealedFiles([tmp_path], "f", "stamp")
    files.save("key", 1)
    assert files.load("other key") is None
    assert SealedFiles([tmp_path], "f", "edited").load("key") is None
    (path,) = kept(tmp_path)
    other = tmp_path / "other"
    SealedFiles([other], "f", "stamp").save("another", 2)
    shutil.copyfile(kept(other)[0], path)  # two keys with one digest
    assert files.load("key") is None


def test_what_is_forgotten_is_gone(tmp_path: Path) -> None:
    files, others = SealedFiles([tmp_path], "f", 0), SealedFiles([tmp_path], "g", 0)
    files.save("key", 1)
    others.save("key", 2)
    files.flush()
    assert (files.load("key"), others.load("key")) == (None, 2)


def test_numba_still_asks_us_for_machine_code() -> None:
    """`kept` sets and overrides parts that numba documents for nobody: it names here what is gone."""
    gone = f"numba {numba.__version__} has changed what tierline.machine_code.kept rests on: "

    @compiled
    def same(x: Any) -> Any:
        return x

    if not is_jitted(same):
        pytest.skip("NUMBA_DISABLE_JIT: nothing is compiled")
    assert hasattr(numba.njit(lambda x: x), "_cache"), f"{gone}Dispatcher._cache"
    asked = inspect.getsource(type(same).compile)
    for name in ("_cache.load_overload(", "_cache.save_overload("):
        assert name in asked, f"{gone}Dispatcher.compile no longer calls {name[:-1]}"
    assert isinstance(same._cache, KeptCode), f"{gone}Dispatcher._cache cannot be set"
    assert same.stats.cache_path == same._cache.cache_path, f"{gone}Dispatcher.stats reads another cache"
    assert isinstance(same._cache._impl, KeptCode._impl_class), f"{gone}Cache._impl_class"
    assert caching.CacheImpl._locator_classes, f"{gone}CacheImpl._locator_classes"
    assert hasattr(caching.UserProvidedCacheLocator, "ensure_cache_path"), f"{gone}ensure_cache_path"
    for method in (caching.Cache._load_overload, caching.Cache._save_overload):
        assert "self._cache_file." in inspect.getsource(method), f"{gone}Cache._cache_file"
