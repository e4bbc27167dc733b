from __future__ import annotations

import pytest

from tierline_widgets.language import accepted_language, requested_language


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("fr-FR,fr;q=0.9,zh;q=0.5,en;q=0.4", "zh"),
        ("en;q=0,zh", "zh"),
        ("fr", None),
        ("en;q=nonsense", None),
        ("", None),
        (None, None),
    ],
)
def test_browser_preference(header: str | None, language: str | None) -> None:
    assert accepted_language(header) == language


def test_address_comes_before_the_browser() -> None:
    assert requested_language("lang=zh", "en") == "zh"
    assert requested_language("?a=1&lang=en&lang=zh-Hans", "en") == "zh"
    assert requested_language("lang=", "zh") == "zh"
    assert requested_language(None, "zh-TW") == "zh"


def test_the_system_decides_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIERLINE_LANG", "zh")
    assert requested_language("", "") == "zh"
    monkeypatch.setenv("TIERLINE_LANG", "en")
    assert requested_language("", "fr") == "en"
