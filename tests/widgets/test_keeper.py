"""What befalls one prepared process, or one kernel, is not held against the next."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tierline_widgets.forked import keeper
from tierline_widgets.forked.keeper import Keeper, NotForkedError

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="kernels are forked on Linux only"
)
# Speaks as the prepared process does, and begins each time as the next word of a file says.
INVENTED = """
import os, signal, socket, sys, time
from pathlib import Path

asked = socket.socket(fileno=int(sys.argv[1]))
fates = Path(__file__).with_name("fates")
fate, *later = fates.read_text().split()
fates.write_text(" ".join(later) or fate)
if fate == "killed":
    os.kill(os.getpid(), signal.SIGKILL)
if fate == "stuck":
    time.sleep(600)
if fate == "broken":
    sys.exit(3)
asked.sendall(b"\\n")
while lines := socket.recv_fds(asked, 1, 1)[1]:
    line = socket.socket(fileno=lines[0])
    line.makefile().readline()
    if fate == "slow":  # the first kernel never comes up; this one ends as its line is closed
        fate = line.recv(1).decode()
    else:
        line.sendall(b"pid %d\\nup %d\\n" % (os.getpid(), os.getpid()))
        kept = line
"""
Kept = Callable[[str], Keeper]


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Kept]:
    """A keeper whose prepared processes have these fates, one after the other."""
    (tmp_path / "invented_template.py").write_text(INVENTED, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    made = Keeper("invented_template")

    def fated(fates: str) -> Keeper:
        (tmp_path / "fates").write_text(fates, encoding="utf-8")
        return made

    yield fated
    made.stop()


async def _forks(made: Keeper) -> int:
    kernel = await made.fork({})
    assert kernel.pid == made.pid
    return kernel.pid


async def _is_refused(made: Keeper) -> None:
    with pytest.raises(NotForkedError):
        await made.fork({})


@pytest.mark.parametrize("fate", ["killed", "stuck"])
def test_a_prepared_process_that_was_killed_or_stuck_is_tried_again_after_a_rest(
    kept: Kept, monkeypatch: pytest.MonkeyPatch, fate: str
) -> None:
    async def tried() -> None:
        made = kept(f"{fate} well")
        with monkeypatch.context() as soon:
            if fate == "stuck":
                soon.setattr(keeper, "PREPARED_WITHIN", 0.1)
            await _is_refused(made)
        assert not made.unfit
        await _is_refused(made)  # it rests: none is even started
        assert made.pid is None
        monkeypatch.setattr(made, "_rests_until", 0.0)
        assert await _forks(made)

    asyncio.run(tried())


def test_no_other_is_started_after_one_that_gave_up_by_itself(kept: Kept) -> None:
    async def tried() -> None:
        made = kept("broken well")
        await _is_refused(made)
        assert made.unfit
        await _is_refused(made)
        assert made.pid is None

    asyncio.run(tried())


def test_a_kernel_that_does_not_come_up_is_let_go_and_the_prepared_process_stays(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def tried() -> None:
        made = kept("slow")
        made.start()
        prepared = made.pid
        await made._prepared()
        with monkeypatch.context() as soon:
            soon.setattr(keeper, "UP_WITHIN", 0.1)
            await _is_refused(made)
        assert await _forks(made) == prepared  # which it could not if that line were still open

    asyncio.run(tried())


def test_a_lost_prepared_process_is_replaced_at_once(kept: Kept) -> None:
    async def tried() -> None:
        made = kept("well")
        lost = await _forks(made)
        assert made._process is not None
        made._process.kill()
        assert await _forks(made) != lost

    asyncio.run(tried())
