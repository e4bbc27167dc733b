"""The certificate as one HTML file to print: it asks for nothing from outside and runs nothing."""

from __future__ import annotations

from datetime import datetime

from tierline.messages import _, use_language
from tierline.tiering.explain import Explanation
from tierline_widgets import numbers
from tierline_widgets.look.difference import difference
from tierline_widgets.look.markup import paper_sheet, style_sheet, text
from tierline_widgets.panels.certificate.model import SCENARIO, CertificateModel
from tierline_widgets.panels.certificate.picture import draw_picture
from tierline_widgets.panels.certificate.table import draw_scores, shown_value
from tierline_widgets.panels.lookup.explained import facts

KIND = "text/html"
_CONTENTS = "default-src 'none'; style-src 'unsafe-inline'"  # nothing is fetched, nothing runs


def printed(model: CertificateModel, language: str) -> tuple[str, bytes]:
    """Return (file name, content) of the account's certificate; the export is put on record (LY-20).

    Parameters
    ----------
    model : CertificateModel
    language : {"en", "zh"}
        Of the file, whatever the reader's.

    Returns
    -------
    (str, bytes)
        The name holds the account's number and the month, not whom it is about. Values that are tried at the
        moment have a part of their own that says so.

    Raises
    ------
    BadInputError
        No account is chosen.
    """
    found, tried = model.printed_for()
    with use_language(language):
        content = _page(model, found, tried, language)
    kept = "".join(sign if sign.isalnum() else "-" for sign in found.account_id)
    return f"tierline-{found.month}-{kept}.{language}.html", content.encode("utf-8")


def _page(model: CertificateModel, found: Explanation, tried: Explanation | None, language: str) -> str:
    title = _("Certificate of a tier")
    parts = [
        f"<h1>{text(title)}</h1>",
        _about(model, found, language),
        f'<p class="tl-verdict"><b>{text(found.tier)}</b> {text(found.tier_title[language])} · '
        f"{text(_('score'))} <b>{numbers.score(found.score)}</b></p>",
        _said(found),
        f"<h2>{text(_('From points to tier'))}</h2>{draw_picture(found, model.policy)}",
        f"<h2>{text(_('The figures'))}</h2>{draw_scores(found)}",
        _read_by_rules(model, language),
    ]
    if tried is not None:
        parts.append(_tried(model, found, tried))
    tag = "zh-CN" if language == "zh" else "en"
    return (
        f'<!DOCTYPE html>\n<html lang="{tag}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_CONTENTS}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{text(title)} {text(found.account_id)} {found.month}</title>\n"
        f"<style>{style_sheet()}{paper_sheet()}</style>\n</head>\n"
        f'<body><main class="tl tl-static" lang="{tag}">{"".join(parts)}</main></body>\n</html>\n'
    )


def _about(model: CertificateModel, found: Explanation, language: str) -> str:
    desk, policy = model.desk, model.policy
    today = datetime.now().astimezone().date()
    rows = [
        (_("Account"), f"{model.name} ({found.account_id})"),
        (_("Month"), found.month),
        (_("Policy"), f"{policy.title[language]} ({policy.id})"),
        (_("Month's run"), desk.session.closed().run),
        (_("Made by"), _("{login} on {day}").format(login=desk.session.scope.login, day=today)),
    ]
    if model.basis == SCENARIO:
        name = desk.scenario.title if desk.scenario is not None and desk.scenario.title else _("no name yet")
        rows.insert(3, (_("Scenario, not in force"), name))
    cells = "".join(f"<tr><th>{text(name)}</th><td>{text(value)}</td></tr>" for name, value in rows)
    return f'<table class="tl-paper-facts">{cells}</table>'


def _said(found: Explanation) -> str:
    return f'<ul class="tl-facts">{"".join(f"<li>{text(one)}</li>" for one in facts(found))}</ul>'


def _read_by_rules(model: CertificateModel, language: str) -> str:
    rows = "".join(
        f"<tr><th>{text(field.spec.titled(language))}</th><td>{text(shown_value(field, language))}</td></tr>"
        for field in model.fields
        if not field.indicator
    )
    return (
        f'<h2>{text(_("Read by the rules"))}</h2><table class="tl-paper-facts">{rows}</table>' if rows else ""
    )


def _tried(model: CertificateModel, found: Explanation, tried: Explanation) -> str:
    change = difference(tried.score - found.score, numbers.score)
    said = _("With other values, tried and not stored: {tier}, score {score}").format(
        tier=tried.tier, score=numbers.score(tried.score)
    )
    return (
        f'<h2 class="tl-tried-part">{text(said)} {change}</h2>'
        f"{draw_picture(tried, model.policy)}{draw_scores(found, tried)}"
        f"{_said(tried)}"
    )
