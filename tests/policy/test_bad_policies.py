"""Every mistake a policy file can hold has a fixture, and is told by file, parameter, rule and mend."""

from __future__ import annotations

import difflib
import re
import tomllib
from pathlib import Path

import pytest

import tierline
from tierline.errors import BadInputError

POLICIES = Path(__file__).parent.parent / "policies"
IN_ORDER = POLICIES / "small.toml"
BAD = sorted((POLICIES / "bad").glob("*.toml"))
# What a message tells its reader to do.
MEND = re.compile(
    r"\b(Add|Change|Choose|Fill|Give|Join|Keep|Lower|Mend|Move|Must|Need|Put|Raise|Remove|Rename|Save|Set|Sort|Swap|"
    r"Use|Write)\b",
    re.IGNORECASE,
)
FILES = {path.stem: path for path in BAD}


def read(path: Path) -> str:
    """Read a fixture; one of them is not UTF-8, and that is its mistake."""
    return path.read_bytes().decode("utf-8", errors="replace")


def heading(path: Path, key: str) -> str | None:
    found = re.search(rf"^# {key}: (.+)$", read(path), re.MULTILINE)
    return found[1] if found else None


def expected(path: Path) -> list[str]:
    return [word.strip() for word in (heading(path, "expect") or "").split(" | ")]


def refused(path: Path) -> BadInputError:
    with pytest.raises(BadInputError) as caught:
        tierline.load_policy(path, heading(path, "month") or "2026-10")
    return caught.value


def holds(text: str, word: str) -> bool:
    """Find ``word`` as a word of its own: 5 is not found in 50 nor in 2.5, but in 5.00 it is."""
    before = r"(?<![\w.-])" if word[0].isdigit() else r"(?<!\w)"
    return re.search(rf"{before}{re.escape(word)}(?!\w)(?!\.\d*[1-9])", text) is not None


def test_the_gallery_is_complete() -> None:
    assert len(BAD) >= 100
    assert all(expected(path) != [""] for path in BAD)


def test_the_policy_without_a_mistake_is_accepted() -> None:
    """Otherwise every file of the gallery might be refused for a reason of its own."""
    policy = tierline.load_policy(IN_ORDER, "2026-10")
    assert [tier.id for tier in policy.tiers] == ["top", "low"]


@pytest.mark.parametrize("name", FILES)
def test_one_mistake_each(name: str) -> None:
    good = IN_ORDER.read_text(encoding="utf-8").splitlines()[1:]
    bad = [line for line in read(FILES[name]).splitlines() if not line.startswith("# ")]
    changed = [
        block
        for block in difflib.SequenceMatcher(None, good, bad, autojunk=False).get_opcodes()
        if block[0] != "equal"
    ]
    assert len(changed) <= 3, changed
    assert changed or heading(FILES[name], "month"), "the same as the policy in order"


@pytest.mark.parametrize("name", FILES)
def test_the_message_says_where_what_and_how_to_mend(name: str) -> None:
    path = FILES[name]
    error = refused(path)
    assert error.exit_code == 3
    english = error.render("en")
    absent = [word for word in [path.name, *expected(path)] if not holds(english, word)]
    assert not absent, f"{absent} not in: {english}"
    assert MEND.search(english), f"it does not say how to mend it: {english}"


@pytest.mark.parametrize("name", FILES)
def test_the_message_is_there_in_chinese(name: str) -> None:
    path = FILES[name]
    error = refused(path)
    chinese = error.render("zh")
    assert chinese != error.render("en")
    assert re.search(r"[\u4e00-\u9fff]{2}", chinese), chinese
    parameters = [word for word in expected(path) if re.fullmatch(r"[a-z_]+\.[a-z_]+", word)]
    absent = [word for word in [path.name, *parameters] if word not in chinese]
    assert not absent, f"{absent} not in: {chinese}"


def test_a_policy_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(BadInputError) as caught:
        tierline.load_policy("xinjiang-2009", "2026-10")
    for word in ("xinjiang-2009", "xinjiang-2008", "generic-abcd"):
        assert word in str(caught.value)


@pytest.mark.parametrize("month", ["2026-13", "2026", "October", "2026-1", "", "0000-01"])
def test_a_month_that_is_none_is_refused(month: str) -> None:
    with pytest.raises(Exception, match="2026-10") as caught:
        tierline.load_policy("xinjiang-2008", month)
    assert getattr(caught.value, "exit_code", None) in (2, 3)


def test_all_but_two_are_readable_toml() -> None:
    unreadable = set()
    for path in BAD:
        try:
            tomllib.loads(path.read_bytes().decode("utf-8"))
        except (UnicodeDecodeError, tomllib.TOMLDecodeError):
            unreadable.add(path.stem)
    assert unreadable == {"syntax", "not_utf8"}
