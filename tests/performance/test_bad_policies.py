"""Every mistake a policy of points can hold has a fixture, and is told by file, parameter, rule and mend."""

from __future__ import annotations

import difflib
import re
from pathlib import Path

import pytest

from tierline.errors import BadInputError
from tierline.performance.policy_load import load_points_policy

POLICIES = Path(__file__).parent / "policies"
IN_ORDER = POLICIES / "small.toml"
FILES = {path.stem: path for path in sorted((POLICIES / "bad").glob("*.toml"))}
# what a message tells its reader to do
MEND = re.compile(
    r"\b(Add|Change|Choose|Fill|Give|Keep|Lower|Mend|Put|Raise|Remove|Rename|Save|Sort|Swap|Use|Write)\b",
    re.IGNORECASE,
)


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
        load_points_policy(path, heading(path, "month") or "2026-10")
    return caught.value


def test_the_gallery_is_complete() -> None:
    assert len(FILES) >= 75
    assert all(expected(path) != [""] for path in FILES.values())


def test_the_policy_without_a_mistake_is_accepted() -> None:
    policy = load_points_policy(IN_ORDER, "2026-10")
    assert policy.role_ids == ("account_manager", "assistant")


@pytest.mark.parametrize("name", FILES)
def test_one_mistake_each(name: str) -> None:
    good = IN_ORDER.read_text(encoding="utf-8").splitlines()[1:]
    bad = [line for line in read(FILES[name]).splitlines() if not re.match(r"# (expect|month): ", line)]
    blocks = difflib.SequenceMatcher(None, good, bad, autojunk=False).get_opcodes()
    changed = [block for block in blocks if block[0] != "equal"]
    assert len(changed) <= 3, changed
    assert changed or heading(FILES[name], "month"), "the same as the policy in order"


@pytest.mark.parametrize("name", FILES)
def test_the_message_says_where_what_and_how_to_mend(name: str) -> None:
    path = FILES[name]
    error = refused(path)
    assert error.exit_code == 3
    for line in error.render("en").splitlines():
        assert path.name in line
        assert MEND.search(line), f"it does not say how to mend it: {line}"
    absent = [word for word in expected(path) if word not in error.render("en")]
    assert not absent, f"{absent} not in: {error.render('en')}"


@pytest.mark.parametrize("name", FILES)
def test_the_message_is_there_in_chinese(name: str) -> None:
    path = FILES[name]
    error = refused(path)
    chinese = error.render("zh")
    assert chinese != error.render("en")
    assert re.search(r"[\u4e00-\u9fff]{2}", chinese), chinese
    named = [word for word in expected(path) if re.fullmatch(r"[a-z_]+(\.[a-z_]+)+|LY-\d+", word)]
    absent = [word for word in [path.name, *named] if word not in chinese]
    assert not absent, f"{absent} not in: {chinese}"
