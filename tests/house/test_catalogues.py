"""Everything a user reads is there in Chinese too, with the same places."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path

import pytest

from tests.house import catalogues
from tests.house.sources import label, modules

CHINESE = re.compile(r"[\u4e00-\u9fff]")
HALF_WIDTH = re.compile(r"(?:(?<=[\u4e00-\u9fff“”])[,:;()]|[,:;()](?=[\u4e00-\u9fff“”])).{0,8}")
FILES = catalogues.catalogue_files()


def test_every_text_is_translated() -> None:
    assert [f"{text.where}: {text.text}" for text in catalogues.missing()] == []


def test_no_translation_outlives_its_text() -> None:
    assert [f"{label(path)}: {text}" for path, text in catalogues.unused()] == []


def test_texts_are_not_put_together_at_run_time() -> None:
    built = [place for path in modules(*catalogues.PACKAGES) for place in catalogues.texts_in(path)[1]]
    assert built == []


@pytest.mark.parametrize("path", FILES, ids=label)
def test_places_are_kept(path: Path) -> None:
    held = catalogues.translations(path).items()
    assert [text for text, chinese in held if catalogues.places(text) != catalogues.places(chinese)] == []


@pytest.mark.parametrize("path", FILES, ids=label)
def test_translations_are_chinese(path: Path) -> None:
    # a text of places, signs and names alone has nothing to translate
    held = catalogues.translations(path).items()
    words = [
        text for text, zh in held if re.search(r"[a-z]{3,}", re.sub(r"\{.*?\}", "", text)) and text == zh
    ]
    assert words == []
    assert any(CHINESE.search(chinese) for _text, chinese in held)


@pytest.mark.parametrize("path", FILES, ids=label)
def test_chinese_has_its_own_marks(path: Path) -> None:
    # code, options and rows of numbers keep theirs: no Chinese stands next to those
    held = catalogues.translations(path).values()
    assert [chinese for chinese in held if HALF_WIDTH.search(chinese)] == []


@pytest.mark.parametrize("path", FILES, ids=label)
def test_compiled_catalogue_is_in_step(path: Path) -> None:
    assert catalogues.compiled_translations(path) == catalogues.translations(path), (
        "run: python -m tests.house.catalogues --compile"
    )


def test_catalogues_agree() -> None:
    seen: dict[str, set[str]] = defaultdict(set)
    for path in FILES:
        for text, chinese in catalogues.translations(path).items():
            seen[text].add(chinese)
    assert {text: chinese for text, chinese in seen.items() if len(chinese) > 1} == {}


def test_half_width_marks_are_found() -> None:
    for chinese in ("缺少列:{name}", "共 {rows}行,已读", "时间(datetime64)", "“{date}”;重复", "{table}:行"):
        assert HALF_WIDTH.search(chinese), chinese
    for chinese in ("例如 0.5, 1, 2。", "1,000 行", "由 score(a, b) 得到", "http://127.0.0.1:80/"):
        assert not HALF_WIDTH.search(chinese), chinese


def test_marked_texts_are_found() -> None:
    module = ast.parse(
        'raise BadInputError("{file}: empty", file=1)\n'
        '_("Yes" if x else "No")\nN_("a" "b")\n_(f"built {x}")\n_(name)'
    )
    found, built = catalogues.texts_in(Path("x.py"), module)
    assert [text.text for text in found] == ["{file}: empty", "Yes", "No", "ab"]
    assert built == ["x.py:4"]
    assert catalogues.places("{b} of {a:,} in {{braces}}") == ["a", "b"]
