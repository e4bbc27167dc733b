from __future__ import annotations

import pytest

from tierline_widgets import numbers
from tierline_widgets.look.axis import marks
from tierline_widgets.numbers import MoneyUnit


def test_figures_are_separated_and_signed() -> None:
    assert numbers.integer(1234567) == "1,234,567"
    assert numbers.integer(-611) == "\u2212611"
    assert [numbers.signed(one) for one in (2904, 0, -611)] == ["+2,904", "0", "\u2212611"]


def test_scores_are_hundredths() -> None:
    assert [numbers.score(one) for one in (8350, 5, 0, 10000, -123)] == [
        "83.50",
        "0.05",
        "0.00",
        "100.00",
        "\u22121.23",
    ]


def test_shares_and_growth_without_a_base_are_a_dash() -> None:
    assert numbers.share(1, 8) == "12.5\u202f%"
    assert numbers.share(0, 0) == numbers.NOTHING
    assert numbers.growth(110, 100) == "+10.0\u202f%"
    assert numbers.growth(90, 100) == "\u221210.0\u202f%"
    assert numbers.growth(100001, 100000) == "0.0\u202f%"
    assert numbers.growth(5, 0) == numbers.NOTHING


@pytest.mark.parametrize(
    ("fen", "language", "label", "written"),
    [
        (123_456, "en", "yuan", "1,235"),
        (12_345_600, "en", "thousand yuan", "123.46"),
        (4_820_000_000, "en", "million yuan", "48.20"),
        (4_820_000_000, "zh", "万元", "4,820.0"),
        (123_456, "zh", "元", "1,235"),
        (482_000_000_000, "zh", "亿元", "48.20"),
    ],
)
def test_money_has_one_unit_for_a_column(fen: int, language: str, label: str, written: str) -> None:
    unit = MoneyUnit.over([0, fen, -5], language)
    assert (unit.label, unit.write(fen)) == (label, written)


def test_another_currency_names_itself() -> None:
    assert MoneyUnit.over([100], "en", "GBP").label == "pounds"
    assert MoneyUnit.over([100], "en", "SEK").label == "SEK"


def test_negative_money_has_a_true_minus() -> None:
    assert MoneyUnit.over([], "en").write(-150_000) == "\u22121,500"


@pytest.mark.parametrize("largest", [1, 3, 7.5, 99, 100, 613, 15_012, 2_000_000])
def test_axis_marks_are_round_and_within(largest: float) -> None:
    found = marks(largest)
    assert found[0] == 0
    assert found[-1] <= largest
    assert 2 <= len(found) <= 6
    assert len({after - before for before, after in zip(found, found[1:], strict=False)}) == 1


def test_log_axis_marks_are_powers_of_ten() -> None:
    assert marks(613, log=True) == [1, 10, 100]


def test_a_minus_before_figures_is_a_true_one_and_hyphens_stay() -> None:
    assert numbers.with_minus("from -50 % to below 0 %") == "from \u221250 % to below 0 %"
    assert numbers.with_minus("\uff08-0.5\uff09") == "\uff08\u22120.5\uff09"
    assert numbers.with_minus("mid-3 on 2008-10-01, XJ-3, --as") == "mid-3 on 2008-10-01, XJ-3, --as"
