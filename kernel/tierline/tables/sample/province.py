"""The sample province as tables, month by month, and the truth behind them."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from tierline.tables.sample import accounts as kinds
from tierline.tables.sample.accounts import Population, population
from tierline.tables.sample.frame import table
from tierline.tables.sample.months import MonthState, Outcome, live, outcome_for
from tierline.tables.sample.names import name_pools
from tierline.tables.sample.overrides import draw_overrides, overrides_in
from tierline.tables.sample.performance import Performance
from tierline.tables.sample.setting import Flags, Integers, month_numbers, setting, stream
from tierline.tables.sample.staff import Staff, draw_staff
from tierline.tables.sample.texts import MISSING, missing, padded, texts


@dataclass
class Province:
    """A province to write: ``months()`` yields each month's tables, then ``truth()`` is complete."""

    names: list[str]
    seed: int
    who: Population
    staff: Staff
    outcome: Outcome
    fixed: dict[str, pa.Array]
    overrides: pa.Table
    performance: Performance

    def months(self) -> Iterator[tuple[str, dict[str, pa.Table]]]:
        """Yield (month, tables) in ascending order; tables have the registry's schemas."""
        managers = table("managers", self.staff.managers)
        teams = table("teams", self.staff.teams)
        areas = area_table()
        first = int(self.names[0][5:7])
        before: set[str] | None = None
        for state in live(self.who, len(self.names), first, self.seed, self.outcome):
            month = self.names[state.index]
            accounts = _accounts(self, state, month)
            here = set(accounts["account_id"].to_pylist())
            new = here if before is None else here - before
            before = here
            yield (
                month,
                {
                    "accounts": accounts,
                    "managers": managers,
                    "teams": teams,
                    "areas": areas,
                    "overrides": overrides_in(self.overrides, accounts["account_id"], last_day(month)),
                    **self.performance.month(month, state.index, accounts, new),
                },
            )

    def truth(self) -> dict[str, pa.Table]:
        """Return the ground truth: who left, the programme and its effect, the coefficients."""
        done = self.outcome
        months = pa.array(self.names)
        left, eligible = np.flatnonzero(done.left_after >= 0), np.flatnonzero(done.eligible)
        start = None if done.start is None else self.names[done.start]
        coefficients = vars(done.leaving)
        return {
            "leaving": pa.table(
                {
                    "account_id": self.fixed["account_id"].take(pa.array(left)),
                    "last_month": months.take(pa.array(done.left_after[left])),
                }
            ),
            "programme": pa.table(
                {
                    "account_id": self.fixed["account_id"].take(pa.array(eligible)),
                    "first_month": pa.array([start] * len(eligible), pa.string()),
                    "assigned": pa.array(done.assigned[eligible]),
                    "left_if_on": pa.array(done.left_if_on[eligible]),
                    "left_if_off": pa.array(done.left_if_off[eligible]),
                }
            ),
            "coefficients": pa.table(
                {
                    "name": pa.array(list(coefficients)),
                    "value": pa.array([float(value) for value in coefficients.values()]),
                }
            ),
            **self.performance.truth(),
        }


def draw_province(accounts: int, months: int, seed: int, last_month: str) -> Province:
    """Draw a province.

    Parameters
    ----------
    accounts : int
        Accounts in the first month.
    months : int
        Number of months, ending with ``last_month`` ("YYYY-MM").
    seed : int
        Same seed, same province.
    """
    names = month_numbers(last_month, months)
    who = population(accounts, months, seed)
    pools = name_pools(seed)
    staff = draw_staff(who, pools, accounts, seed, date.fromisoformat(f"{names[0]}-01"))
    fixed = _fixed(who, staff, names[0], seed) | texts(who, pools, int(names[0][:4]), seed)
    overrides = draw_overrides(who, fixed["account_id"], staff, names, accounts, seed)
    performance = Performance(table("managers", staff.managers).to_pylist(), seed)
    return Province(names, seed, who, staff, outcome_for(who, months), fixed, overrides, performance)


def area_table() -> pa.Table:
    """Return the province, its prefectures and their counties."""
    here = setting()
    rows = [(here.province["id"], here.province["name"], here.province["name_en"], "province", None)]
    rows += [
        (entry["id"], entry["name"], entry["name_en"], "prefecture", here.province["id"])
        for entry in here.prefectures
    ]
    rows += [
        (leaf.area_id, leaf.name, leaf.name_en, "county", here.prefectures[leaf.prefecture]["id"])
        for leaf in here.leaves
    ]
    columns = ("area_id", "name", "name_en", "admin_level", "parent_id")
    return table("areas", dict(zip(columns, map(list, zip(*rows, strict=True)), strict=True)))


def last_day(month: str) -> date:
    """Return the last day of "YYYY-MM"."""
    year, number = int(month[:4]), int(month[5:7])
    return date(year, number, monthrange(year, number)[1])


def _codes(values: tuple[str, ...], places: Integers, absent: Flags | None = None) -> pa.Array:
    return pa.array(values).take(pa.array(places, mask=absent))


def _fixed(who: Population, staff: Staff, first_month: str, seed: int) -> dict[str, pa.Array]:
    """Return the columns that stay the same, for the whole population."""
    here = setting()
    draw = stream(seed, "fixed")
    count = len(who)
    gone = {name: missing(name, who, seed) for name in MISSING}
    computers = (who.employees * draw.uniform(0.1, 0.9, count)).astype(np.int64)
    budget = np.round(who.base_revenue * draw.gamma(2.0, 1.5, count), -2)
    website = draw.random(count) < np.where(who.large, 0.8, 0.3)
    intranet = draw.random(count) < np.where(who.large, 0.7, 0.15)
    opened = (np.datetime64(first_month, "M") + who.opened).astype("datetime64[D]") + who.opened_day - 1
    industries = tuple(entry["id"] for entry in here.industries)
    managers = pa.array([str(identifier) for identifier in staff.managers["manager_id"]])
    numbers = np.arange(count) + 1
    return {
        "account_id": pa.compute.binary_join_element_wise("G", padded(numbers, 8), ""),
        "area_id": pa.array([leaf.area_id for leaf in here.leaves]).take(pa.array(who.leaf)),
        "area_type": _codes(kinds.AREA_TYPES, who.area_type, gone["area_type"]),
        "admin_level": _codes(kinds.ADMIN_LEVELS, who.admin_level),
        "industry": _codes(industries, who.industry, gone["industry"]),
        "enterprise_type": _codes(kinds.ENTERPRISE_TYPES, who.enterprise_type, gone["enterprise_type"]),
        "unit_kind": _codes(kinds.UNIT_KINDS, who.unit_kind, gone["unit_kind"]),
        "strategic_level": _codes(kinds.STRATEGIC_LEVELS, who.strategic),
        "key_industry_unit": _codes(kinds.KEY_UNITS, who.key_unit),
        "tax_rank": pa.array(who.tax_rank, mask=who.tax_rank == 0),
        "employees": pa.array(who.employees, mask=gone["employees"]),
        "local_employees": pa.array(who.local_employees, mask=gone["local_employees"]),
        "annual_sales": pa.array(who.annual_sales, mask=np.isnan(who.annual_sales) | gone["annual_sales"]),
        "manager_id": managers.take(pa.array(staff.manager_of, mask=staff.manager_of < 0)),
        "opened_on": pa.array(opened),
        "computers": pa.array(computers, mask=gone["computers"]),
        "has_website": pa.array(website, mask=gone["has_website"]),
        "has_intranet": pa.array(intranet, mask=gone["has_intranet"]),
        "ict_budget": pa.array(budget, mask=gone["ict_budget"]),
    }


def _accounts(province: Province, state: MonthState, month: str) -> pa.Table:
    """Return one month's accounts: those present, in order of their number."""
    who, seed = province.who, province.seed
    rows = np.flatnonzero(state.present)
    chosen = pa.array(rows)
    columns: dict[str, object] = {name: values.take(chosen) for name, values in province.fixed.items()}

    def seen(values: np.ndarray, absent: Flags | None = None) -> pa.Array:
        return pa.array(values[rows], mask=None if absent is None else absent[rows])

    agreed = stream(seed, "agreement").random(len(who)) < np.where(who.large, 0.9, 0.45)
    updated = np.datetime64(last_day(month), "D") - state.updated
    columns |= {
        "monthly_revenue": seen(state.revenue),
        "ict_revenue": seen(state.ict_revenue),
        "ict_products": seen(state.ict_products),
        "subscribers": seen(state.subscribers, missing("subscribers", who, seed)),
        "revenue_growth": seen(state.growth, np.isnan(state.growth)),
        "tenure_months": seen(state.index - who.opened),
        "contract_months_left": seen(state.contract_left, state.contract_left < 0),
        "arrears_months": seen(state.arrears),
        "competitor_share": seen(state.competitor_share, missing("competitor_share", who, seed)),
        "complaints": seen(state.complaints),
        "has_service_agreement": seen(agreed & (state.contract_left >= 0)),
        "on_retention_programme": seen(state.on_programme),
        "updated_on": seen(updated, missing("updated_on", who, seed)),
    }
    return table("accounts", columns)
