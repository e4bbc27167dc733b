"""Which indicators give an account other points or another weight under another policy."""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from tierline.compiled import layout
from tierline.messages import N_, Message
from tierline.policy.exact import decimal_text
from tierline.policy.resolved import Indicator, Policy
from tierline.tiering.score import grade_table

Part = tuple[Indicator, int | None, int]  # points (None: left out), weight; both in hundredths


def points_changed(table: pa.Table, policies: tuple[Policy, Policy]) -> list[Message]:
    """Return for each account the indicators whose points or weights differ, the largest effect first.

    Parameters
    ----------
    table : pyarrow.Table
        A few accounts with the columns of both policies.
    policies : (Policy, Policy)
        Before and after.

    Returns
    -------
    list of Message
        One a row, to stand within a sentence.
    """
    points = [grade_table(table, policy, points=True).outcome.points for policy in policies]
    return [
        _told(*(_parts(policy, own[row]) for policy, own in zip(policies, points, strict=True)))
        for row in range(table.num_rows)
    ]


def _parts(policy: Policy, points: Any) -> dict[str, Part]:
    return {
        each.id: (each, None if points[place] == layout.NONE else int(points[place]), each.weight)
        for place, each in enumerate(policy.indicators)
    }


def _told(old: dict[str, Part], new: dict[str, Part]) -> Message:
    changed = [name for name in dict.fromkeys([*new, *old]) if _figures(old, name) != _figures(new, name)]
    effect = {name: abs(_worth(new, name) - _worth(old, name)) for name in changed}
    parts = [_one(old.get(name), new.get(name)) for name in sorted(changed, key=lambda name: -effect[name])]
    if not parts:
        return Message(N_("no indicator changed"))
    told = parts[-1]
    for part in reversed(parts[:-1]):
        told = Message(N_("{one}; {others}"), {"one": part, "others": told})
    return told


def _figures(parts: dict[str, Part], name: str) -> tuple[int | None, int] | None:
    return parts[name][1:] if name in parts else None


def _worth(parts: dict[str, Part], name: str) -> int:
    """Return points times weight: what the indicator adds to the score, but for the common divisor."""
    if name not in parts:
        return 0
    _indicator, points, weight = parts[name]
    return (points or 0) * weight


def _one(old: Part | None, new: Part | None) -> Message:
    if old is None or new is None:
        indicator, points, weight = new or old  # type: ignore[misc]
        text = (
            N_("{title} is new: {points}, weight {weight} %")
            if old is None
            else N_("{title} is left out: it had {points}, weight {weight} %")
        )
        places = {"title": indicator.title, "points": _text(points), "weight": decimal_text(weight)}
        return Message(text, places)
    places = {
        "title": new[0].title,
        # the unit once, after both figures; each its own where one of them is no figure
        "old": _text(old[1]) if new[1] is None or old[1] is None else decimal_text(old[1]),
        "new": _text(new[1]),
        "was": decimal_text(old[2]),
        "now": decimal_text(new[2]),
    }
    if old[2] == new[2]:
        return Message(N_("{title} {old} → {new} (weight {now} %)"), places)
    if old[1] == new[1]:
        return Message(N_("{title} weight {was} % → {now} % (at {new})"), places)
    return Message(N_("{title} {old} → {new} and weight {was} % → {now} %"), places)


def _text(points: int | None) -> Any:
    if points is None:
        return Message(N_("left out"))
    return Message(N_("{points} points"), {"points": decimal_text(points)})
