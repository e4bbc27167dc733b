"""Where a total stands without telling the others', and who stands apart (LY-20)."""

from __future__ import annotations

import statistics

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.performance.facts_at_hand import POLICY
from tierline.errors import BadInputError
from tierline.performance.outliers import outliers
from tierline.performance.place import place_of
from tierline.performance.policy_changes import with_changes
from tierline.performance.policy_load import (
    points_policy_from_text,
    points_policy_ids,
    read_points_file,
)
from tierline.performance.policy_settings import PRIVACY
from tierline.performance.policy_show import points_to_dict

FEWEST = POLICY.fewest["place"]
TOTALS = st.integers(0, 11_000)


@given(TOTALS, st.lists(TOTALS, max_size=FEWEST - 2))
def test_among_few_nothing_is_told(own: int, others: list[int]) -> None:
    assert place_of(own, others, FEWEST) is None


@given(TOTALS, st.lists(TOTALS, min_size=FEWEST - 1, max_size=30))
def test_quarter_and_quartiles_against_the_textbook(own: int, others: list[int]) -> None:
    place = place_of(own, others, FEWEST)
    assert place is not None
    every = [own, *others]
    assert place.members == len(every)
    assert place.quarter == int(4 * sum(other > own for other in others) / len(every))
    wanted = statistics.quantiles(every, n=4, method="inclusive")
    assert all(abs(100 * told - true) <= 50 for told, true in zip(place.quartiles, wanted, strict=True))


def test_the_policy_says_how_few_are_too_few() -> None:
    assert dict(POLICY.fewest) == {"mean": 1, "place": 5}
    stricter = with_changes(POLICY, {"privacy.place": 6})
    assert stricter.fewest["place"] == 6
    assert place_of(9137, [8000, 8500, 9000, 9500], 6) is None
    with pytest.raises(BadInputError, match="outside the range 2 to 1000"):
        with_changes(POLICY, {"privacy.place": 1})
    with pytest.raises(BadInputError, match="has no parameter"):
        with_changes(POLICY, {"privacy.names": 1})
    earlier = POLICY.text.split("[privacy.mean]")[0]  # a policy that names none, as months were closed with
    held = points_policy_from_text(earlier, POLICY.month)
    assert dict(held.fewest) == {"mean": 1, "place": 5}
    shown = {each["id"]: each["value"] for each in points_to_dict(held)["parameters"]}
    assert (shown["privacy.mean"], shown["privacy.place"]) == (1, 5)  # told, though the text is silent
    assert with_changes(held, {"privacy.place": 7}).fewest["place"] == 7


@pytest.mark.parametrize("name", points_policy_ids())
def test_every_shipped_policy_says_it_itself(name: str) -> None:
    assert set(read_points_file(name)[0].privacy) == set(PRIVACY)


def test_place_worked_by_hand() -> None:
    place = place_of(9137, [8000, 8500, 9000, 9500], 5)
    assert place is not None
    assert (place.members, place.quarter, place.quartiles) == (5, 0, (85, 90, 91))


@pytest.mark.parametrize(
    ("figures", "found"),
    [
        ([90, 91, 92, 93, 40], {"4": -1}),
        ([90, 91, 92, 93, 140], {"4": 1}),
        ([90, 91, 92, 93, 94], {}),
        ([90, 91, 92, 40], {}),
        ([90, 90, 90, 90, 90], {}),
    ],
)
def test_who_stands_apart(figures: list[int], found: dict[str, int]) -> None:
    assert outliers({str(at): figure for at, figure in enumerate(figures)}) == found
