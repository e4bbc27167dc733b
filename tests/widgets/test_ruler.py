"""The ruler without a browser: what it shows, what it takes, what it refuses."""

from __future__ import annotations

from typing import Any

import pytest
from traitlets import HasTraits, Unicode

from tests.widgets.invented_index import invented_index, shown_ruler, titles, with_own_base
from tierline.errors import BadInputError
from tierline.simulate.index import Preview, WhatIfIndex
from tierline_widgets.ruler import Measure, Ruler

LINES = [8000, 6300, 4700, 3000]


@pytest.fixture(scope="module")
def index() -> WhatIfIndex:
    return with_own_base(invented_index(3000))


@pytest.fixture
def ruler(index: WhatIfIndex) -> Ruler:
    return shown_ruler(index)


def hand_in(ruler: Ruler, lines: Any, serial: Any = 1, **more: Any) -> None:
    ruler._heard(ruler, {"act": "commit", "lines": lines, "serial": serial, **more}, [])


def test_shows_the_index_as_it_stands(ruler: Ruler, index: WhatIfIndex) -> None:
    assert list(index.lines) == LINES
    assert (ruler.lines, ruler.baseline) == (LINES, LINES)
    assert WhatIfIndex.from_bytes(ruler.index).accounts == index.accounts
    assert ruler.confirmed["moves"] == index.preview(LINES).moves.tolist()
    assert ruler.tier_names == list(index.tiers)
    assert [len(each) for each in (ruler.colours, ruler.tier_titles, ruler.hours)] == [5, 5, 5]
    assert [head["title"] for head in ruler.heads] == ["Monthly revenue", "ICT revenue"]
    assert ruler.problem == ""


def test_a_move_is_taken_and_answered_exactly(ruler: Ruler, index: WhatIfIndex) -> None:
    heard: list[Any] = []
    ruler.observe(lambda change: heard.append(change["new"]), names="committed")
    moved = [8000, 6450, 4700, 2999]
    hand_in(ruler, moved)
    assert ruler.lines == moved
    assert heard == [{"lines": moved, "serial": 1}]
    assert ruler.answered == 1
    assert ruler.confirmed == {
        "edition": ruler.edition,
        "lines": moved,
        "moves": index.preview(moved).moves.tolist(),
    }
    assert ruler.baseline == LINES


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([6000, 6300, 4700, 3000], "must lie above 0 and below"),
        ([8000, 8000, 4700, 3000], "must lie above 0 and below"),
        ([8000, 6300, 4700, 0], "must lie above 0 and below"),
        ([10_001, 6300, 4700, 3000], "must lie above 0 and below"),
        ([8000, 6300, 4700, -1], "must lie above 0 and below"),
        ([8000, 6300, 4700], "3 lines are given, but 4 are needed"),
        ([8000, 6300, 4700, 3000, 1000], "5 lines are given, but 4 are needed"),
        ([8000, 6300, 4700, 30.5], "did not arrive as numbers"),
        ([8000, 6300, 4700, True], "did not arrive as numbers"),
        ([8000, 6300, 4700, "3000"], "did not arrive as numbers"),
        ([8000, 6300, 4700, None], "did not arrive as numbers"),
        ([8000, 6300, 4700, [3000]], "did not arrive as numbers"),
        ([8000, 6300, 4700, float("nan")], "did not arrive as numbers"),
        ([8000, 6300, 4700, 10**30], "must lie above 0 and below"),
        ("8000", "did not arrive as numbers"),
        (None, "did not arrive as numbers"),
        ({"0": 8000}, "did not arrive as numbers"),
    ],
)
def test_lines_that_cannot_be_are_refused_in_place(ruler: Ruler, lines: Any, words: str) -> None:
    hand_in(ruler, lines)
    assert words in ruler.problem
    assert ruler.lines == LINES
    assert ruler.committed == {}
    assert ruler.answered == 1  # so that the browser takes its handles back
    hand_in(ruler, [8000, 6300, 4700, 2999], 2)
    assert ruler.problem == ""
    assert ruler.lines == [8000, 6300, 4700, 2999]


@pytest.mark.parametrize(
    "content",
    [
        None,
        "commit",
        3,
        [],
        {},
        {"act": "commit"},
        {"act": "commit", "lines": LINES},
        {"act": "other", "lines": LINES, "serial": 1},
        {"act": "commit", "lines": LINES, "serial": "1"},
        {"act": "commit", "lines": LINES, "serial": 0},
        {"act": "commit", "lines": LINES, "serial": True},
        {"act": "commit", "lines": LINES, "serial": 2**53},
        {"act": "commit", "lines": LINES, "serial": 1, "index": "x"},
    ],
)
def test_what_is_no_move_is_refused(ruler: Ruler, content: Any) -> None:
    ruler._heard(ruler, content, [])
    assert "no move of a line" in ruler.problem
    assert ruler.lines == LINES
    assert ruler.committed == {}


def test_an_old_move_does_not_undo_a_newer_one(ruler: Ruler) -> None:
    hand_in(ruler, [7900, 6300, 4700, 3000], 5)
    hand_in(ruler, [7800, 6300, 4700, 3000], 4)
    assert "older than what is shown" in ruler.problem
    assert ruler.lines[0] == 7900
    assert ruler.answered == 5


def test_the_browser_writes_no_trait(ruler: Ruler) -> None:
    before = ruler.get_state()
    ruler.set_state({"lines": [1, 2, 3, 4], "index": b"", "texts": {}, "problem": "x", "readonly": True})
    assert ruler.get_state() == before


def test_who_may_only_look_moves_nothing(index: WhatIfIndex) -> None:
    ruler = shown_ruler(index, readonly=True)
    hand_in(ruler, [8000, 6300, 4700, 2999])
    assert ruler.lines == LINES


def test_nothing_is_moved_before_there_is_an_index() -> None:
    ruler = Ruler()
    hand_in(ruler, LINES)
    assert (ruler.lines, ruler.index) == ([], b"")
    with pytest.raises(ValueError, match="no index"):
        ruler.put(LINES)


def test_the_engine_may_answer_otherwise_or_refuse(index: WhatIfIndex) -> None:
    def exact(lines: tuple[int, ...]) -> Preview:
        if lines[0] > 9000:
            raise BadInputError("{month} was closed again. Reload the page.", month="2026-10")
        return index.preview(LINES)

    ruler = Ruler(exact=exact)
    ruler.show(index)
    hand_in(ruler, [7000, 6300, 4700, 3000])
    assert ruler.confirmed["moves"] == index.preview(LINES).moves.tolist()
    assert ruler.confirmed["lines"][0] == 7000
    hand_in(ruler, [9500, 6300, 4700, 3000], 2)
    assert ruler.problem == "2026-10 was closed again. Reload the page."
    assert ruler.lines[0] == 7000
    assert ruler.answered == 2


def test_lines_are_put_from_here_without_being_handed_in(ruler: Ruler, index: WhatIfIndex) -> None:
    hand_in(ruler, [8000, 6300, 4700], 1)
    ruler.put([7000, 6000, 5000, 4000])
    assert ruler.lines == [7000, 6000, 5000, 4000]
    assert ruler.problem == ""
    assert ruler.committed == {}
    assert ruler.confirmed["moves"] == index.preview(ruler.lines).moves.tolist()
    with pytest.raises(BadInputError):
        ruler.put([7000, 7000, 5000, 4000])
    assert ruler.lines == [7000, 6000, 5000, 4000]


def test_another_index_keeps_the_ghosts_and_has_another_edition(ruler: Ruler) -> None:
    ruler.put([7000, 6000, 5000, 4000])
    edition = ruler.edition
    ruler.show(with_own_base(invented_index(500, seed=9)), lines=ruler.lines)
    assert ruler.baseline == LINES
    assert ruler.lines == [7000, 6000, 5000, 4000]
    assert ruler.edition == ruler.confirmed["edition"] == edition + 1
    ruler.show(invented_index(500, tiers=3))
    assert ruler.baseline == ruler.lines
    assert len(ruler.lines) == 2


def test_what_does_not_fit_the_tiers_is_a_mistake_of_the_caller(index: WhatIfIndex) -> None:
    ruler = Ruler()
    with pytest.raises(ValueError, match="3 entries for 5 tiers"):
        ruler.show(index, hours=[1, 2, 3])
    with pytest.raises(ValueError, match="4 entries for 5 tiers"):
        ruler.show(index, tiers=titles(4))
    with pytest.raises(BadInputError):
        ruler.show(index, baseline=[1, 2, 3, 4])
    assert ruler.index == b""


class Reader(HasTraits):
    language = Unicode("en")


def test_speaks_the_readers_language(index: WhatIfIndex) -> None:
    reader = Reader()
    ruler = Ruler(lambda: reader.language)
    ruler.follow(reader, "language")
    ruler.show(index, tiers=titles(5))
    english = dict(ruler.texts)
    assert ruler.tier_titles[0] == "High-value"
    reader.language = "zh"
    assert ruler.language == "zh"
    assert ruler.tier_titles[0] == "高值客户"
    assert ruler.heads[0]["title"] == "月收入"
    same = {name for name in english if english[name] == ruler.texts[name]}
    assert same == {"state_none", "whole"}
    hand_in(ruler, [8000, 8000, 4700, 3000])
    assert "必须大于 0" in ruler.problem


def test_measures_of_ones_own_have_their_own_heads() -> None:
    index = invented_index(400, measures=3)
    ruler = Ruler(measures={"visits": Measure("Visits", money=False)}, currency="GBP")
    ruler.show(index)
    assert ruler.heads[2] == {"title": "Visits", "unit": "", "divisor": 1, "decimals": 0}
    assert ruler.heads[0]["unit"].endswith("pounds")


def test_a_problem_is_said_until_the_next_move(ruler: Ruler) -> None:
    ruler.complain("The scenario was changed by somebody else. Reload it.")
    assert ruler.problem.startswith("The scenario")
    hand_in(ruler, [8000, 6300, 4700, 2999])
    assert ruler.problem == ""


def test_the_picture_stands_alone(ruler: Ruler, index: WhatIfIndex) -> None:
    ruler.put([7900, 6300, 4700, 3000])
    data, _metadata = ruler._repr_mimebundle_()
    drawn = data["text/html"]
    assert drawn.startswith("<style>")
    assert "<script" not in drawn
    assert "http" not in drawn.replace("http://www.w3.org", "")
    totals = index.preview(ruler.lines).totals
    for count in totals[:, 0]:
        assert f"{int(count):,}" in drawn
    assert "79.00" in drawn
    assert "+" in drawn


def test_more_hours_are_worse_in_the_picture_as_in_every_panel(ruler: Ruler) -> None:
    for best, kind in ((7500, "tl-down"), (8500, "tl-up")):  # more, and fewer, in the best tier
        ruler.put([best, 6300, 4700, 3000])
        last = ruler.picture().split("</tfoot>")[0].rsplit("<td", 1)[1]
        assert f"tl-delta {kind}" in last


@pytest.mark.parametrize("tiers", range(2, 9))
def test_any_number_of_tiers_has_a_picture(tiers: int) -> None:
    ruler = shown_ruler(invented_index(200, tiers=tiers), "zh")
    assert ruler.picture().count("tl-pill") >= tiers - 1


def test_no_accounts_and_no_index_have_a_picture_too() -> None:
    assert shown_ruler(invented_index(0)).picture()
    assert "being counted" in Ruler().picture()


def test_names_cannot_become_markup() -> None:
    index = invented_index(50, tiers=2)
    hostile = WhatIfIndex(index.arrays, ("<b>x", "</style>"), index.lines, index.hysteresis, index.measures)
    ruler = Ruler()
    ruler.show(hostile)
    assert "<b>x" not in ruler.picture()


def test_stands_on_a_page_before_it_is_alive(ruler: Ruler) -> None:
    ruler.add_class("tl-w12")
    drawn = ruler.framed()
    assert '<div class="tl tl-w12" lang="en">' in drawn
    assert drawn.startswith("<style>")
    assert "tl-static" not in drawn
