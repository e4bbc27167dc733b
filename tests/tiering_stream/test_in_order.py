"""Several items at once: the order stays, nothing runs far ahead, and nothing is left running."""

from __future__ import annotations

from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest

from tierline.accelerate import thread_count
from tierline.tiering.in_order import in_order

MOST_AHEAD = thread_count() + 1


class Source:
    """Numbers, and what was asked of them."""

    def __init__(self, end: int) -> None:
        self.given = 0
        self.closed = False
        self._end = end

    def __call__(self) -> Generator[int, None, None]:
        try:
            while self.given < self._end:
                self.given += 1
                yield self.given
        finally:
            self.closed = True


@pytest.mark.parametrize("threads", [1, 3])
def test_results_come_in_the_order_of_the_items(threads: int) -> None:
    passed = [Event() for _number in range(30)]

    def work(number: int) -> int:
        if number % 2 and threads > 1:  # an odd one ends after the even one behind it
            passed[number].wait(10)
        passed[number - 1].set()
        return number * number

    with ThreadPoolExecutor(threads) as pool:
        found = list(in_order(pool, work, Source(28)()))
    assert found == [number * number for number in range(1, 29)]


def test_never_far_ahead_and_closed_when_the_taker_stops() -> None:
    source = Source(1000)
    done: list[int] = []
    with ThreadPoolExecutor(2) as pool:
        results = in_order(pool, lambda number: done.append(number) or number, source())
        for taken in range(1, 6):
            assert next(results) == taken
            assert source.given <= taken + MOST_AHEAD
        results.close()
        assert source.closed
        after = len(done)
        assert after <= source.given
    assert len(done) == after


def test_error_of_the_work_is_raised_in_its_place() -> None:
    source = Source(100)
    with ThreadPoolExecutor(2) as pool:
        results = in_order(pool, lambda number: 12 // (3 - number), source())
        assert [next(results), next(results)] == [6, 12]
        with pytest.raises(ZeroDivisionError):
            next(results)
    assert source.closed


def test_error_of_the_items_is_raised() -> None:
    def broken() -> Generator[int, None, None]:
        yield 1
        raise OSError("broken")

    with ThreadPoolExecutor(2) as pool, pytest.raises(OSError, match="broken"):
        list(in_order(pool, lambda number: number, broken()))
