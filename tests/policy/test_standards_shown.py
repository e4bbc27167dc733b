"""Service standards as `policy show` prints them: one row a service, one column a tier."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

import tierline
from tierline.messages import use_language
from tierline.policy.show import show
from tierline.policy.show_standards import standard_cells


def printed(policy: str, language: str) -> str:
    console = Console(file=io.StringIO(), width=240)
    with use_language(language):
        show(tierline.load_policy(policy, "2026-10"), console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def row(text: str, word: str) -> list[str]:
    line = next(line for line in text.splitlines() if word in line)
    return [cell.strip() for cell in line.strip("│").split("│")]


def test_the_first_reply_is_shown_with_its_source() -> None:
    """XJ-9 is the document's, how often and how long are ours (XJ-11)."""
    cells = row(printed("xinjiang-2008", "en"), "Response to network-coverage demands")
    assert cells[:3] == ["Basic: quality", "Response to network-coverage demands", "cases"]
    assert cells[3:8] == ["1 · 2 x 1.5", "1 · 2 x 1.5", "2 · 1 x 1", "2 · 1 x 1", "3 · 0.2 x 0.5"]
    assert cells[-1] == "days: source document, a year: default, hours each: default"


def test_it_is_there_in_chinese() -> None:
    cells = row(printed("xinjiang-2008", "zh"), "驻点服务")
    assert cells[:3] == ["基础服务：增值类", "驻点服务 (可选)", "件数"]
    assert cells[5:8] == ["-", "-", "-"]


def test_a_service_of_every_tier_shows_days_alone_where_none_are_counted() -> None:
    policy = tierline.load_policy("generic-abcd", "2026-10")
    visit = policy.services[0]
    assert standard_cells(visit) == ("12 x 1.5", "4 x 1", "2 x 0.75", "-")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_policy_without_standards_shows_no_table(language: str) -> None:
    heading = {"en": "Service standards", "zh": "服务标准"}[language]
    assert heading not in printed("size-by-sales", language)
    assert heading in printed("xinjiang-2008", language)
