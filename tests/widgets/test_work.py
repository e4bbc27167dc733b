"""Long work: done at once where nobody waits, between messages where somebody does, and it can be stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Generator
from time import sleep

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline_widgets.work import SLICE, Work


def counting(to: int) -> Generator[int, None, str]:
    for step in range(to):
        yield step + 1
    return "found"


def test_it_is_done_on_return() -> None:
    work, found, seen = Work(), list[str](), list[int]()
    work.observe(lambda change: seen.append(change["new"]), names=["done"])
    work.start(counting(3), 3, found.append)
    assert (found, seen, work.running, work.total) == (["found"], [1, 2, 3], False, 3)
    work.start(counting(2), 2, found.append, soon=True)  # no loop runs here
    assert found == ["found", "found"]


def test_it_goes_on_between_messages_and_stops_when_told() -> None:
    def slow() -> Generator[int, None, str]:
        for step in range(1_000):
            sleep(SLICE / 4)
            yield step + 1
        return "never"

    async def visit() -> tuple[list[str], int, bool]:
        work, found = Work(), list[str]()
        work.start(slow(), 1_000, found.append, soon=True)
        assert work.running
        assert work.done == 0  # the press returns at once
        while work.done < 2:
            await asyncio.sleep(0)
        work.stop()
        done = work.done
        await asyncio.sleep(0)
        return found, work.done - done, work.running

    assert asyncio.run(visit()) == ([], 0, False)


def test_a_second_start_gives_the_first_up() -> None:
    async def visit() -> list[str]:
        work, found = Work(), list[str]()
        work.start(counting(5), 5, lambda each: found.append(f"first {each}"), soon=True)
        work.start(counting(5), 5, lambda each: found.append(f"second {each}"), soon=True)
        while work.running:
            await asyncio.sleep(0)
        return found

    assert asyncio.run(visit()) == ["second found"]


def test_trouble_is_kept_and_nothing_is_taken() -> None:
    def failing() -> Generator[int, None, str]:
        yield 1
        raise BadInputError(N_("No account is listed, so there is nothing to export. Open a cause first."))

    work, found = Work(), list[str]()
    work.start(failing(), 2, found.append)
    assert (found, work.running) == ([], False)
    assert isinstance(work.trouble, BadInputError)
    work.start(counting(1), 1, found.append)
    assert work.trouble is None
