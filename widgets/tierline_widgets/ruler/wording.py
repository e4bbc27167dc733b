"""Every sentence the ruler says, in the reader's language; {places} are filled in the browser."""

from __future__ import annotations

from tierline.messages import _
from tierline_widgets import language as _catalogue  # noqa: F401  (puts the texts in force)


def wording() -> dict[str, str]:
    """Return the ruler's texts by the names its script knows them by."""
    return _card() | _controls() | _handles() | _undelivered() | _states()


def _card() -> dict[str, str]:
    return {
        "title": _("Where should the lines stand?"),
        "hint": _(
            "{accounts} accounts by score. Drag a handle or type its value; dashed marks are today's lines. "
            "Bars are coloured by score alone, the table counts the tiers as they are assigned."
        ),
        "hint_still": _(
            "{accounts} accounts by score; dashed marks are today's lines. "
            "Bars are coloured by score alone, the table counts the tiers as they are assigned."
        ),
        "bars": _("accounts in a bar of {width} points"),
        "table": _("What each tier holds under these lines, with the change against today"),
        "tier": _("Tier"),
        "line": _("Line"),
        "points": _("points"),
        "accounts": _("Accounts"),
        "share": _("Share"),
        "of_accounts": _("of accounts"),
        "hours": _("Staff hours"),
        "hours_unit": _("hours a year"),
        "all": _("All"),
        "moved": _("{moved} accounts change tier: ▲ {up} up, ▼ {down} down"),
        "nobody": _("No account changes tier."),
        "counting": _("The accounts are being counted; the ruler then stands here."),
        "nobody_here": _("No account passes this filter. Widen it to see the scores."),
    }


def _controls() -> dict[str, str]:
    return {
        "height": _("Height of the bars"),
        "log": _("log"),
        "linear": _("linear"),
        "zoom": _("Zoom"),
        "zoom_in": _("Closer"),
        "zoom_out": _("Wider"),
        "whole": _("0–100"),
        "whole_hint": _("Show the whole scale"),
        "near": _("Zoom to line"),
        "near_hint": _("Show the neighbourhood of the chosen line"),
        "back": _("Today's lines"),
        "back_hint": _("Put every line back to where it stands today"),
        "keys": _(
            "Keys on a handle: arrows 0.01 (with Shift 0.10), Page 1.00, Home and End to the neighbours, "
            "+ and − zoom, digits type, Escape undoes. Shift while dragging: finer. Double press: zoom."
        ),
    }


def _handles() -> dict[str, str]:
    return {
        "line_of": _("Line of {tier}"),
        "titled_line_of": _("Line of {tier} ({title})"),
        "value_of": _("Line of {tier}, in points"),
        "grip_hint": _("Drag, or press the number to type"),
        "spoken": _(
            "{tier} from {line} points; {above} accounts score at or above, {accounts} are in the tier"
        ),
        "not_points": _(
            "{tier}: “{typed}” cannot be its line. Type points from {lowest} to {highest}, "
            "two decimals at most."
        ),
        "crosses": _(
            "{tier} at {typed} would cross {other} at {at}. Type points from {lowest} to {highest}, "
            "or move {other} first."
        ),
    }


def _undelivered() -> dict[str, str]:
    return {
        "kept": _("Before the connection was lost you moved {moves}. That is not recorded yet."),
        "kept_late": _(
            "Before the connection was lost you moved {moves}. That was not recorded, and what it was moved "
            "on has changed since: it cannot be put back. Move the line again if you still want it there."
        ),
        "kept_line": _("the line of {tier} to {line}"),
        "and": _(", "),
        "put_back": _("Put it back"),
        "leave": _("Leave it"),
        "noted": _("Noted"),
    }


def _states() -> dict[str, str]:
    return {
        "state_none": "",
        "state_live": _("Moving: counted in this browser"),
        "state_waiting": _("Asking the engine …"),
        "state_exact": _("✓ The engine counts the same"),
        "state_differs": _("✗ The engine counts otherwise"),
        "spoken_exact": _("{moved} accounts change tier; the engine counts the same."),
        "differs": _(
            "The figures shown differ from the engine's. Do not use them: reload the page, and if it stays "
            "so, report it with the month and the lines."
        ),
        "unreadable": _(
            "The figures for the ruler could not be read here. Reload the page; if it stays so, report it."
        ),
    }
