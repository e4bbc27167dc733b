"""How the page's times are told: what is kept, what is passed, nothing judged by a limit that is not set."""

from __future__ import annotations

import pytest

pytest.importorskip("playwright")

from tests.bench.browser_speed import Measured, render, share_below


def test_limits_are_told_kept_or_passed() -> None:
    found = [
        Measured("opened", 1.5, 2.0, "s", 5),
        Measured("let go", 0.2, 0.15, "s", 40),
        Measured("files", 5_566_396, None, "B", 1),
        Measured("scripts", 0, 0, "", 1),
    ]
    assert [each.kept for each in found] == [True, False, True, True]
    drawn = render(found, 1_004_004)
    assert "1,004,004 accounts" in drawn
    assert "| opened | 1.50 s | 2.00 s | kept |" in drawn
    assert "| let go | 200.0 ms | 150.0 ms | **not kept** |" in drawn
    assert "| files | 5.57 MB |  |  |" in drawn
    assert "| scripts | 0 | 0 | kept |" in drawn


@pytest.mark.parametrize(("share", "wanted"), [(0.5, 51.0), (0.95, 96.0), (1.0, 100.0)])
def test_what_a_share_does_not_pass(share: float, wanted: float) -> None:
    assert share_below([float(value) for value in range(100, 0, -1)], share) == wanted
