"""Batches and row groups so small that a file of a few thousand rows has several."""

from __future__ import annotations

import pytest

from tierline.tiering import row_groups, stream_read


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream_read, "BATCH_ROWS", 256)
    monkeypatch.setattr(row_groups, "GROUP_ROWS", 1000)
