"""The month decides which value holds: the newest that has begun by its last day."""

from __future__ import annotations

import datetime as dt
import hashlib
from pathlib import Path

import pytest

import tierline
from tests import naive
from tests.policy.cases import POLICIES, policy_path
from tierline.errors import BadInputError
from tierline.policy.dated import last_day
from tierline.policy.load import policy_from_text, policy_ids
from tierline.policy.resolved import Policy

DATED = POLICIES / "dated.toml"


def edges(month: str) -> tuple[float, ...]:
    scale = tierline.load_policy(DATED, month).indicators[0].scale
    return scale.edges  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("month", "first_edge"),
    [("2008-01", 80), ("2022-04", 80), ("2022-05", 100), ("2022-06", 100), ("2099-12", 100)],
)
def test_a_value_of_9_may_holds_for_the_whole_of_may(month: str, first_edge: float) -> None:
    assert edges(month) == (first_edge, 180, 260)


@pytest.mark.parametrize(("month", "buffer"), [("2022-12", None), ("2023-01", 1000)])
def test_a_value_that_begins_on_the_last_day_holds_that_month(month: str, buffer: int | None) -> None:
    assert tierline.load_policy(DATED, month).hysteresis.buffer == buffer


@pytest.mark.parametrize(
    ("month", "held"), [("2021-12", False), ("2022-01", True), ("2022-06", True), ("2022-07", False)]
)
def test_a_rule_holds_from_its_first_to_its_last_day(month: str, held: bool) -> None:
    assert ("campaign" in {rule.id for rule in tierline.load_policy(DATED, month).rules}) == held


@pytest.mark.parametrize(
    ("month", "day"),
    [
        ("2024-02", dt.date(2024, 2, 29)),
        ("2023-02", dt.date(2023, 2, 28)),
        ("2026-10", dt.date(2026, 10, 31)),
        ("2026-12", dt.date(2026, 12, 31)),
    ],
)
def test_the_last_day_of_a_month(month: str, day: dt.date) -> None:
    assert last_day(month) == day == naive.last_day(month)


@pytest.mark.parametrize("policy", policy_ids())
def test_a_month_before_a_policy_begins_is_refused_with_the_first_day(policy: str) -> None:
    with pytest.raises(BadInputError, match="has no value in 2007-12") as caught:
        tierline.load_policy(policy, "2007-12")
    first = min(
        dated["from"]
        for tier in naive.read_policy(policy_path(policy))["tier"]
        for dated in tier.get("line", {}).get("values", [])
    )
    assert first.isoformat() in str(caught.value)


def test_each_parameter_tells_since_when_it_holds() -> None:
    assert tierline.load_policy(DATED, "2022-04").parameter("spend.scale").since == dt.date(2008, 1, 1)
    assert tierline.load_policy(DATED, "2022-05").parameter("spend.scale").since == dt.date(2022, 5, 9)


def test_the_digest_is_of_the_file_and_the_same_in_every_month() -> None:
    digests = {tierline.load_policy(DATED, month).sha256 for month in ("2022-04", "2022-05", "2026-10")}
    assert digests == {hashlib.sha256(DATED.read_bytes()).hexdigest()}


def test_one_character_changes_the_digest(tmp_path: Path) -> None:
    changed = tmp_path / "dated.toml"
    changed.write_text(DATED.read_text(encoding="utf-8") + "# \n", encoding="utf-8")
    before, after = tierline.load_policy(DATED, "2022-05"), tierline.load_policy(changed, "2022-05")
    assert before.sha256 != after.sha256
    assert [tier.cut for tier in before.tiers] == [tier.cut for tier in after.tiers]


def test_a_policy_kept_as_text_is_the_same_policy() -> None:
    loaded = tierline.load_policy("xinjiang-2008", "2026-10")
    kept: Policy = policy_from_text(loaded.text, "2026-10")
    assert kept.sha256 == loaded.sha256
    assert (kept.tiers, kept.indicators, kept.rules) == (loaded.tiers, loaded.indicators, loaded.rules)


def test_windows_line_ends_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    saved = tmp_path / "saved.toml"
    saved.write_bytes(b"\xef\xbb\xbf" + DATED.read_bytes().replace(b"\n", b"\r\n"))
    assert tierline.load_policy(saved, "2022-05").tiers == tierline.load_policy(DATED, "2022-05").tiers
