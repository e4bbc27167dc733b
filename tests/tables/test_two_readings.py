"""Files that are sound UTF-8 and sound GB18030 at once: what is taken, and what is told."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tables.raw import take
from tierline.tables import two_readings
from tierline.tables.encoding import TextFile, inspect_text

HEADER = "account_id,monthly_revenue,name\n"


def as_utf8(word: str) -> str | None:
    """Return what a word's GB18030 bytes say in UTF-8; None where they are no UTF-8."""
    try:
        return word.encode("gb18030").decode("utf-8")
    except UnicodeDecodeError:
        return None


PAIRS = [bytes([lead, last]).decode("gb18030") for lead in range(0xC2, 0xE0) for last in range(0xA1, 0xC0)]
COMMON = [letter for letter in PAIRS if letter.encode("gb18030") < b"\xd8"]
WORDS = ["系统一", "系统", "统一", "学校", "校园", "小学", "学习", "职业", "魏伟", "笑笑", "强盛", "石英"]
LATIN = ["café", "Müller", "MÜLLER", "École", "Łódź", "créée", "Sá", "Çağrı", "Dvořák", "Ærø", "Ağrı-Kars"]
ALPHABETS = ["Москва", "вода", "ВОДА", "Αθήνα", "Қазақстан", "ئۇيغۇر", "Երևան", "עברית", "бела"]


def inspected(folder: Path, names: list[str], encoding: str) -> TextFile:
    """Return what is found of a table of customers with these names."""
    path = folder / "accounts.csv"
    path.write_bytes((HEADER + "".join(f"A{n},1,{name}\n" for n, name in enumerate(names))).encode(encoding))
    return inspect_text(path)


@pytest.mark.parametrize("word", WORDS)
def test_one_chinese_word_in_gb18030(tmp_path: Path, word: str) -> None:
    other = as_utf8(word)
    assert other is not None
    found = inspected(tmp_path, [word] * 3, "gb18030")
    assert found.encoding == "gb18030"
    (told,) = found.notices
    assert f"read as GB18030, where it says '{word}'" in told.render("en")
    assert f"would say '{other}'" in told.render("en")
    assert f"按GB18030编码读取，其中有“{word}”" in told.render("zh")
    for encoding in ("utf-8", "utf-8-sig"):
        found = inspected(tmp_path, [word], encoding)
        assert (found.encoding, found.notices) == (encoding, ())


@pytest.mark.parametrize("name", LATIN)
def test_latin_names_stay_utf8(tmp_path: Path, name: str) -> None:
    """Most of their bytes are Chinese characters, too: é is 茅."""
    found = inspected(tmp_path, [name, "25 °C"], "utf-8")
    assert (found.encoding, found.notices) == ("utf-8", ())


@pytest.mark.parametrize("name", ALPHABETS)
def test_words_of_other_alphabets_stay_utf8(tmp_path: Path, name: str) -> None:
    found = inspected(tmp_path, [name], "utf-8")
    assert found.encoding == "utf-8"
    # a word most of whose letters are common Chinese characters, too, is in doubt
    assert bool(found.notices) == (name in {"вода", "бела", "Αθήνα"})


def test_one_character_alone_stays_in_doubt(tmp_path: Path) -> None:
    """Ů may be 女: too little to tell, so it is said."""
    found = inspected(tmp_path, ["女"], "gb18030")
    assert found.encoding == "utf-8"
    (told,) = found.notices
    assert "read as UTF-8, where it says 'Ů'" in told.render("en")
    assert "若按GB18030读取则为“女”" in told.render("zh")


def test_chinese_word_among_latin_names_is_in_doubt(tmp_path: Path) -> None:
    """é in GB18030 is no UTF-8, so a table with café is UTF-8; a word no alphabet writes is told."""
    found = inspected(tmp_path, ["café", "ϵͳһ"], "utf-8")
    assert found.encoding == "utf-8"
    assert "would say '系统一'" in found.notices[0].render("en")


def test_mark_settles_it(tmp_path: Path) -> None:
    found = inspected(tmp_path, ["ϵͳһ"], "utf-8-sig")
    assert (found.encoding, found.notices) == ("utf-8-sig", ())


@given(st.lists(st.text(st.sampled_from(COMMON), min_size=1, max_size=5), min_size=1, max_size=4))
def test_short_chinese_is_read_right_or_doubted(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    folder = tmp_path_factory.mktemp("both")
    found = inspected(folder, names, "gb18030")
    assert found.notices
    if found.encoding == "utf-8":
        # nothing but single characters, or words as an alphabet might write them
        others = [as_utf8(name) for name in names]
        assert all(
            other is not None and (len(other) == 1 or (len(other) > 2 and other.isalpha()))
            for other in others
        )
    assert inspected(folder, names, "utf-8").encoding == "utf-8"
    assert not inspected(folder, names, "utf-8").notices


@given(
    st.lists(
        st.tuples(st.sampled_from(["K", "M", ""]), st.text("aeiou", min_size=1), st.text("éüöñçàßøğł"),
                  st.text("rnst", min_size=1)).map("".join),
        min_size=1,
    )
)  # fmt: skip
def test_any_accented_name_is_utf8_without_doubt(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
) -> None:
    found = inspected(tmp_path_factory.mktemp("latin"), names, "utf-8")
    assert (found.encoding, found.notices) == ("utf-8", ())


@pytest.mark.parametrize("block", range(1, 9))
def test_words_cut_by_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    monkeypatch.setattr(two_readings, "_BLOCK", block)
    assert inspected(tmp_path, ["x", "系统一", "y"], "gb18030").notices[0].places["example"] == "系统一"
    assert inspected(tmp_path, ["Müller", "café"], "utf-8").notices == ()
    path = tmp_path / "accounts.csv"
    path.write_bytes("name\n系统一".encode("gb18030"))
    assert inspect_text(path).notices[0].places["example"] == "系统一"


def test_rows_are_read_in_it_and_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    path = tmp_path / "raw/accounts.csv"
    path.write_bytes((HEADER + "A,1,系统一\nB,2,系统一\n").encode("gb18030"))
    intake = take(tmp_path / "raw")
    assert intake.tables["accounts"]["name"].to_pylist() == ["系统一", "系统一"]
    assert intake.files["accounts"].encoding == "gb18030"
    (told,) = intake.notices
    assert told.render("en").startswith("accounts.csv: read as GB18030, where it says '系统一'")
    path.write_bytes((HEADER + "A,1,甲\n").encode("gb18030"))
    (told,) = take(tmp_path / "raw").notices
    assert told.render("en") == "accounts.csv: read as GB18030."
