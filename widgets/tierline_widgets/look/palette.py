"""The colours of the tiers: one ramp from best to lowest, whatever the scheme, on light and dark ground."""

from __future__ import annotations

_LIGHT = ("#1d3f72", "#2f74b5", "#2a9d8f", "#c29b2e", "#98a2ae")
_DARK = ("#a9c8f5", "#5b9be0", "#3fbcae", "#d8b24c", "#7d8894")


def _mix(low: str, high: str, part: float) -> str:
    channels = []
    for start in (1, 3, 5):
        a, b = int(low[start : start + 2], 16), int(high[start : start + 2], 16)
        channels.append(round(a + (b - a) * part))
    return "#" + "".join(f"{channel:02x}" for channel in channels)


def _ramp(stops: tuple[str, ...], steps: int) -> list[str]:
    if steps == 1:
        return [stops[0]]
    colours = []
    for step in range(steps):
        place = step * (len(stops) - 1) / (steps - 1)
        low = min(int(place), len(stops) - 2)
        colours.append(_mix(stops[low], stops[low + 1], place - low))
    return colours


def tier_colours(steps: int) -> list[tuple[str, str]]:
    """Return the colours of ``steps`` tiers, best first, as (on light ground, on dark ground)."""
    if steps < 1:
        return []
    return list(zip(_ramp(_LIGHT, steps), _ramp(_DARK, steps), strict=True))
