"""Work shared among threads: every share is waited for, whatever happens to another."""

from __future__ import annotations

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tierline.threads import in_shares


def test_shares_cover_all_rows_in_order() -> None:
    assert in_shares(10, lambda first, last: (first, last), 1, 3) == [(0, 3), (3, 6), (6, 10)]
    assert in_shares(0, lambda first, last: (first, last), 1, 3) == [(0, 0)]


@pytest.mark.parametrize("failing", [0, 9])
def test_a_share_that_fails_is_told_when_the_others_have_ended(failing: int) -> None:
    ended = []

    def work(first: int, last: int) -> None:
        if first <= failing < last:
            raise MemoryError(f"rows from {first}")
        time.sleep(0.2)
        ended.append(first)

    with pytest.raises(MemoryError, match="rows from"):
        in_shares(10, work, 1, 2)
    assert len(ended) == 1


def test_what_has_begun_is_waited_for_where_no_more_threads_can_be_had(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    begun, submit, ended = threading.Event(), ThreadPoolExecutor.submit, []

    def work(first: int, last: int) -> None:
        begun.set()
        time.sleep(0.2)
        ended.append(first)

    def refused(self: ThreadPoolExecutor, *given: object) -> object:
        if begun.is_set():
            raise RuntimeError("can't start new thread")
        found = submit(self, *given)  # type: ignore[arg-type]
        assert begun.wait(10)
        return found

    monkeypatch.setattr(ThreadPoolExecutor, "submit", refused)
    with pytest.raises(RuntimeError, match="new thread"):
        in_shares(9, work, 1, 3)
    assert ended == [0]
