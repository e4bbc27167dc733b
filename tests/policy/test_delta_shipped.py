"""On the shipped policies, too, a delta grades a sample province as the published text does (XJ-3, XJ-5)."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tierline
from tests.months import raw_months
from tests.policy.test_delta import decisive
from tierline.policy.delta import Change, Delta, line_changes
from tierline.policy.delta_apply import apply_delta
from tierline.policy.delta_check import check_delta
from tierline.policy.delta_publish import publish_text
from tierline.policy.load import policy_from_text
from tierline.policy.resolved import Policy
from tierline.policy.scales import Bands
from tierline.tables.read import read_table
from tierline.tiering.score import score

MONTH = "2026-10"
LAST_DAY = dt.date(2026, 10, 31)
POLICIES = ("xinjiang-2008", "generic-abcd", "size-by-sales")


@cache
def accounts() -> pa.Table:
    with TemporaryDirectory() as folder:
        raw = raw_months(Path(folder)) / "raw" / f"month={MONTH}" / "accounts.parquet"
        return read_table(raw, month=MONTH)


@st.composite
def changes(draw: st.DrawFn, policy: Policy) -> list[Change]:
    """Draw other lines, weights, bands, rules and hysteresis for a policy."""
    upper = len(policy.tiers) - 1
    lines = draw(st.sets(st.integers(1, 10_000), min_size=upper, max_size=upper))
    found = list(line_changes(policy, sorted(lines, reverse=True)))
    cuts = sorted(draw(st.lists(st.integers(0, 10_000), min_size=len(policy.indicators) - 1,
                                max_size=len(policy.indicators) - 1)))  # fmt: skip
    for indicator, low, high in zip(policy.indicators, [0, *cuts], [*cuts, 10_000], strict=True):
        found.append(Change.hundredths(f"indicators.{indicator.id}.weight", high - low))
        if isinstance(indicator.scale, Bands) and indicator.kind == "bands" and draw(st.booleans()):
            scale: Any = policy.parameter(f"{indicator.id}.scale").value
            heights = draw(st.permutations(scale["points"]))
            found.append(
                Change(f"indicators.{indicator.id}.scale", {"edges": scale["edges"], "points": heights})
            )
    found += [Change(f"rules.{rule.id}.enabled", False) for rule in policy.rules if draw(st.booleans())]
    found.append(Change("hysteresis.enabled", draw(st.booleans())))
    found.append(Change("hysteresis.buffer", draw(st.sampled_from(["off", 0, 2.5, 20]))))
    return found


@pytest.mark.parametrize("name", POLICIES)
@settings(max_examples=8)
@given(data=st.data())
def test_applied_grades_as_published(name: str, data: st.DataObject) -> None:
    policy = tierline.load_policy(name, MONTH)
    delta = Delta.of(policy, data.draw(changes(policy)))
    assert check_delta(policy, delta) == []
    applied = apply_delta(policy, delta)
    published = policy_from_text(publish_text(policy.text, delta, LAST_DAY), MONTH)
    assert decisive(applied) == decisive(published)
    assert score(accounts(), applied).equals(score(accounts(), published))
    before = policy_from_text(published.text, "2026-09")
    assert decisive(before) == decisive(tierline.load_policy(name, "2026-09"))
