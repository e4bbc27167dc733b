"""Every visitor has a kernel: a kernel takes its share of the processors, unless the administrator says."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tierline import processors
from tierline_widgets import apps, server


@pytest.mark.parametrize(("available", "share"), [(1, 1), (2, 1), (3, 1), (4, 2), (64, 2)])
def test_share_of_a_kernel(available: int, share: int) -> None:
    assert processors.threads_of_a_kernel(available) == share


@pytest.mark.parametrize(("given", "wanted"), [(None, "2"), ("7", "7")])
def test_kernels_inherit_their_share(
    given: str | None, wanted: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(processors.THREADS, "")  # so that it is put back afterwards
    monkeypatch.delenv(processors.THREADS)
    monkeypatch.setenv("TIERLINE_WORKSPACE", str(tmp_path))
    if given:
        monkeypatch.setenv(processors.THREADS, given)
    monkeypatch.setattr(apps, "processors", lambda: 16)
    served: list[str | None] = []
    monkeypatch.setattr(
        server, "serve", lambda *_given, **_more: served.append(os.environ.get(processors.THREADS))
    )
    apps.start(tmp_path, 8866, False, None, preheat=0, pools={}, idle_minutes=5, behind=None)
    assert served == [wanted]
