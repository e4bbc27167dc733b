"""The explanation as a picture: points pile up to the score; from there the steps lead to the final tier."""

from __future__ import annotations

from tierline.messages import _, current_language
from tierline.policy.exact import decimal_text
from tierline.policy.resolved import Policy
from tierline.tiering.explain import Explanation
from tierline_widgets import numbers
from tierline_widgets.look.markup import paint, text
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.panels.certificate.steps import steps
from tierline_widgets.panels.lookup.explained import value_markup

Colours = dict[str, tuple[str, str]]


def draw_picture(found: Explanation, policy: Policy) -> str:
    """Return the waterfall and the steps below it."""
    colours = dict(zip(policy.tier_ids, tier_colours(len(policy.tiers)), strict=True))
    return f"{_waterfall(found, policy, colours)}{_ladder(found, policy, colours)}"


def _waterfall(found: Explanation, policy: Policy, colours: Colours) -> str:
    language = current_language()
    rows, begin = [_scale(policy, colours)], 0
    lines = "".join(f'<u style="left:{tier.line / 100:.2f}%"></u>' for tier in policy.tiers[:-1])
    for one in found.contributions:
        head = f'{text(one.title[language])} <span class="tl-zero">{value_markup(one, language)}</span>'
        rows.append(_bar(head, begin, one.contribution, lines, f"+{decimal_text(one.contribution)}"))
        begin += one.contribution
    if found.rounding:
        rows.append(_bar(text(_("Rounding")), begin, found.rounding, lines, numbers.score(found.rounding)))
    score = _bar(
        f"<b>{text(_('Score'))}</b>",
        0,
        found.score,
        lines,
        f"<b>{decimal_text(found.score)}</b>",
        f"tl-whole;{paint(colours[found.tier_by_score])}",
    )
    said = _("Points pile up to the score of {score}; the dashed lines are the tiers'.").format(
        score=decimal_text(found.score)
    )
    return f'<div class="tl-fall" role="img" aria-label="{text(said)}">{"".join(rows)}{score}</div>'


def _scale(policy: Policy, colours: Colours) -> str:
    marks = "".join(
        f'<span style="left:{tier.line / 100:.2f}%"><b style="{paint(colours[tier.id])}">{text(tier.id)}</b>'
        f"<small>{numbers.score(tier.line)}</small></span>"
        for tier in policy.tiers[:-1]
    )
    return f'<div></div><div class="tl-lines">{marks}</div><div></div>'


def _bar(head: str, begin: int, width: int, lines: str, figure: str, whole: str = "") -> str:
    kind, _sep, style = whole.partition(";")
    low, size = min(begin, begin + width), abs(width)
    part = f'<i class="{kind}" style="left:{low / 100:.2f}%;width:{size / 100:.2f}%;{style}"></i>'
    return (
        f'<div class="tl-what">{head}</div><div class="tl-track">{lines}{part}</div>'
        f'<div class="tl-number">{figure}</div>'
    )


def _ladder(found: Explanation, policy: Policy, colours: Colours) -> str:
    """Return a row a step; the tier that holds after it is filled."""
    language = current_language()
    told = steps(found, policy, language)
    heads = "".join(f'<th scope="col">{text(tier)}</th>' for tier in policy.tier_ids)
    rows = "".join(
        _rung(each.title.render(), each.tier, each.why.render(), policy.tier_ids, colours, "")
        for each in told
    )
    title = found.tier_title[language]
    last = _rung(_("Final tier"), found.tier, f"{found.tier} · {title}", policy.tier_ids, colours, "tl-final")
    head = f'<tr><th scope="col">{text(_("Step"))}</th>{heads}<th scope="col">{text(_("Why"))}</th></tr>'
    return f'<table class="tl-ladder"><thead>{head}</thead><tbody>{rows}{last}</tbody></table>'


def _rung(title: str, tier: str, why: str, tiers: tuple[str, ...], colours: Colours, kind: str) -> str:
    cells = "".join(
        f'<td class="tl-here"><b style="{paint(colours[each])}">{text(each)}</b></td>'
        if each == tier
        else "<td></td>"
        for each in tiers
    )
    head = f'<th scope="row">{text(title)}</th>'
    return f'<tr class="{kind}">{head}{cells}<td class="tl-why">{text(why)}</td></tr>'
