"""The filter drawn: a list for each kind, a search over all of them, and what to do when nobody passes."""

from __future__ import annotations

from collections.abc import Callable

from tierline.messages import N_, _, current_language
from tierline_widgets import numbers
from tierline_widgets.look.markup import button, does, search, text
from tierline_widgets.planner.filters import COLUMNS, WITHOUT, FilterModel, Option

_TITLES = {"area": N_("Area"), "industry": N_("Industry"), "manager": N_("Manager")}
LISTED = 200  # of a kind, in a list; thousands of managers would be drawn anew with every move
_ALL = {"area": N_("All areas"), "industry": N_("All industries"), "manager": N_("All managers")}
_WITHOUT = {
    "area": N_("without an area"),
    "industry": N_("without an industry"),
    "manager": N_("without a manager"),
}


def filter_acts(model: FilterModel) -> dict[str, Callable[[str], None]]:
    """Return what the filter's controls do."""

    def by(kind: str) -> Callable[[str], None]:
        return lambda code: model.choose(kind, code)

    return {
        **{f"by-{kind}": by(kind) for kind in COLUMNS},
        "find": model.look_for,
        "take": model.take,
        "only": model.only,
        "clear": model.clear,
    }


def draw_filter(model: FilterModel) -> str:
    """Return the filter's markup; nothing in a still picture but what is filtered by."""
    lists = "".join(_select(model, kind) for kind in COLUMNS if model.options(kind))
    if not lists:
        return ""
    box = search(
        "find",
        model.needle,
        _("Find an area, industry or manager to filter by"),
        _("Find by name"),
    )
    clear = button("clear", _("Clear the filter")) if model.active else ""
    controls = f'<div class="tl-controls tl-live tl-filter">{lists}{box}{clear}</div>'
    return controls + _found(model) + _refused(model) + _still(model)


def name_of(kind: str, option: Option) -> str:
    """Return the title of something to filter by, in the reader's language."""
    if option.code == WITHOUT:
        return _(_WITHOUT[kind])
    return str(option.title.get(current_language()) or option.code)


def _select(model: FilterModel, kind: str) -> str:
    chosen = model.chosen(kind)
    title = _(_TITLES[kind])
    entries = [f'<option value="">{text(_(_ALL[kind]))}</option>']
    options = model.options(kind)
    shown = options[:LISTED]
    shown += [each for each in options[LISTED:] if each.code == chosen]
    for each in shown:
        mark = " selected" if each.code == chosen else ""
        indent = "\u2003" * each.depth
        count = numbers.integer(each.accounts)
        entries.append(
            f'<option value="{text(each.code)}"{mark}>{indent}{text(name_of(kind, each))} · {count}</option>'
        )
    if len(options) > len(shown):
        more = _("{count} more: find them by name").format(count=numbers.integer(len(options) - len(shown)))
        entries.append(f"<option disabled>{text(more)}</option>")
    attributes = f'data-act="by-{kind}" data-key="by-{kind}" aria-label="{text(title)}"'
    kinds = "tl-chip tl-on" if chosen else "tl-chip"
    return f'<label class="{kinds}">{text(title)}<select {attributes}>{"".join(entries)}</select></label>'


def _found(model: FilterModel) -> str:
    if not model.needle:
        return ""
    hits = model.found()
    if not hits:
        said = _("Nothing of yours is called '{needle}'.").format(needle=model.needle)
        return f'<p class="tl-note" role="status">{text(said)}</p>'
    presses = "".join(
        f'<button type="button" class="tl-button" {does("take", f"{kind}:{each.code}")}>'
        f'{text(name_of(kind, each))} <span class="tl-zero">{text(_(_TITLES[kind]))} · '
        f"{numbers.integer(each.accounts)}</span></button>"
        for kind, each in hits
    )
    label = text(_("Found"))
    return f'<div class="tl-controls tl-live tl-found" role="group" aria-label="{label}">{presses}</div>'


def _refused(model: FilterModel) -> str:
    kind, code = model.refused
    if not kind:
        return ""
    name = name_of(kind, model.option(kind, code))
    title = _("No account passes this filter")
    what = _("Nobody of '{name}' is among the accounts filtered so far. The figures below stay as they were.")
    alone = button("only", _("Show '{name}' alone").format(name=name))
    return (
        f'<div class="tl-notice" role="alert"><b>{text(title)}</b><p>{text(what.format(name=name))}</p>'
        f'<div class="tl-controls tl-live">{alone}{button("clear", _("Clear the filter"))}</div></div>'
    )


def _still(model: FilterModel) -> str:
    names = [name_of(kind, model.option(kind, model.chosen(kind))) for kind in COLUMNS if model.chosen(kind)]
    if not names:
        return ""
    said = _("Only: {names}").format(names=", ".join(names))
    return f'<p class="tl-note tl-still">{text(said)}</p>'
