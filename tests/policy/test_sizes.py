"""Schemes larger than the kernel's numbers are refused on load, not cut (XJ-1, XJ-3)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tierline.errors import BadInputError
from tierline.policy.check_names import MOST_TIERS
from tierline.policy.load import policy_from_text
from tierline.policy.scales import MOST_EDGES, Bands

SMALL = (Path(__file__).parent.parent / "policies" / "small.toml").read_text(encoding="utf-8")


def with_tiers(count: int) -> str:
    """Return the small policy with ``count`` tiers, their lines a tenth of a point apart."""
    first, low = SMALL.index("[[tier]]"), SMALL.index('[[tier]]\nid = "low"')
    top = SMALL[first:low]
    more = "".join(
        top.replace('id = "top"', f'id = "top{place}"').replace("value = 50.00", f"value = {50 - place / 10}")
        for place in range(1, count - 1)
    )
    names = ["top", *(f"top{place}" for place in range(1, count - 1)), "low"]
    order = ", ".join(f'["{name}"]' for name in names)
    return (SMALL[:low] + more + SMALL[low:]).replace('order = [["top"], ["low"]]', f"order = [{order}]")


def with_edges(count: int) -> str:
    edges = ", ".join(str(place) for place in range(1, count + 1))
    points = ", ".join(str(round(100 * place / count, 2)) for place in range(count + 1))
    return SMALL.replace(
        "edges = [1000, 5000], points = [0, 50, 100]", f"edges = [{edges}], points = [{points}]"
    )


def test_as_many_tiers_as_fit() -> None:
    assert len(policy_from_text(with_tiers(MOST_TIERS), "2026-10").tiers) == MOST_TIERS
    with pytest.raises(BadInputError, match=f"tier: {MOST_TIERS + 1} tiers are too many; {MOST_TIERS} fit"):
        policy_from_text(with_tiers(MOST_TIERS + 1), "2026-10")


def test_as_many_edges_as_fit() -> None:
    scale = policy_from_text(with_edges(MOST_EDGES), "2026-10").indicators[0].scale
    assert isinstance(scale, Bands)
    assert len(scale.edges) == MOST_EDGES
    with pytest.raises(
        BadInputError, match=f"revenue.*{MOST_EDGES + 1} edges are too many; {MOST_EDGES} fit"
    ):
        policy_from_text(with_edges(MOST_EDGES + 1), "2026-10")
