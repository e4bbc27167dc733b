"""What the scenario's bar opens beneath itself: changes, note, history, files, and the steps that ask."""

from __future__ import annotations

from collections.abc import Callable

from tierline.messages import _
from tierline.store.scenario_state import Record, Scenario, kind_of
from tierline.times import when, zone_name
from tierline_widgets.look.markup import Cell, Column, button, cell, entry, table, text
from tierline_widgets.panels.scenario.model import ScenarioModel

_RESTORABLE = ("create", "change", "undo", "redo", "restore", "save")


def draw_part(model: ScenarioModel, found: Scenario) -> str:
    """Return the part that is open."""
    parts: dict[str, Callable[[ScenarioModel, Scenario], str]] = {
        "changes": _changes,
        "note": _note,
        "save": _save,
        "history": _history,
        "files": _files,
        "send-back": _send_back,
        "publish": _publish,
        "delete": _delete,
    }
    return f'<div class="ts-part">{parts[model.part](model, found)}</div>'


def _changes(model: ScenarioModel, found: Scenario) -> str:
    language = model.desk.session.language
    columns = [
        Column(_("Figure"), figures=False),
        Column(_("In the policy"), figures=False),
        Column(_("In the scenario"), figures=False),
    ]
    rows = [
        [
            cell(one.what.render(language), kind="tl-wrap"),
            cell(one.before.render(language), kind="tl-wrap"),
            Cell(f"<b>{text(one.after.render(language))}</b>", kind="tl-wrap"),
        ]
        for one in model.changes()
    ]
    drawn = table(columns, rows) if rows else f"<p>{text(_('The scenario changes nothing yet.'))}</p>"
    return drawn + _link(model, found)


def _link(model: ScenarioModel, found: Scenario) -> str:
    session = model.desk.session
    link = f"?scenario={found.id}&month={found.month}&lang={session.language}"
    words = _("Link to this scenario")
    hint = _("It opens the scenario for whoever may see it; it holds no secret.")
    delete = button("part", _("Delete"), "delete") if model.desk.may_edit else ""
    anchor = f'<a href="{text(link)}">{text(words)}</a> <span class="tl-zero">{text(hint)}</span>'
    return f'<div class="tw-line">{anchor}<span class="tl-space"></span>{delete}</div>'


def _note(model: ScenarioModel, found: Scenario) -> str:
    if not model.desk.may_edit:
        return f'<p class="ts-note">{text(found.note)}</p>'
    note = model.typed or found.note
    label = text(_("Note: why these figures"))
    sends = f'data-enter="note" data-name="note" aria-label="{label}" maxlength="4000"'
    area = f"<textarea data-keeps {sends}>{text(note)}</textarea>"
    hint = _("The note is kept when you leave the box; earlier ones stay in the history.")
    return f'{area}{_fault(model)}<p class="tl-note">{text(hint)}</p>'


def _save(model: ScenarioModel, _found: Scenario) -> str:
    hint = _("Every edit is kept already. A name marks this state, to come back to from the history.")
    return _asked(model, "save", _("Name of this state"), _("Save"), hint)


def _asked(model: ScenarioModel, act: str, label: str, press: str, hint: str, kind: str = "ts-title") -> str:
    """Return a box, the button that takes what was typed into it, and a sentence on what that does."""
    said = _fault_text(model)
    box = entry("typed", act, model.typed, label, fault=said, kind=f"tl-words {kind}", then=act)
    line = f"<span>{text(label)}</span>{box}{button(act, press)}"
    return f'<div class="tw-line">{line}</div><p class="tl-note">{text(hint)}</p>'


def _history(model: ScenarioModel, found: Scenario) -> str:
    columns = [
        Column(_("Step")),
        Column(_("Time"), zone_name(), figures=False),
        Column(_("Who"), figures=False),
        Column(_("What"), figures=False),
        Column("", figures=False),
    ]
    rows = [_step(model, found, record) for record in model.steps()]
    return f'<div class="ts-scroll">{table(columns, rows)}</div>'


def _step(model: ScenarioModel, found: Scenario, record: Record) -> list[Cell]:
    language = model.desk.session.language
    words = "; ".join(one.render(language) for one in model.told(record))
    for name in ("name", "title", "note", "reason"):
        if record.kind != "create" and record.after.get(name):
            words = f"“{record.after[name]}”"
    kind = kind_of(record).render(language)
    last = record.number == found.number
    may = model.desk.may_edit and record.kind in _RESTORABLE and not last
    back = button("restore", _("Bring back"), str(record.number), plain=True) if may else ""
    what = f'<b>{text(kind)}</b> <span class="tl-zero">{text(words)}</span>'
    return [
        cell(str(record.number)),
        cell(when(record.at)),
        cell(record.author),
        Cell(what, kind="tl-wrap"),
        Cell(f'<span class="tl-live">{back}</span>'),
    ]


def _files(_model: ScenarioModel, _found: Scenario) -> str:
    kinds = [
        ("toml", _("The changes as a file (TOML)")),
        ("xlsx", _("Figures and the accounts that move (XLSX)")),
        ("html", _("Report on one page (HTML)")),
    ]
    buttons = "".join(button("file", title, kind) for kind, title in kinds)
    hint = _("Files hold what you may see and no more; what is handed out is put on record.")
    return f'<div class="tw-line tl-live">{buttons}<span class="tl-zero">{text(hint)}</span></div>'


def _send_back(model: ScenarioModel, _found: Scenario) -> str:
    hint = _("Whoever worked on it reads the reason and can edit again.")
    return _asked(model, "send-back", _("Reason"), _("Send back"), hint)


def _publish(model: ScenarioModel, _found: Scenario) -> str:
    hint = _(
        "The figures become dated values of the policy; months closed from then on use them. "
        "This cannot be undone, only changed again by another scenario."
    )
    language = model.desk.session.language
    notes = "".join(f"<li>{text(note.render(language))}</li>" for note in model.later())
    listed = f'<ul class="tl-facts">{notes}</ul>' if notes else ""
    return _asked(model, "publish", _("Holds from"), _("Publish"), hint, "ts-day") + listed


def _delete(_model: ScenarioModel, _found: Scenario) -> str:
    words = _("Delete this scenario? It is no longer listed; its records stay.")
    press = button("delete", _("Delete")) + button("part", _("Keep"), "delete")
    return f'<div class="tw-line"><span>{text(words)}</span>{press}</div>'


def _fault_text(model: ScenarioModel) -> str:
    return model.fault.render(model.desk.session.language) if model.fault is not None else ""


def _fault(model: ScenarioModel) -> str:
    said = _fault_text(model)
    return f'<span class="tl-fault" role="alert">{text(said)}</span>' if said else ""
