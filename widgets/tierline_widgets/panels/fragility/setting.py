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


def rate(row: dict[str, Any]) -> str:
    """Return the flap rate in per cent with two decimals, a dash where nobody was judged."""
    judged, flapped = row["judged"], row["flaps"]
    return f"{100 * flapped / judged:.2f}\u202f%" if judged else numbers.NOTHING
