"""Actuals that the records of own customers give: retention, completeness, freshness (FZ-5, LY-8, SH-1)."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from tierline.messages import N_
from tierline.performance.derivations import Derivation, Share, register
from tierline.performance.own_accounts import share_of, whole_numbers
from tierline.policy.dated import last_day

if TYPE_CHECKING:
    import numpy as np

    from tierline.performance.facts import MonthFacts


def _retention(facts: MonthFacts, settings: Mapping[str, Any]) -> dict[str, Share]:
    """Follow the mid/high-end customers that each manager had in the base month (FZ-5, FZ-6)."""
    base = facts.earlier(settings["retention_months"])
    if base is None:
        return {}
    now = facts.table("accounts")
    revenue, before = (
        whole_numbers(each.table("accounts"), "monthly_revenue", 100) for each in (facts, base)
    )
    if revenue is None or before is None:
        return {}
    today = dict(
        zip(
            now["account_id"].to_pylist(),
            zip(now["manager_id"].to_pylist(), revenue.tolist(), strict=True),
            strict=True,
        )
    )
    line, share = settings["retention_line"], settings["retention_share"]
    kept: dict[str, list[int]] = {}
    held = base.table("accounts").select(["account_id", "manager_id"]).to_pydict()
    for account, manager, spend in zip(held["account_id"], held["manager_id"], before.tolist(), strict=True):
        if manager is None or spend < line:
            continue
        holder, spends = today.get(account, (None, None))
        if spends is not None and holder != manager and settings["retention_moved"] == "leave_out":
            continue
        count = kept.setdefault(manager, [0, 0])
        count[1] += 1
        count[0] += spends is not None and (spends >= line or 10_000 * spends >= share * spend)
    return {name: Share(part, whole, share_of(part, whole)) for name, (part, whole) in kept.items()}


def standard_of(facts: MonthFacts, standards: Mapping[str, str]) -> list[str | None]:
    """Return the data standard that each account is held to: that of its tier's class; None for none."""
    of_tier = {tier: standards.get(name) for tier, name in facts.classes.items()}
    return [of_tier.get(tier) for tier in facts.table("results")["tier"].to_pylist()]


def _of_own(
    facts: MonthFacts, settings: Mapping[str, Any], part: np.ndarray, whole: np.ndarray
) -> dict[str, Share]:
    from tierline.performance.holdings import holdings

    held = holdings(facts, settings["transfers"])
    parts, wholes = held.counts(part).tolist(), held.counts(whole).tolist()
    return {
        name: Share(done, asked, share_of(done, asked), held.per)
        for name, done, asked in zip(held.managers, parts, wholes, strict=True)
        if asked
    }


def _completeness(facts: MonthFacts, settings: Mapping[str, Any]) -> dict[str, Share]:
    """Count the fields that are filled among those a customer's class must have (LY-8).

    Only columns that the month's table holds are asked for: what is nowhere kept tells nothing of a manager.
    """
    import numpy as np

    from tierline.tables.registry import table_spec

    accounts = facts.table("accounts")
    standards = np.array([standard or "" for standard in standard_of(facts, settings["standards"])])
    filled, asked = np.zeros(len(standards), np.int64), np.zeros(len(standards), np.int64)
    for column in table_spec("accounts").columns:
        if not column.needed or column.name not in accounts.column_names:
            continue
        here = np.isin(standards, column.needed)
        asked += here
        filled += here & accounts[column.name].is_valid().to_numpy()
    return _of_own(facts, settings, filled, asked)


def _freshness(facts: MonthFacts, settings: Mapping[str, Any]) -> dict[str, Share]:
    """Count the customers whose data were updated within the months of their standard (SH-1)."""
    import numpy as np

    accounts = facts.table("accounts")
    if "updated_on" not in accounts.column_names:
        return {}
    as_of = last_day(facts.month)
    since = {name: _oldest(as_of, months) for name, months in settings["freshness_months"].items()}
    standards = standard_of(facts, settings["standards"])
    asked = np.array([standard in since for standard in standards], np.int64)
    fresh = [
        standard in since and updated is not None and updated >= since[standard]
        for standard, updated in zip(standards, accounts["updated_on"].to_pylist(), strict=True)
    ]
    return _of_own(facts, settings, np.array(fresh, np.int64), asked)


def _oldest(as_of: date, months: int) -> date:
    """Return the first day whose data are still fresh: as-of <= that day + months, cut to the month's end."""
    day = as_of - timedelta(days=31 * months + 3)
    while _later(day, months) < as_of:
        day += timedelta(days=1)
    return day


def _later(day: date, months: int) -> date:
    number = day.year * 12 + day.month - 1 + months
    year, month = divmod(number, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


register(
    Derivation(
        "retention",
        "percent",
        N_("{part} of {whole} own mid/high-end customers of the base month kept"),
        ("retention_months", "retention_line", "retention_share", "retention_moved"),
        _retention,
    )
)
register(
    Derivation(
        "completeness",
        "percent",
        N_("{part} of {whole} fields of own customers filled"),
        ("transfers", "standards"),
        _completeness,
    )
)
register(
    Derivation(
        "freshness",
        "percent",
        N_("{part} of {whole} own customers updated in time"),
        ("transfers", "standards", "freshness_months"),
        _freshness,
    )
)
