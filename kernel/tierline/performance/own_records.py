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
    import pyarrow as pa

    from tierline.performance.facts import MonthFacts


def _retention(facts: MonthFacts, settings: Mapping[str, Any]) -> dict[str, Share]:
    """Follow the mid/high-end customers that each manager had in the base month (FZ-5, FZ-6)."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.compute as pc

    base = facts.earlier(settings["retention_months"])
    if base is None:
        return {}
    now, then = facts.table("accounts"), base.table("accounts")
    revenue, before = (whole_numbers(each, "monthly_revenue", 100) for each in (now, then))
    if revenue is None or before is None:
        return {}
    line, share = settings["retention_line"], settings["retention_share"]
    places = pc.index_in(then["account_id"].cast(pa.string()), value_set=_texts(now["account_id"]))
    there = places.is_valid().to_numpy(zero_copy_only=False)
    at = places.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    spends = revenue[at] if len(revenue) else np.zeros(len(at), np.int64)
    kept = there & ((spends >= line) | (10_000 * spends >= share * before))
    holders = now["manager_id"].take(pa.array(at)) if len(revenue) else pa.nulls(len(at), pa.string())
    same = pc.fill_null(pc.equal(holders, then["manager_id"]), False).to_numpy(zero_copy_only=False)
    cohort = (before >= line) & then["manager_id"].is_valid().to_numpy()
    if settings["retention_moved"] == "leave_out":
        cohort &= same | ~there
    counted = pa.table(
        {
            "manager": then["manager_id"].combine_chunks().filter(pa.array(cohort)),
            "kept": pa.array(kept[cohort].astype(np.int64)),
        }
    )
    sums = counted.group_by("manager").aggregate([("kept", "sum"), ("kept", "count")])
    return {
        row["manager"]: Share(
            row["kept_sum"], row["kept_count"], share_of(row["kept_sum"], row["kept_count"])
        )
        for row in sums.to_pylist()
    }


def _texts(column: pa.ChunkedArray) -> pa.Array:
    import pyarrow as pa

    return column.cast(pa.string()).combine_chunks()


def standard_of(facts: MonthFacts, standards: Mapping[str, str]) -> np.ndarray:
    """Return the data standard that each account is held to: that of its tier's class; "" for none."""
    import numpy as np

    encoded = facts.table("results")["tier"].cast("string").combine_chunks().dictionary_encode()
    names = [standards.get(facts.classes.get(tier, ""), "") for tier in encoded.dictionary.to_pylist()]
    codes = encoded.indices.fill_null(len(names)).to_numpy(zero_copy_only=False)
    found: np.ndarray = np.array([*names, ""])[codes]
    return found


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
    standards = standard_of(facts, settings["standards"])
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
    standards = standard_of(facts, settings["standards"])
    updated = accounts["updated_on"].to_numpy().astype("datetime64[D]")
    asked, fresh = np.zeros(len(standards), np.int64), np.zeros(len(standards), np.int64)
    for name, months in settings["freshness_months"].items():
        here = standards == name
        asked += here
        fresh += here & (updated >= np.datetime64(_oldest(as_of, months)))  # a missing day is not fresh
    return _of_own(facts, settings, fresh, asked)


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
