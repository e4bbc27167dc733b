"""What is asked for a suggestion: one form a way."""

from __future__ import annotations

from tierline.errors import BadInputError
from tierline.messages import _, current_language
from tierline.simulate.suggest_limits import blocks
from tierline_widgets import numbers
from tierline_widgets.look.form import entry
from tierline_widgets.look.markup import choice, text
from tierline_widgets.panels.suggest import ways
from tierline_widgets.panels.suggest.model import SuggestModel


def way_titles() -> list[tuple[str, str]]:
    """Return every way with its name."""
    return [
        (ways.SHARES, _("Target shares")),
        (ways.CLASSES, _("Hours by class")),
        (ways.TOTAL, _("Hours in all")),
        (ways.GRADES, _("Staff we have")),
        (ways.BREAKS, _("Natural breaks")),
        (ways.RISK, _("Value at risk")),
    ]


def draw_boxes(model: SuggestModel) -> str:
    """Return the boxes of the way chosen, or a sentence where nothing is to be typed."""
    drawn = {
        ways.SHARES: _shares,
        ways.CLASSES: _classes,
        ways.TOTAL: _total,
        ways.GRADES: _grades,
        ways.BREAKS: lambda _model: _says(
            _("Lines where the scores themselves leave gaps; nothing is to be typed.")
        ),
        ways.RISK: _risk,
    }
    return drawn[model.way](model)


def _shares(model: SuggestModel) -> str:
    return "".join(
        entry(f"share.{tier}", model.entry(f"share.{tier}"), tier, "%") for tier in model.desk.policy.tier_ids
    )


def _classes(model: SuggestModel) -> str:
    if model.desk.hours is None:
        return _no_hours()
    titles = {each.id: each.title[current_language()] for each in model.desk.policy.classes}
    names = [name for name, _first, _last in blocks(model.desk.policy)]
    boxes = (
        entry(f"hours.{name}", model.entry(f"hours.{name}"), titles.get(name) or name, _("h"))
        for name in names
    )
    return "".join(boxes)


def _total(model: SuggestModel) -> str:
    if model.desk.hours is None:
        return _no_hours()
    return entry("hours", model.entry("hours"), _("Hours a year for all tiers"), _("h"))


def _grades(model: SuggestModel) -> str:
    try:
        limits = model.grade_limits()
    except BadInputError as error:
        return _says(error.render(current_language()))
    told = _(", ").join(
        _("{name} and above {hours} h").format(name=name, hours=numbers.hours(each))
        for name, each in limits.items()
    )
    return _says(
        _("As many accounts as staff of high enough grade has hours for: {limits} a year.").format(
            limits=told
        )
    )


def _risk(model: SuggestModel) -> str:
    limits = [("share", _("Accounts")), ("hours", _("Hours")), ("capture", _("Value kept in sight"))]
    labels = {
        "share": (_("At most so many accounts in the upper tiers"), "%"),
        "hours": (_("At most so many hours a year for all tiers"), _("h")),
        "capture": (_("At least so much of the value at risk in the upper tiers"), "%"),
    }
    label, unit = labels[model.limit]
    name = f"risk.{model.limit}"
    month = model.later_month()
    since = (
        _("Who left since is told by {month}.").format(month=month)
        if month
        else _("No later month is closed, so nobody knows yet who left.")
    )
    return (
        choice("limit", limits, model.limit, _("What limits the lines"))
        + entry(name, model.entry(name), label, unit)
        + entry("risk.upper", model.entry("risk.upper"), _("Upper tiers"))
        + _says(since)
    )


def _no_hours() -> str:
    return _says(_("The policy has no service standards, so hours are not known. Choose another way."))


def _says(said: str) -> str:
    return f'<span class="tl-says">{text(said)}</span>'
