from __future__ import annotations

import re

import pytest

from tierline_widgets.look.markup import Cell, Column, card, cell, state, style_sheet, table
from tierline_widgets.look.palette import tier_colours


def test_five_tiers_have_the_five_colours() -> None:
    light = [one for one, _dark in tier_colours(5)]
    assert light == ["#1d3f72", "#2f74b5", "#2a9d8f", "#c29b2e", "#98a2ae"]


@pytest.mark.parametrize("steps", range(1, 9))
def test_any_scheme_runs_from_best_to_lowest(steps: int) -> None:
    colours = tier_colours(steps)
    assert len(set(colours)) == steps
    assert colours[0][0] == "#1d3f72"
    assert steps == 1 or colours[-1][0] == "#98a2ae"


def test_no_tiers_no_colours() -> None:
    assert tier_colours(0) == []


HOSTILE = '<script>alert("1")</script>'


def test_what_a_customer_is_called_cannot_become_markup() -> None:
    drawn = card(HOSTILE, HOSTILE, "", name=HOSTILE) + state("error", HOSTILE, HOSTILE, HOSTILE, HOSTILE)
    drawn += table([Column(HOSTILE, HOSTILE)], [[cell(HOSTILE)]], caption=HOSTILE, sortable=True)
    assert "<script" not in drawn
    assert '"1"' not in drawn


def test_a_table_says_what_it_is_sorted_by() -> None:
    columns = [Column("Name", figures=False, sort="name"), Column("Sum", sort="sum")]
    drawn = table(columns, [[cell("a"), cell(1)]], sortable=True, sorted_by="sum", descending=True)
    assert drawn.count("aria-sort") == 1
    assert re.search(r'aria-sort="descending"><button[^>]*data-value="sum"', drawn)


def test_zeros_are_faint_and_figures_are_not() -> None:
    assert "tl-zero" in cell("0").kind
    assert "tl-zero" not in cell("10").kind


def test_a_row_must_fit_its_head() -> None:
    with pytest.raises(ValueError, match="zip"):
        table([Column("a")], [[Cell("1"), Cell("2")]])


def _luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _themes() -> list[dict[str, str]]:
    blocks = re.findall(r"\{(--ink:[^}]*)\}", style_sheet()) + re.findall(
        r"\.tl\{(--ink:[^}]*)\}", style_sheet()
    )
    assert len(blocks) >= 3
    named = [dict(re.findall(r"--([\w-]+):(#[0-9a-f]{3,6})", block)) for block in blocks]
    return [
        {name: c if len(c) == 7 else "#" + "".join(2 * d for d in c[1:]) for name, c in one.items()}
        for one in named
    ]


def _mixed(colour: str, share: float, ground: str) -> str:
    """As ``color-mix`` in sRGB lays a colour over its ground."""
    pairs = ((int(colour[at : at + 2], 16), int(ground[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(over * share + under * (1 - share)):02x}" for over, under in pairs)


@pytest.mark.parametrize("words", ["ink", "mute", "up", "faint", "down", "focus"])
@pytest.mark.parametrize("ground", ["card", "ground", "quiet", "hair"])
def test_words_can_be_read_on_light_and_dark(words: str, ground: str) -> None:
    """WCAG 2.2, 1.4.3: 4.5 to 1 for text, on cards, between them, in rows under the pointer, in cells."""
    for theme in _themes():
        assert _contrast(theme[words], theme[ground]) >= 4.5


@pytest.mark.parametrize("ground", ["up-ground", "down-ground"])
def test_figures_can_be_read_in_cells_of_moves(ground: str) -> None:
    for theme in _themes():
        assert _contrast(theme["ink"], theme[ground]) >= 4.5


@pytest.mark.parametrize("words", ["focus", "up", "down"])
def test_states_can_be_read_on_their_own_tint(words: str) -> None:
    for theme in _themes():
        assert _contrast(theme[words], _mixed(theme[words], 0.08, theme["card"])) >= 4.5


@pytest.mark.parametrize("ground", ["card", "ground", "quiet"])
def test_what_has_the_focus_can_be_seen(ground: str) -> None:
    """WCAG 2.2, 1.4.11: 3 to 1 for what is not text."""
    for theme in _themes():
        assert _contrast(theme["focus"], theme[ground]) >= 3
