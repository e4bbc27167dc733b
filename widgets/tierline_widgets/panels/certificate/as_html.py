"""The certificate as one HTML file to print."""

from __future__ import annotations

from tierline.messages import _
from tierline.policy.resolved import Policy
from tierline_widgets import numbers
from tierline_widgets.look.difference import difference
from tierline_widgets.look.markup import text
from tierline_widgets.look.paper import facts_table, html_file, listed
from tierline_widgets.panels.certificate.picture import draw_picture
from tierline_widgets.panels.certificate.printed import Certificate
from tierline_widgets.panels.certificate.table import draw_scores
from tierline_widgets.panels.lookup.explained import facts


def as_html(paper: Certificate, policy: Policy) -> str:
    """Return a certificate as a page, in the current language; ``policy`` is the one that explains."""
    found = paper.found
    parts = [
        facts_table(paper.about),
        f'<p class="tl-verdict"><b>{text(paper.verdict)}</b></p>',
        listed(facts(found)),
        f"<h2>{text(_('From points to tier'))}</h2>{draw_picture(found, policy)}",
        f"<h2>{text(_('The figures'))}</h2>{draw_scores(found)}",
    ]
    if paper.read_by_rules:
        parts.append(f"<h2>{text(_('Read by the rules'))}</h2>{facts_table(paper.read_by_rules)}")
    if paper.tried is not None:
        change = difference(paper.tried.score - found.score, numbers.score)
        parts += [
            f'<h2 class="tl-tried-part">{text(paper.tried_title)} {change}</h2>',
            draw_picture(paper.tried, policy),
            draw_scores(found, paper.tried),
            listed(facts(paper.tried)),
        ]
    return html_file(paper.title, f"{found.account_id} {found.month}", "".join(parts), paper.language)
