"""A setting of hysteresis and its flap rate in words."""

from __future__ import annotations

from typing import Any

from tierline.messages import _
from tierline_widgets import numbers


def setting_name(row: dict[str, Any]) -> str:
    """Return a setting in short: months, and the buffer."""
    if not row["enabled"]:
        return _("none")
    if row["buffer"] is None:
        return _("{months} mo, no buffer").format(months=row["months"])
    return _("{months} mo, {buffer} pts").format(months=row["months"], buffer=numbers.score(row["buffer"]))


def whose(*, today: bool, own: bool) -> str:
    """Say whether a setting is the policy's of today, the scenario's, or both; "" for neither."""
    if today and own:
        return _("today's, and this scenario's")
    if today:
        return _("today's")
    return _("this scenario's") if own else ""


def rate(row: dict[str, Any]) -> str:
    """Return the flap rate in per cent with two decimals, a dash where nobody was judged."""
    judged, flapped = row["judged"], row["flaps"]
    return f"{100 * flapped / judged:.2f}\u202f%" if judged else numbers.NOTHING


def numbers_text(found: list[int]) -> str:
    """Return numbers in short, those that follow one another as a span: "1–4, 9"."""
    spans: list[list[int]] = []
    for number in sorted(found):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    told = (str(low) if low == high else f"{low}\u2013{high}" for low, high in spans)
    return ", ".join(told)
