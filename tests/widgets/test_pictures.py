"""A picture of a panel offers nothing that does not work where nothing runs."""

from __future__ import annotations

import re

import pytest

import tierline_widgets as panels
from tierline_widgets.look.markup import style_sheet
from tierline_widgets.session import Session

LIVE = re.compile(r'<(\w+) class="[^"]*tl-live[^"]*".*?</\1>', re.DOTALL)


@pytest.fixture
def bare(session: Session) -> dict[str, str]:
    """Pictures by panel, without what the style sheet hides in them."""
    drawn = {"header": panels.opening(session), "lookup": panels.lookup(session)}
    return {name: LIVE.sub("", pane.picture().split("</style>", 1)[1]) for name, pane in drawn.items()}


def test_the_month_is_text(session: Session, bare: dict[str, str]) -> None:
    assert "<select" not in bare["header"]
    assert f'<b class="tl-still">{session.month} </b>' in bare["header"]


def test_nothing_asks_to_type(session: Session, bare: dict[str, str]) -> None:
    assert "<input" not in bare["lookup"]
    assert "Type part of a name" not in bare["lookup"]
    assert "Type part of a name" in panels.lookup(session).html


def test_the_style_sheet_hides_what_lives() -> None:
    sheet = style_sheet()
    assert ".tl-static .tl-live{display:none}" in sheet
    assert ".tl-still{display:none}.tl-static .tl-still{display:inline}" in sheet


def test_lists_have_one_bullet() -> None:
    # a notebook's own sheet gives every list discs; only a stronger rule takes them away
    assert ".tl ul.tl-facts{list-style:none" in style_sheet()
