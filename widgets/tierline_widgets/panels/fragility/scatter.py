"""Flap rate against lag: a dot a setting, the scenario's own in the colour of what is in hand."""

from __future__ import annotations

from typing import Any

from tierline.messages import _
from tierline_widgets.look.markup import text
from tierline_widgets.look.plot import Mark, frame
from tierline_widgets.panels.fragility.replay_model import ReplayModel
from tierline_widgets.panels.fragility.setting import rate, setting_name

STEPS = 4
WIDE, HIGH = 24, 5  # room that a name takes, in per cent of the frame
TURN = 75  # from here on a name stands to the left of its dot


def draw_scatter(model: ReplayModel) -> str:
    """Return the plot's markup; its figures stand in the table beside it."""
    rows = [row for row in model.found or [] if row["flap_rate"] is not None and row["mean_lag"] is not None]
    if not rows:
        said = _("Nobody fell for good in these months, so there is no lag to set the flaps against.")
        return f'<p class="tl-note" role="status">{text(said)}</p>'
    across = _end(max(row["mean_lag"] for row in rows))
    up = _end(100 * max(row["flap_rate"] for row in rows))
    dots, labels = "", list[tuple[float, float]]()
    for row in sorted(rows, key=lambda each: not model.own(each)):  # the scenario's own is never left unnamed
        left, bottom = 100 * row["mean_lag"] / across, 10_000 * row["flap_rate"] / up
        free = all(abs(left - x) > WIDE or abs(bottom - y) > HIGH for x, y in labels)
        if free:
            labels.append((left, bottom))
        dots += _dot(row, left, bottom, free, model.own(row))
    levels = [Mark(1000 * step / STEPS, _figure(up * step / STEPS)) for step in range(STEPS + 1)]
    along = [
        Mark(1000 * step / STEPS, _figure(across * step / STEPS), bool(step % 2)) for step in range(STEPS + 1)
    ]
    name = _("Flap rate (per cent, upward) against mean lag (months, to the right), a dot a setting")
    titles = (
        f'<p class="tl-legend"><span>{text(_("↑ flap rate, %"))}</span>'
        f"<span>{text(_('→ mean lag, months'))}</span></p>"
    )
    return titles + frame(name, 300, (), levels, along, over=dots, above=14)


def _dot(row: dict[str, Any], left: float, bottom: float, named: bool, own: bool) -> str:
    """Return a dot with its name, if there is room for it; the pointer finds the name in any case."""
    name = setting_name(row)
    said = f"{name}: {rate(row)}, {row['mean_lag']:.2f}"
    kinds = " ".join(filter(None, ("tl-dot", "tl-own" if own else "", "tl-left" if left > TURN else "")))
    label = f"<small>{text(name)}</small>" if named else ""
    return (
        f'<span class="{kinds}" style="left:{left:.2f}%;top:{100 - bottom:.2f}%" title="{text(said)}">'
        f"{label}</span>"
    )


def _end(largest: float) -> float:
    """Return a round end of an axis that holds ``largest`` with a little room."""
    if largest <= 0:
        return 1.0
    power = 1.0
    while power * 10 <= largest:
        power *= 10
    while power > largest:
        power /= 10
    return next(power * step for step in (1.2, 1.6, 2, 3, 4, 6, 8, 12) if power * step >= largest * 1.05)


def _figure(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")
