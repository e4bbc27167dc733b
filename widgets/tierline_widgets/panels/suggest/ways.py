"""The ways to lines: what is asked for each of them, and the engine's answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.policy.exact import HUNDRED, decimal_text
from tierline.simulate.at_risk import AT_RISK, left_since, no_outcome, value_at_risk
from tierline.simulate.index import build_index
from tierline.simulate.suggest_breaks import by_breaks
from tierline.simulate.suggest_hours import by_hours, by_total_hours
from tierline.simulate.suggest_limits import blocks, class_hours, limits_by_grade
from tierline.simulate.suggest_risk import by_value_at_risk
from tierline.simulate.suggest_shares import by_shares
from tierline.simulate.suggestion import Suggestion
from tierline.store.summary import fen
from tierline.tiering.columns import text_column
from tierline_widgets.entered import typed_hundredths, typed_whole
from tierline_widgets.planner.desk import Desk

SHARES, CLASSES, TOTAL, GRADES, BREAKS, RISK = "shares", "classes", "total", "grades", "breaks", "risk"
WAYS = (SHARES, CLASSES, TOTAL, GRADES, BREAKS, RISK)
LIMITS = ("share", "hours", "capture")  # what limits the lines by value at risk
Entries = Mapping[str, str]


def first_entries(desk: Desk) -> dict[str, str]:
    """Return what stands in the boxes at first: what the scenario has today, so that a planner changes it."""
    accounts = [int(each) for each in desk.preview.totals[:, 0]]
    found = dict(zip((f"share.{tier}" for tier in desk.policy.tier_ids), _shares(accounts), strict=True))
    if desk.hours is not None:
        demanded = class_hours(desk.policy, accounts, desk.hours)
        found |= {f"hours.{name}": _whole_hours(each) for name, each in demanded.items()}
        found["hours"] = _whole_hours(sum(demanded.values()))
    upper = upper_tiers(desk)
    held = sum(accounts[:upper]) * HUNDRED // max(1, sum(accounts))
    risk = {
        "share": decimal_text(held),
        "hours": found.get("hours", ""),
        "capture": "80",
        "upper": str(upper),
    }
    return found | {f"risk.{name}": value for name, value in risk.items()}


def upper_tiers(desk: Desk) -> int:
    """Return how many tiers lie above the lowest class."""
    return blocks(desk.policy)[-1][1] or 1


def suggest(desk: Desk, way: str, limit: str, entries: Entries) -> Suggestion:
    """Ask the engine for lines.

    Parameters
    ----------
    desk : Desk
    way : str
        One of ``WAYS``.
    limit : str
        One of ``LIMITS``: what counts for value at risk.
    entries : mapping of str to str
        The boxes by name, as typed.

    Raises
    ------
    BadInputError
        What was typed is not a figure that can be asked for, or the month has no such basis.
    UsageError
        The library for natural breaks is not installed.
    """
    asked: dict[str, Callable[[], Suggestion]] = {
        SHARES: lambda: by_shares(desk.index, _typed_shares(desk, entries)),
        CLASSES: lambda: by_hours(desk.index, desk.policy, _typed_hours(desk, entries)),
        TOTAL: lambda: by_total_hours(desk.index, desk.policy, _figure(entries, "hours", ALL_HOURS)),
        GRADES: lambda: by_hours(desk.whole_index, desk.policy, grade_hours(desk), together=True),
        BREAKS: lambda: by_breaks(desk.index),
        RISK: lambda: _by_risk(desk, limit, entries),
    }
    return asked[way]()


def grade_hours(desk: Desk) -> dict[str, int]:
    """Return the hours of staff whose grade is high enough for each class and those above (LY-6)."""
    return limits_by_grade(desk.staff, desk.policy)


def later_month(desk: Desk) -> str | None:
    """Return the closed month after the desk's, which tells who has left since."""
    month = desk.ground.closed.month
    return next((each for each in desk.session.months if each > month), None)


ALL_HOURS = Message(N_("hours of all tiers"))


def _by_risk(desk: Desk, limit: str, entries: Entries) -> Suggestion:
    names = {
        "share": Message(N_("share of the accounts")),
        "hours": ALL_HOURS,
        "capture": Message(N_("share of the value at risk")),
    }
    wanted = {limit: _figure(entries, f"risk.{limit}", names[limit])}
    most = len(desk.policy.tiers) - 1
    upper = typed_whole(entries.get("risk.upper", ""), Message(N_("upper tiers")), 1, most)
    month = later_month(desk)
    if month is None:
        raise BadInputError(no_outcome())
    session = desk.session
    if not session.scope.whole:
        raise BadInputError(
            N_(
                "You do not see every customer, so an account that was handed on would look like one that "
                "left. Ask somebody who sees them all, or choose another way."
            )
        )
    later = session.closed(month).load(session.scope, "accounts", ["account_id"])
    left = left_since(text_column(desk.accounts, "account_id"), text_column(later, "account_id"))
    risk = value_at_risk(fen(desk.accounts["monthly_revenue"]), left)
    index = build_index(desk.after, desk.policy, {AT_RISK: risk}, desk.ground.base_ranks, desk.chosen)
    return by_value_at_risk(
        index,
        desk.policy,
        share=wanted.get("share"),
        hours=wanted.get("hours"),
        capture=wanted.get("capture"),
        upper=upper,
    )


def _typed_shares(desk: Desk, entries: Entries) -> list[int]:
    return [
        _figure(entries, f"share.{tier}", Message(N_("share of {tier}"), {"tier": tier}))
        for tier in desk.policy.tier_ids
    ]


def _typed_hours(desk: Desk, entries: Entries) -> dict[str, int]:
    """Return the limits typed; a class whose box is empty has none."""
    found = {
        name: _figure(entries, f"hours.{name}", Message(N_("hours of class {name}"), {"name": name}))
        for name, _first, _last in blocks(desk.policy)
        if entries.get(f"hours.{name}", "").strip()
    }
    if not found:
        raise BadInputError(N_("No class has a limit. Type hours for at least one class."))
    return found


def _figure(entries: Entries, box: str, name: Message) -> int:
    return typed_hundredths(entries.get(box, ""), name)


def _shares(accounts: list[int]) -> list[str]:
    """Return shares with two decimals; the largest takes what rounding leaves, so that they make 100."""
    total = max(1, sum(accounts))
    points = [(2 * HUNDRED * each + total) // (2 * total) for each in accounts]
    points[accounts.index(max(accounts))] += HUNDRED - sum(points)
    return [decimal_text(each) for each in points]


def _whole_hours(hundredths: int) -> str:
    return f"{-(-hundredths // 100):,}"
