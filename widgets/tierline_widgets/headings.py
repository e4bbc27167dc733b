"""Columns of figures as people read them: a title with its unit, values in the unit of the title."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from tierline.messages import N_, translate
from tierline.policy.exact import decimal_text
from tierline.simulate.moves_split import TITLES as CAUSES
from tierline_widgets import numbers

_MONEY = "money"  # the unit is the currency's name
_GROUPS = {"tier": N_("Tier"), "class": N_("Class"), "all": N_("All")}


@dataclass(frozen=True)
class Heading:
    """What a column is called, its unit, and how one of its values is written.

    Attributes
    ----------
    title, unit : str
        English sources; no unit is "", the currency "money".
    write : callable
        (value as stored, language) -> text; the value itself for plain counts and texts.
    """

    title: str
    unit: str = ""
    write: Callable[[Any, str], str] = lambda value, _language: (
        numbers.integer(value) if isinstance(value, int) else str(value)
    )


def _hundredths(value: Any, _language: str) -> str:
    whole, part = divmod(abs(value), 100)
    return f"{numbers.MINUS if value < 0 else ''}{whole:,}.{part:02d}"


def _line(value: Any, _language: str) -> str:
    return numbers.score(value) if value else numbers.NOTHING  # the lowest tier has no line


def _points(value: Any, _language: str) -> str:
    return decimal_text(value)


def _change(value: Any, _language: str) -> str:
    return numbers.signed(value)


def _share(value: Any, _language: str) -> str:
    return f"{100 * value:.1f}\u202f%"


def _group(value: Any, language: str) -> str:
    return translate(_GROUPS[value], language)


def _cause(value: Any, language: str) -> str:
    return translate(CAUSES[value], language)


_REVENUE = Heading(N_("Revenue a month"), _MONEY, _hundredths)
_ICT = Heading(N_("ICT revenue a month"), _MONEY, _hundredths)
HEADINGS = {
    "account_id": Heading(N_("Account number")),
    "name": Heading(N_("Name")),
    "area_id": Heading(N_("Area code")),
    "area": Heading(N_("Area")),
    "industry": Heading(N_("Industry code")),
    "industry_name": Heading(N_("Industry")),
    "manager_id": Heading(N_("Manager's number")),
    "manager": Heading(N_("Manager")),
    "team_id": Heading(N_("Team")),
    "grade": Heading(N_("Manager's grade")),
    "grade_needed": Heading(N_("Grade needed")),
    "new": Heading(N_("Brought by the scenario")),
    "tier": Heading(N_("Tier")),
    "tier_before": Heading(N_("Tier before")),
    "tier_after": Heading(N_("Tier after")),
    "score_before": Heading(N_("Score before"), N_("points"), _points),
    "score_after": Heading(N_("Score after"), N_("points"), _points),
    "reason_before": Heading(N_("Decided before by")),
    "reason_after": Heading(N_("Decided after by")),
    "moved_by": Heading(N_("Moved by")),
    "monthly_revenue": _REVENUE,
    "ict_revenue": _ICT,
    "ict_fen": _ICT,
    "by": Heading(N_("By"), write=_group),
    "group": Heading(N_("Group")),
    "cause": Heading(N_("Cause"), write=_cause),
    "line_before": Heading(N_("Line today"), N_("points"), _line),
    "line": Heading(N_("Line"), N_("points"), _line),
    "within": Heading(N_("Distance at most"), N_("points"), _points),
    "accounts_before": Heading(N_("Accounts today")),
    "accounts": Heading(N_("Accounts")),
    "accounts_change": Heading(N_("Change of accounts"), write=_change),
    "above": Heading(N_("Accounts above")),
    "below": Heading(N_("Accounts below")),
    "up": Heading(N_("Up")),
    "down": Heading(N_("Down")),
    "steps_up": Heading(N_("Tiers up")),
    "steps_down": Heading(N_("Tiers down")),
    "revenue": _REVENUE,
    "revenue_fen": _REVENUE,
    "revenue_above_fen": Heading(N_("Revenue above"), _MONEY, _hundredths),
    "revenue_below_fen": Heading(N_("Revenue below"), _MONEY, _hundredths),
    "revenue_change": Heading(N_("Change of revenue"), _MONEY, _hundredths),
    "ict_revenue_change": Heading(N_("Change of ICT revenue"), _MONEY, _hundredths),
    "hours": Heading(N_("Staff time a year"), N_("hours"), _hundredths),
    "hours_before": Heading(N_("Staff time a year before"), N_("hours"), _hundredths),
    "hours_after": Heading(N_("Staff time a year after"), N_("hours"), _hundredths),
    "hours_change": Heading(N_("Change of staff time"), N_("hours"), _hundredths),
    "share": Heading(N_("Share"), write=_share),
    "share_of_tier": Heading(N_("Share of the tier"), write=_share),
    "suggested": Heading(N_("Line suggested"), N_("points"), _line),
}


def headed(name: str, language: str, currency: str) -> str:
    """Return a column's title with its unit: "Revenue a month (yuan)".

    Parameters
    ----------
    name : str
        A column of ``HEADINGS``.
    language : {"en", "zh"}
    currency : str
        Code of the policy's currency, as CNY.
    """
    found = HEADINGS[name]
    title = translate(found.title, language)
    if not found.unit:
        return title
    unit = (
        numbers.MoneyUnit.over((), language, currency).label
        if found.unit == _MONEY
        else translate(found.unit, language)
    )
    return translate(N_("{title} ({unit})"), language).format(title=title, unit=unit)


def written(name: str, value: Any, language: str) -> str:
    """Return a stored value as a reader would write it; a dash for one that is not known."""
    return numbers.NOTHING if value is None else HEADINGS[name].write(value, language)
