"""The steps that can be the last one to change a tier, in the order of the numbers that the pass writes."""

from __future__ import annotations

from collections.abc import Mapping

from tierline.messages import N_

OVERRIDE = "override"
# reason -> what people call it
TITLES: Mapping[str, str] = {
    "score": N_("score"),
    "floor": N_("floor"),
    "cap": N_("cap"),
    "hysteresis": N_("held by hysteresis"),
    OVERRIDE: N_("manual override"),
}
REASONS = tuple(TITLES)
