"""The certificate on paper: what it is about, as one HTML file or as PDF, on record (LY-20)."""

from __future__ import annotations

from dataclasses import dataclass

from tierline.messages import _, use_language
from tierline.store.audit import now
from tierline.tiering.explain import Explanation
from tierline.times import day
from tierline_widgets import numbers
from tierline_widgets.look.paper import KINDS, file_name
from tierline_widgets.panels.certificate.model import SCENARIO, CertificateModel
from tierline_widgets.panels.certificate.table import shown_value

Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class Certificate:
    """A certificate ready for paper.

    Parameters
    ----------
    title, language : str
    about : list of (str, str)
        Whose it is, of which month, by which policy, made by whom.
    verdict : str
        Tier and score in one line.
    found : Explanation
    tried : Explanation or None
        The same with other values.
    tried_title : str
        Says that those are not stored, and what they come to; "" without.
    read_by_rules : list of (str, str)
        Values that give no points.
    """

    title: str
    language: str
    about: Facts
    verdict: str
    found: Explanation
    tried: Explanation | None
    tried_title: str
    read_by_rules: Facts


def printed(model: CertificateModel, language: str, kind: str = "html") -> tuple[str, bytes, str]:
    """Return (file name, content, media type) of the account's certificate, and put the export on record.

    Parameters
    ----------
    model : CertificateModel
    language : {"en", "zh"}
        Of the file, whatever the reader's.
    kind : {"html", "pdf"}

    Returns
    -------
    (str, bytes, str)
        The name holds the account's number and the month, not whom it is about. Values that are tried at the
        moment have a part of their own that says so.

    Raises
    ------
    BadInputError
        No account is chosen; for a PDF, there is no font with Chinese signs.
    """
    found, tried = model.for_paper()
    with use_language(language):
        paper = _certificate(model, found, tried, language)
        if kind == "pdf":
            from tierline_widgets.panels.certificate.as_pdf import as_pdf

            content = as_pdf(paper, model.policy)
        else:
            from tierline_widgets.panels.certificate.as_html import as_html

            content = as_html(paper, model.policy).encode("utf-8")
    model.record_export()
    return file_name(found.month, found.account_id, language=language, kind=kind), content, KINDS[kind]


def _certificate(
    model: CertificateModel, found: Explanation, tried: Explanation | None, language: str
) -> Certificate:
    verdict = _("{tier} {title}, score {score}").format(
        tier=found.tier, title=found.tier_title[language], score=numbers.score(found.score)
    )
    said = _("With other values, tried and not stored: {tier}, score {score}")
    return Certificate(
        _("Certificate of a tier"),
        language,
        _about(model, found, language),
        verdict,
        found,
        tried,
        said.format(tier=tried.tier, score=numbers.score(tried.score)) if tried is not None else "",
        [
            (field.spec.titled(language), shown_value(field, language))
            for field in model.fields
            if not field.indicator
        ],
    )


def _about(model: CertificateModel, found: Explanation, language: str) -> Facts:
    desk, policy = model.desk, model.policy
    today = day(now())
    both = _("{name} ({number})")
    number = both.format(name=model.name, number=found.account_id)
    facts = [
        (_("Account"), number if model.name != found.account_id else found.account_id),
        (_("Month"), found.month),
        (_("Policy"), both.format(name=policy.title[language], number=policy.id)),
        (_("Version of the policy"), model.version_words(language)),
        (_("Month's run"), desk.session.closed().run),
        (_("Made by"), _("{login} on {day}").format(login=desk.session.scope.login, day=today)),
    ]
    if model.basis == SCENARIO:
        name = desk.scenario.title if desk.scenario is not None and desk.scenario.title else _("no name yet")
        facts.insert(4, (_("Scenario, not in force"), name))
    return facts
