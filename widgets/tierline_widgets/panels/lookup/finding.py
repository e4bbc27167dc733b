"""The search for one account: a box, and the matches to choose from."""

from __future__ import annotations

from tierline.messages import _
from tierline_widgets import numbers
from tierline_widgets.look.markup import does, pressed, search, text
from tierline_widgets.panels.lookup.model import LookupModel, Match


def draw_search(model: LookupModel) -> str:
    """Return the markup; acts "look" (while typing), "open" (Enter) and "account" (an id)."""
    hint = _("Type part of a name or account number, then choose; only accounts that you may see are found.")
    box = search("look", model.needle, _("Name or account number"), _("Name or account number"))
    entered = f'<p class="tl-live" data-go="open">{box}</p>'
    return f'<p class="tl-hint tl-live">{text(hint)}</p>{entered}{_matches(model)}'


def _matches(model: LookupModel) -> str:
    if not model.needle:
        return ""
    if not model.matches:
        nothing = _("No account that you may see holds “{needle}”. Try fewer letters.").format(
            needle=model.needle
        )
        return f'<p class="tl-live" role="status">{text(nothing)}</p>'
    buttons = "".join(_match(one, one.account_id == model.account) for one in model.matches)
    counted = _("{shown} of {found} found, best score first").format(
        shown=len(model.matches), found=numbers.integer(model.found)
    )
    if model.found == 1:
        counted = (
            _("one found") if model.matches[0].account_id == model.account else _("one found: Enter opens it")
        )
    parts = f'{buttons}<span class="tl-zero">{text(counted)}</span>'
    return f'<div class="tl-controls tl-live" style="margin:8px 0 16px">{parts}</div>'


def _match(one: Match, chosen: bool) -> str:
    told = (
        f'<span class="tl-zero">{text(one.account_id)} · {text(one.tier)} · {numbers.score(one.score)}</span>'
    )
    attributes = f"{does('account', one.account_id)} {pressed(chosen)}"
    return f'<button type="button" class="tl-button" {attributes}>{text(one.name)} {told}</button>'
