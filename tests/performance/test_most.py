"""No figure is more than the policy says there can be (LY-14)."""

from __future__ import annotations

import pytest

from tests.performance.facts_at_hand import POLICY
from tests.performance.test_actuals import gathered


@pytest.mark.parametrize(("actual", "taken"), [(100.0, 10_000), (100.01, None), (250.0, None)])
def test_no_figure_is_more_than_the_policy_says_there_can_be(actual: float, taken: int | None) -> None:
    """Full marks count; what nobody can reach is refused by name instead of giving full points (LY-14)."""
    row = {"manager_id": "M1", "indicator": "exam", "actual": actual, "unit": "mark"}
    found = gathered(actuals=[row])
    (line,) = [
        each
        for each in found.figures.to_pylist()
        if (each["manager_id"], each["indicator"]) == ("M1", "exam")
    ]
    assert line["actual"] == taken
    told_of = [each.message.render("en") for each in found.findings if each.kind == "beyond_most"]
    assert told_of == (
        []
        if taken
        else [
            f"actuals: exam of M1 is {actual:.2f}, but 100.00 is the most there can be (policy: exam.most). "
            "Mend the figure."
        ]
    )


def test_every_share_and_mark_of_the_table_has_a_most() -> None:
    bounded = {each.id for each in POLICY.indicators if each.most is not None}
    assert bounded == {
        each.id for each in POLICY.indicators if each.unit in ("percent", "mark") and each.derivation is None
    }
