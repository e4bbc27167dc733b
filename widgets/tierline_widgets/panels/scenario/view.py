"""The scenario's bar: name, state, undo and redo, the next step, and what is opened beneath."""

from __future__ import annotations

import json

from tierline.messages import N_, Message, _
from tierline.store.scenario_records import EDITORS, OvertakenError
from tierline.store.scenario_renewal import BehindError
from tierline.store.scenario_state import PUBLISHED, Scenario, state_of
from tierline.times import when
from tierline_widgets.look.markup import button, does, entry, notice, text
from tierline_widgets.pane import Pane
from tierline_widgets.panels.scenario.files import KINDS, scenario_file
from tierline_widgets.panels.scenario.model import ScenarioModel
from tierline_widgets.panels.scenario.parts import draw_part
from tierline_widgets.planner.refusals import RENEW
from tierline_widgets.planner.watch import Watch

IN_SIGHT = "in-sight"  # what the browser says, with "yes" or nothing, when the page is shown or hidden
_SHOWN = 2


class ScenarioView(Pane):
    """The bar of the scenario, in sight wherever the page is scrolled to."""

    def __init__(self, model: ScenarioModel) -> None:
        self.model = model
        desk = model.desk
        acts = {
            "undo": lambda _value: desk.undo(),
            "redo": lambda _value: desk.redo(),
            "go-on": desk.open_scenario,
            "fresh": lambda _value: desk.new_scenario(),
            "copy": lambda _value: desk.fork(),
            "reload": lambda _value: desk.reload(),
            "keep": lambda _value: desk.keep_mine(),
            "take-over": lambda _value: desk.take_over(),
            "part": model.show,
            "title": lambda value: model.rename(value.partition("=")[2]),
            "note": lambda value: model.write_note(value.partition("=")[2]),
            "typed": lambda value: model.type(value.partition("=")[2]),
            "save": lambda _value: model.save(),
            "send-back": lambda _value: model.send_back(),
            "publish": lambda _value: model.publish(),
            "restore": model.restore,
            "hand-in": lambda _value: model.hand_in(),
            "approve": lambda _value: model.approve(),
            "renew": lambda _value: model.renew(),
            "delete": lambda _value: model.delete(),
            "file": self._hand_out,
        }
        self._watch = Watch(desk)
        super().__init__(lambda: draw(model), lambda: desk.session.language, acts)
        self.follow(model, "part", "version")
        self.follow(desk.session, "language")

    def act(self, name: str, value: str = "") -> None:
        """Do what a press does, or hear that the page came into sight or went."""
        if name == IN_SIGHT:
            self._watch.show(bool(value))
        else:
            super().act(name, value)

    def _hand_out(self, kind: str) -> None:
        if self.model.found is not None and kind in KINDS:
            self.save(*scenario_file(self.model.desk.session, self.model.found, kind))


def draw(model: ScenarioModel) -> str:
    """Return the bar's markup."""
    found, desk = model.found, model.desk
    address = {"scenario": found.id if found else "", "month": desk.session.month}
    row = _row(model, found) if found is not None else _no_scenario(model)
    part = draw_part(model, found) if found is not None and model.part else ""
    label = f'data-panel="scenario" aria-label="{text(_("Scenario"))}"'
    told = f'data-page-address="{text(json.dumps(address))}"'
    told += f' data-made-on="{text(json.dumps(desk.made_on()))}"'
    return (
        f'<section class="tl-card ts-bar" {label} {told} data-in-sight><div class="ts-row">{row}</div>'
        f"{_told(model)}{part}</section>"
    )


def _no_scenario(model: ScenarioModel) -> str:
    desk = model.desk
    said = _("Nothing is changed yet. Drag a line or type a figure: that begins a scenario.")
    if not desk.may_edit:
        said = _("You see the month as it was closed. Planners, analysts and administrators change figures.")
    chip = f'<span class="tl-chip ts-chosen"><b>{text(_("As closed"))}</b></span>'
    return f'{chip}<span class="ts-said">{text(said)}</span><span class="tl-space"></span>{_undo(model)}'


def _row(model: ScenarioModel, found: Scenario) -> str:
    language = model.desk.session.language
    state = state_of(found).render(language)
    since = text(
        _("{state}; last changed by {who}, {at}").format(
            state=state, who=found.changed_by, at=when(found.changed_at)
        )
    )
    chip = f'<span class="tl-chip ts-state ts-{found.state}" title="{since}">{text(state)}</span>'
    if model.desk.may_edit:
        typed = model.typed if model.fault is not None and not model.part else found.title
        name = entry("title", "title", typed, _("Name of the scenario"), kind="tl-words ts-title")
        name = name.replace("<input ", f'<input data-keeps placeholder="{text(_("Unnamed draft"))}" ', 1)
    else:
        name = f'<b class="ts-title">{text(found.title or _("Unnamed"))}</b>'
    words = [one.render(language) for one in model.changes()]
    more = len(words) - _SHOWN
    shown = " · ".join(words[:_SHOWN]) or _("nothing changed yet")
    rest = _(" and {count} more").format(count=more) if more > 0 else ""
    what = (
        f'<button type="button" class="tl-link ts-said" {does("part", "changes")} '
        f'title="{text("; ".join(words))}">{text(shown)}{text(rest)}</button>'
    )
    return (
        f'{chip}{name}{what}<span class="tl-space"></span>{_undo(model)}{_tools(model, found)}{_next(model)}'
    )


def _undo(model: ScenarioModel) -> str:
    desk = model.desk
    keys = (
        ("undo", "z", "↶", _("Undo (Ctrl+Z)"), desk.can_undo),
        ("redo", "shift+z", "↷", _("Do again (Ctrl+Shift+Z)"), desk.can_redo),
    )
    drawn = ""
    for act, key, sign, title, can in keys:
        named = f'data-hotkey="{key}" aria-label="{text(title)}" title="{text(title)}"'
        named += "" if can else " disabled"
        drawn += f'<button type="button" class="tl-button ts-sign" {does(act)} {named}>{sign}</button>'
    return f'<span class="ts-tools tl-live">{drawn}</span>'


def _tools(model: ScenarioModel, found: Scenario) -> str:
    parts = [("history", _("History")), ("files", _("Files"))]
    if model.desk.may_edit:
        parts = [("note", _("Note")), ("save", _("Save by name")), *parts]
    elif found.note:
        parts = [("note", _("Note")), *parts]
    drawn = ""
    for part, title in parts:
        chosen = f'aria-expanded="{"true" if model.part == part else "false"}"'
        drawn += (
            f'<button type="button" class="tl-button" {does("part", part)} {chosen}>{text(title)}</button>'
        )
    return f'<span class="ts-tools tl-live">{drawn}</span>'


def _next(model: ScenarioModel) -> str:
    titles = {
        "hand-in": _("Hand in"),
        "approve": _("Approve"),
        "renew": _("Approve on the new text"),
        "send-back": _("Send back"),
        "publish": _("Publish"),
    }
    steps = model.next_steps
    drawn = ""
    for place, step in enumerate(steps):
        act = does("part", step) if step in ("send-back", "publish") else does(step)
        kind = "tl-button" if place or step == "send-back" else "tl-button ts-main"
        drawn += f'<button type="button" class="{kind}" {act}>{text(titles[step])}</button>'
    found = model.found
    if found is not None and not found.open and (found.state == PUBLISHED or model.desk.outdated is None):
        drawn += button("copy", _("Go on in a copy"))
    return f'<span class="ts-tools tl-live">{drawn}</span>'


def _told(model: ScenarioModel) -> str:
    """Return what went wrong, who was faster, which draft waits: each with its next step."""
    desk = model.desk
    said = ""
    here = model.part in ("note", "save", "send-back", "publish") and model.fault is not None
    if desk.problem and not (here and not desk.overtaken):
        steps = ""
        if desk.overtaken:
            own = isinstance(desk.refusal, OvertakenError) and desk.refusal.own
            newer = _("Show the newer steps") if own else _("Show theirs")
            steps = button("reload", newer)
            steps += button("keep", _("Keep mine in a copy")) if desk.may_edit else ""
        elif desk.outdated is not None and desk.outdated != desk.scenario:
            steps = button("take-over", _("Take it over to the new text"))
        said += _notice(desk.problem, steps)
    if desk.scenario is not None and desk.scenario.state == PUBLISHED:
        said += notice(published_words(desk.scenario).render(desk.session.language), good=True)
    elif desk.outdated is not None and desk.outdated == desk.scenario:
        words = _(
            "Made on an earlier text of the policy, and shown with its figures on that text. "
            "It no longer changes."
        )
        press = _("Take it over to the new text")
        steps = button("take-over", press) if desk.session.scope.role in EDITORS else ""
        said += _notice(words, steps, good=True)
    elif not isinstance(desk.refusal, BehindError) and (between := model.behind) is not None:
        said += notice(between.told(Message(RENEW)).render(desk.session.language))
    if (reason := model.why_not) is not None:
        said += f'<p class="tl-note">{text(reason.render(desk.session.language))}</p>'
    if desk.offered is not None and desk.scenario is None:
        words = _("You worked on “{title}” last ({at}). Nothing of it is lost.").format(
            title=desk.offered.title or _("Unnamed draft"), at=when(desk.offered.changed_at)
        )
        said += _notice(words, button("go-on", _("Go on with it"), desk.offered.id), good=True)
    return said


def published_words(found: Scenario) -> Message:
    """Return who published a scenario when, and from which day on its figures hold."""
    step = found.steps["publish"]
    places = {"who": step.author, "at": when(step.at), "day": found.holds_from}
    if not found.holds_from:
        return Message(N_("Published by {who}, {at}."), places)
    return Message(
        N_(
            "Published by {who}, {at}. The figures hold from {day}: months closed from then on use them, and "
            "months before stay as they are."
        ),
        places,
    )


def _notice(words: str, steps: str, *, good: bool = False) -> str:
    drawn = notice(words, good=good)
    return drawn.replace("</p>", f'<span class="ts-steps tl-live">{steps}</span></p>') if steps else drawn
