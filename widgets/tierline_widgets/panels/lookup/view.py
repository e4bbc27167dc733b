"""The search, and the chosen account explained: every part of its score, its tier and what would lift it."""

from __future__ import annotations

from tierline.messages import _, current_language
from tierline.tiering.explain import Explanation
from tierline_widgets import numbers
from tierline_widgets.look.markup import card, text, tier_mark
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.pane import Pane
from tierline_widgets.panels.lookup.explained import draw_parts, facts
from tierline_widgets.panels.lookup.finding import draw_search
from tierline_widgets.panels.lookup.model import LookupModel


class LookupView(Pane):
    """The panel of the look-up."""

    def __init__(self, model: LookupModel) -> None:
        self.model = model
        session = model.session
        acts = {
            "look": model.look_for,
            "open": lambda _value: model.open_found(),
            "account": model.choose,
        }
        super().__init__(lambda: draw(model), lambda: session.language, acts)
        self.follow(model, "matches", "found", "account")
        self.follow(session, "language")


def draw(model: LookupModel) -> str:
    """Return the panel's markup."""
    said = _explained(model, model.explanation) if model.explanation is not None else ""
    return card(_("Why is this account here?"), "", draw_search(model) + said, name="lookup")


def _explained(model: LookupModel, found: Explanation) -> str:
    language = current_language()
    ids = list(model.session.policy().tier_ids)
    mark = tier_mark(found.tier, tier_colours(len(ids))[ids.index(found.tier)])
    title = f" {found.tier_title[language]}"
    verdict = (
        f'<p class="tl-verdict"><b>{text(model.name)}</b> '
        f'<span class="tl-zero">{text(found.account_id)}</span> · '
        f"{mark}{text(title)} · {text(_('score'))} <b>{numbers.score(found.score)}</b></p>"
    )
    said = "".join(f"<li>{text(one)}</li>" for one in facts(found))
    return f'{verdict}<ul class="tl-facts">{said}</ul><div style="height:12px"></div>{draw_parts(found)}'
