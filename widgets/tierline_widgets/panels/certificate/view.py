"""The certificate drawn: the account found, its picture, its table, what other values would do."""

from __future__ import annotations

from tierline.messages import _, current_language
from tierline.tiering.explain import Explanation
from tierline_widgets import numbers
from tierline_widgets.language import LANGUAGE_NAMES
from tierline_widgets.look.difference import difference
from tierline_widgets.look.markup import button, card, choice, text, tier_mark
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.pane.form_pane import FormPane
from tierline_widgets.panels.certificate.model import CLOSED, SCENARIO, CertificateModel
from tierline_widgets.panels.certificate.picture import draw_picture
from tierline_widgets.panels.certificate.printed import printed
from tierline_widgets.panels.certificate.table import draw_facts, draw_scores
from tierline_widgets.panels.lookup.explained import facts
from tierline_widgets.panels.lookup.finding import draw_search


class CertificateView(FormPane):
    """The panel of the certificate."""

    def __init__(self, model: CertificateModel) -> None:
        self.model = model
        session = model.desk.session
        acts = {
            "look": model.lookup.look_for,
            "open": lambda _value: model.lookup.open_found(),
            "account": model.choose,
            "basis": model.explain_by,
            "reset": lambda _value: model.reset(),
            "paper": model.write_in,
            "print": lambda _value: self._print(),
            "file": self._file,
        }
        super().__init__(lambda: draw(model), lambda: session.language, acts, model.enter)
        self.follow(model, "version")
        self.follow(session, "language")

    def _print(self) -> None:
        _name, page, _kind = printed(self.model, self.model.paper)
        self.print_page(page.decode("utf-8"))

    def _file(self, kind: str) -> None:
        if kind in ("html", "pdf"):
            self.save(*printed(self.model, self.model.paper, kind))
            self.refresh()


def draw(model: CertificateModel) -> str:
    """Return the panel's markup."""
    title = _("Why is this account where it is, and what would change it?")
    return card(title, "", draw_search(model.lookup) + _account(model), name="certificate")


def _account(model: CertificateModel) -> str:
    found, tried = model.real, model.tried
    if found is None:
        return ""
    return f"{_head(model, found)}{_sides(model, found, tried)}{_values(model, found, tried)}"


def _head(model: CertificateModel, found: Explanation) -> str:
    bases = [(CLOSED, _("As closed")), (SCENARIO, _("In this scenario"))]
    basis = choice("basis", bases, model.basis, _("Policy that explains"))
    languages = choice("paper", list(LANGUAGE_NAMES.items()), model.paper, _("Language on paper"))
    version = model.version_words(current_language())
    files = button("print", _("Print")) + button("file", "PDF", "pdf") + button("file", "HTML", "html")
    return (
        f'<div class="tl-head"><p class="tl-verdict"><b>{text(model.name)}</b> '
        f'<span class="tl-zero">{text(found.account_id)}</span></p>'
        f'<span class="tl-controls tl-live">{basis}{languages}{files}</span></div>'
        f'<p class="tl-note">{text(_("Version of the policy: {version}").format(version=version))}</p>'
    )


def _sides(model: CertificateModel, found: Explanation, tried: Explanation | None) -> str:
    if tried is None:
        return f"{_verdict(model, found)}{_facts(found)}{draw_picture(found, model.policy)}"
    change = difference(tried.score - found.score, numbers.score)
    head = _("In this scenario") if model.basis == SCENARIO else _("As it is")
    return (
        f'<div class="tl-beside"><div><h3>{text(head)}</h3>{_verdict(model, found)}'
        f"{draw_picture(found, model.policy)}</div>"
        f'<div class="tl-tried" role="status"><h3>{text(_("With the values tried"))}</h3>'
        f"{_verdict(model, tried, change)}{draw_picture(tried, model.policy)}</div></div>"
    )


def _verdict(model: CertificateModel, found: Explanation, change: str = "") -> str:
    ids = list(model.policy.tier_ids)
    mark = tier_mark(found.tier, tier_colours(len(ids))[ids.index(found.tier)])
    title = found.tier_title[current_language()]
    return (
        f'<p class="tl-verdict">{mark} {text(title)} · {text(_("score"))} '
        f"<b>{numbers.score(found.score)}</b> {change}</p>"
    )


def _facts(found: Explanation) -> str:
    said = "".join(f"<li>{text(one)}</li>" for one in facts(found))
    return f'<ul class="tl-facts">{said}</ul>'


def _values(model: CertificateModel, found: Explanation, tried: Explanation | None) -> str:
    hint = _("Type other values under “What if”: the engine scores the account anew; nothing is stored.")
    reset = button("reset", _("Its own values")) if tried is not None or model.faults else ""
    head = (
        f'<div class="tl-head"><p class="tl-hint">{text(hint)}</p><span class="tl-live">{reset}</span></div>'
    )
    return f'<div class="tl-parts">{head}{draw_scores(found, tried, model)}</div>{draw_facts(model)}'
