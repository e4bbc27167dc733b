"""The panel of the capacity: what binds in a sentence, hours as bars with their figures, what is amiss."""

from __future__ import annotations

from tierline.messages import N_, _, current_language
from tierline.simulate.capacity import hours_text, percent_text
from tierline_widgets import numbers
from tierline_widgets.look.markup import card, choice, does, state, text
from tierline_widgets.pane import Pane
from tierline_widgets.pane.pane import Act
from tierline_widgets.panels.capacity.details import draw_apart, draw_crowded, draw_too_low
from tierline_widgets.panels.capacity.export import export_too_low
from tierline_widgets.panels.capacity.hours import draw_hours
from tierline_widgets.panels.capacity.model import (
    APART,
    AREA,
    CROWDED,
    GRADE,
    TEAM,
    TIER,
    TOO_LOW,
    CapacityModel,
)
from tierline_widgets.panels.capacity.words import grade_title
from tierline_widgets.panels.listed.files import KINDS

_GROUPS = {TEAM: N_("Team"), AREA: N_("Area"), GRADE: N_("Grade"), TIER: N_("Tier")}


class CapacityView(Pane):
    """The panel of the capacity."""

    def __init__(self, model: CapacityModel) -> None:
        self.model = model
        session = model.desk.session
        acts: dict[str, Act] = {
            "by": model.group,
            "everything": model.toggle_everything,
            "detail": model.open,
            "only-new": model.toggle_new,
            "page": model.turn,
            "export": self._export,
        }
        super().__init__(lambda: draw(model), lambda: session.language, acts)
        self.follow(model, "version", "by", "everything", "detail", "only_new", "page")
        self.follow(model.desk, "filtered")
        self.follow(session, "language")

    def _export(self, kind: str) -> None:
        if kind in KINDS:
            name, content = export_too_low(self.model, kind)
            self.save(name, content, KINDS[kind])
            self.refresh()


def draw(model: CapacityModel) -> str:
    """Return the panel's markup."""
    title = _("Can we serve it?")
    if not model.known:
        what = ("" if current_language() == "zh" else " ").join(
            each.render() for each in model.capacity.notes
        )
        step = _("Set the policy's service standards and staffing; hours then stand here.")
        absent = state("empty", _("Hours are not known"), what, step)
        return card(title, "", absent + _details(model), name="capacity")
    hint = _(
        "Bars: hours a year that the tiers demand; the mark: hours the staff can give. "
        "Beyond the mark it cannot be served."
    )
    options = [(name, _(words)) for name, words in _GROUPS.items()]
    controls = choice("by", options, model.by, _("Hours by"))
    body = _binding(model) + draw_hours(model) + _details(model)
    return card(title, hint, body, controls=controls, name="capacity")


def _binding(model: CapacityModel) -> str:
    found = model.capacity
    said = []
    binding = [each for each in (found.team, found.area) if each is not None]
    for load, words in zip(binding, found.binding, strict=True):
        kind, mark = ("tl-down", "✗") if load.over else ("tl-up", "✓")
        said.append(f'<p><span class="{kind}">{mark}</span> {text(words.render())}</p>')
    if found.grade is not None and found.grade.over:
        short = _(
            "Grade {name} and above bind: {demanded} hours are demanded, {available} are available ({ratio})."
        ).format(
            name=grade_title(found.grade.id),
            demanded=hours_text(found.grade.demanded),
            available=hours_text(found.grade.available),
            ratio=percent_text(found.grade.ratio),
        )
        said.append(f'<p><span class="tl-down">✗</span> {text(short)}</p>')
    if not model.desk.session.scope.whole:
        limited = _("Only the accounts and the staff that you may see are counted.")
        said.append(f'<p class="tl-note">{text(limited)}</p>')
    if model.filtered:
        lifted = _("The filter does not count here: staff serve all of their accounts.")
        said.append(f'<p class="tl-note">{text(lifted)}</p>')
    return f'<div class="tl-binding" role="status">{"".join(said)}</div>' if said else ""


def _details(model: CapacityModel) -> str:
    """Return what is amiss besides hours, one line each; a press lists it."""
    lines = [
        (TOO_LOW, *_too_low(model), draw_too_low),
        (CROWDED, *_crowded(model), draw_crowded),
        (APART, *_apart(model), draw_apart),
    ]
    drawn = ""
    for name, words, there, body in lines:
        if not words:
            continue
        shown = model.detail == name and there
        press = ""
        if there:
            title = _("Hide") if shown else _("Show")
            expanded = "true" if shown else "false"
            spoken = f"{title}: {words}"
            press = (
                f'<button type="button" class="tl-button tl-live" {does("detail", name)} '
                f'aria-expanded="{expanded}" aria-label="{text(spoken)}">{text(title)}</button>'
            )
        mark = f'<span class="{"tl-down" if there else "tl-up"}">{"!" if there else "✓"}</span>'
        drawn += f'<div class="tl-amiss"><span>{mark} {text(words)}</span>{press}</div>'
        drawn += f'<div class="tl-opened">{body(model)}</div>' if shown else ""
    return drawn


def _too_low(model: CapacityModel) -> tuple[str, bool]:
    found = model.too_low()
    if found is None:
        return "", False
    count = int(found.counts.sum())
    if not count:
        return _("Every manager's grade is high enough for their accounts."), False
    words = _(
        "Accounts whose manager's grade is too low for the tier: {count}, of them {new} by this scenario."
    )
    return words.format(count=numbers.integer(count), new=numbers.integer(found.new)), True


def _crowded(model: CapacityModel) -> tuple[str, bool]:
    limit, found = model.team_limit, model.capacity.crowded
    if limit is None:
        return "", False
    if not found:
        return _("No team has more than {limit} people.").format(limit=limit), False
    words = _("Teams of more than {limit} people: {count}.")
    return words.format(count=numbers.integer(len(found)), limit=limit), True


def _apart(model: CapacityModel) -> tuple[str, bool]:
    if not model.known:
        return "", False
    found = model.apart()
    if not found:
        return _("Every account and everyone on the staff belongs to a team and an area."), False
    words = _("Units missing: accounts or staff outside every team or area; kinds of them: {count}.")
    return words.format(count=len(found)), True
