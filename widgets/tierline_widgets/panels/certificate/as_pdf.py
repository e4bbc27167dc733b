"""The certificate as PDF: the same picture, steps and figures as on the page."""

from __future__ import annotations

from tierline.messages import _, current_language
from tierline.policy.exact import decimal_text
from tierline.policy.resolved import Policy
from tierline.tiering.explain import Contribution, Explanation
from tierline_widgets import numbers
from tierline_widgets.look import pdf
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.look.paper import Part
from tierline_widgets.panels.certificate.printed import Certificate
from tierline_widgets.panels.certificate.steps import steps
from tierline_widgets.panels.lookup.explained import band_words, facts, source_words, value_words

_NAMES, _TRACK, _ROW = 70.0, 90.0, 5.2  # millimetres; the figures have the rest
_BAR, _QUIET = (127, 147, 171), (238, 242, 246)


def as_pdf(paper: Certificate, policy: Policy) -> bytes:
    """Return a certificate as PDF in the current language; ``policy`` is the one that explains.

    Raises
    ------
    BadInputError
        There is no font with Chinese signs.
    """
    sheet = pdf.Sheet(paper.title, paper.language)
    sheet.facts(paper.about)
    sheet.page.ln(3)
    sheet.say(paper.verdict, 12, 8, bold=True)
    _explained(sheet, paper.found, policy)
    sheet.put(_figures(paper.found, None))
    if paper.read_by_rules:
        sheet.head(_("Read by the rules"))
        sheet.facts(paper.read_by_rules)
    if paper.tried is not None:
        sheet.page.add_page()
        sheet.say(paper.tried_title, 12, 8, bold=True)
        _explained(sheet, paper.tried, policy)
        sheet.put(_figures(paper.found, paper.tried))
    return sheet.content()


def _explained(sheet: pdf.Sheet, found: Explanation, policy: Policy) -> None:
    sheet.listed(facts(found))
    sheet.head(_("From points to tier"))
    _waterfall(sheet, found, policy)
    sheet.put(_ladder(found, policy))


def _waterfall(sheet: pdf.Sheet, found: Explanation, policy: Policy) -> None:
    """Draw the points piled up to the score, the lines of the tiers through all of them."""
    language, page = current_language(), sheet.page
    colour = tier_colours(len(policy.tiers))[policy.rank(found.tier_by_score)][0]
    rows: list[tuple[str, int, int, str]] = []
    begin = 0
    for one in found.contributions:
        name = f"{one.title[language]}  {value_words(one, language)}"
        rows.append((name, begin, one.contribution, f"+{decimal_text(one.contribution)}"))
        begin += one.contribution
    if found.rounding:
        rows.append((_("Rounding"), begin, found.rounding, numbers.score(found.rounding)))
    if page.will_page_break(_ROW * (len(rows) + 3)):
        page.add_page()
    left = page.l_margin + _NAMES
    _scale(sheet, policy, left)
    top = page.get_y()
    for name, start, width, figure in rows:
        _bar(sheet, name, (start, width), figure, _BAR)
    _bar(sheet, _("Score"), (0, found.score), decimal_text(found.score), _rgb(colour), bold=True)
    with page.local_context(draw_color=pdf.MUTE):
        page.set_dash_pattern(dash=0.8, gap=0.8)
        for tier in policy.tiers[:-1]:
            place = left + _TRACK * tier.line / 10_000
            page.line(place, top, place, page.get_y())
    page.ln(2)


def _scale(sheet: pdf.Sheet, policy: Policy, left: float) -> None:
    page, top = sheet.page, sheet.page.get_y()
    for tier in policy.tiers[:-1]:
        page.set_xy(left + _TRACK * tier.line / 10_000 - 8, top)
        page.set_font("noto", "B", 7.5)
        page.cell(16, 3.6, tier.id, align="C", new_x="LEFT", new_y="NEXT")
        page.set_font("noto", "", 6.5)
        page.cell(16, 3.2, numbers.score(tier.line), align="C")
    page.set_xy(page.l_margin, top + 7.4)


def _bar(
    sheet: pdf.Sheet,
    name: str,
    part: tuple[int, int],
    figure: str,
    colour: tuple[int, int, int],
    *,
    bold: bool = False,
) -> None:
    """Draw a row: its name, its part of the scale (begin and width in hundredths), its figure."""
    page, top = sheet.page, sheet.page.get_y()
    left = page.l_margin + _NAMES
    page.set_font("noto", "B" if bold else "", 7.5)
    page.cell(_NAMES - 3, _ROW, pdf.readable(name))
    begin, width = part
    low = min(begin, begin + width)
    for colour_of, start, size in ((_QUIET, 0, 10_000), (colour, low, abs(width))):
        with page.local_context(fill_color=colour_of):
            page.rect(
                left + _TRACK * start / 10_000, top + 0.8, _TRACK * size / 10_000, _ROW - 1.6, style="F"
            )
    page.set_x(left + _TRACK)
    page.cell(0, _ROW, figure, align="R", new_x="LMARGIN", new_y="NEXT")


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue


def _ladder(found: Explanation, policy: Policy) -> Part:
    """Return a row a step, the tier that holds after it in its own column."""
    told = steps(found, policy, current_language())
    rows = [[each.title.render(), *_at(each.tier, policy), each.why.render()] for each in told]
    title = f"{found.tier} {found.tier_title[current_language()]}"
    rows.append([_("Final tier"), *_at(found.tier, policy), title])
    heads = [_("Step"), *policy.tier_ids, _("Why")]
    widths = [34, *(min(11, 60 / len(policy.tiers)) for _tier in policy.tiers), 91]
    return Part("", heads, rows, frozenset(), frozenset({len(rows) - 1}), widths)


def _at(tier: str, policy: Policy) -> list[str]:
    return [each if each == tier else "" for each in policy.tier_ids]


def _figures(found: Explanation, tried: Explanation | None) -> Part:
    """Return the indicators; with values tried, those that differ stand beside the account's own."""
    others = {each.indicator: each for each in tried.contributions} if tried is not None else {}
    last = _("Source") if tried is None else _("What if")
    heads = [_("Indicator"), _("Value"), _("Band"), _("Points"), _("Weight, %"), _("Contribution"), last]
    rows = [_figure_row(one, others.get(one.indicator), tried is not None) for one in found.contributions]
    whole = tried or found
    if whole.rounding:
        rows.append([_("Rounding"), "", "", "", "", numbers.score(whole.rounding), ""])
    rows.append([_("Score"), "", "", "", "", numbers.score(whole.score), ""])
    widths = (36, 28, 27, 14, 16, 20, 39)
    return Part(_("The figures"), heads, rows, frozenset({1, 2, 3, 4, 5}), frozenset({len(rows) - 1}), widths)


def _figure_row(one: Contribution, other: Contribution | None, trying: bool) -> list[str]:
    language = current_language()
    now = other or one
    changed = other is not None and other.value != one.value
    said = (value_words(now, language) if changed else "") if trying else source_words(one)
    return [
        one.title[language],
        value_words(one, language),
        band_words(now),
        numbers.NOTHING if now.points is None else decimal_text(now.points),
        decimal_text(one.weight),
        decimal_text(now.contribution),
        said,
    ]
