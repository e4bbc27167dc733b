"""Who the accounts are: industry, place, standing and size, the same in every month."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tierline.tables.sample.setting import Flags, Floats, Integers, setting, stream

ADMIN_LEVELS = ("province", "prefecture", "county", "none")
AREA_TYPES = ("urban", "county", "rural")
ENTERPRISE_TYPES = (
    "government",
    "public_institution",
    "state_owned",
    "private",
    "foreign",
    "joint_venture",
    "individual",
)
UNIT_KINDS = (
    "multinational_hq",
    "cross_province_hq",
    "large_group",
    "large_medium",
    "small",
    "government_body",
    "special_industry",
)
STRATEGIC_LEVELS = ("none", "province", "prefecture")
KEY_UNITS = ("none", "province", "prefecture", "county")

# the industries that the sample treats as key and as public bodies (the policy keeps lists of its own)
_KEY = {
    "government",
    "public_security",
    "finance",
    "energy",
    "power",
    "petrochemical",
    "transport",
    "education",
    "health",
    "media",
}
_BODIES = {"government", "party_organisation", "military", "public_security", "procuratorate_court"}

# log of the typical number of employees by unit kind, and by level for public units
_SIZE = np.array([6.9, 6.5, 7.0, 5.5, 3.1, 3.8, 4.9])
_PUBLIC_SIZE = np.array([6.2, 5.4, 4.1, 3.5])


@dataclass(frozen=True)
class Population:
    """Every account that ever appears, in order of account number; codes are places in the tuples above.

    ``arrives`` is the month of the sample in which the first row appears (0 = there from the start);
    ``opened`` counts months from the sample's first month (negative: before it); ``standing`` is the size
    in standard deviations, the source of everything that large accounts have more of.
    """

    industry: Integers
    public: Integers
    leaf: Integers
    area_type: Integers
    admin_level: Integers
    enterprise_type: Integers
    unit_kind: Integers
    strategic: Integers
    key_unit: Integers
    employees: Integers
    local_employees: Integers
    standing: Floats
    base_revenue: Floats
    annual_sales: Floats
    tax_rank: Integers
    arrives: Integers
    opened: Integers
    opened_day: Integers

    def __len__(self) -> int:
        return len(self.industry)

    @property
    def large(self) -> Flags:
        """The accounts that the department treats as large (about the top tenth)."""
        return self.base_revenue >= 8000


def arrivals_a_month(accounts: int) -> int:
    """Return how many accounts are won each month: 0.9 % of the first month's."""
    return round(accounts * 0.009)


def population(accounts: int, months: int, seed: int) -> Population:
    """Draw the accounts.

    Parameters
    ----------
    accounts : int
        Accounts in the first month.
    months : int
        Months of the sample; in each after the first, new accounts arrive.
    seed : int
        Same seed, same accounts.
    """
    here = setting()
    won = arrivals_a_month(accounts)
    arrives = np.concatenate([np.zeros(accounts, np.int64), np.repeat(np.arange(1, months), won)])
    count = len(arrives)
    draw = stream(seed, "who")
    industry = draw.choice(len(here.industries), count, p=here.shares("industries"))
    public_part = np.array([entry["public"] for entry in here.industries])
    public = (draw.random(count) < public_part[industry]).astype(np.int64)
    leaf = _places(draw, count)
    admin_level, key_unit = _standing(draw, industry, public)
    unit_kind, enterprise_type = _kinds(draw, industry, public, admin_level)
    standing = draw.standard_normal(count)
    employees = _employees(public, admin_level, unit_kind, standing)
    base = _base_revenue(draw, employees, industry, public)
    sales = np.where(public == 1, np.nan, employees * np.exp(draw.normal(12.1, 0.8, count)))
    strategic = _strategic(draw, base, accounts)
    age = np.minimum(1 + draw.gamma(1.7, 42.0, count).astype(np.int64), 320)
    opened = np.where(arrives > 0, arrives, -age)
    return Population(
        industry,
        public,
        leaf,
        _area_types(draw, leaf),
        admin_level,
        enterprise_type,
        unit_kind,
        strategic,
        key_unit,
        employees,
        np.maximum(1, (employees * np.clip(draw.beta(9, 1.5, count), 0.2, 1)).astype(np.int64)),
        standing,
        base,
        np.asarray(np.round(sales, 2), dtype=np.float64),
        _tax_ranks(draw, sales, accounts),
        arrives,
        opened,
        draw.integers(1, 29, count),
    )


def _places(draw: np.random.Generator, count: int) -> Integers:
    """Lay accounts in counties: a prefecture's share, half of it in its first three counties."""
    here = setting()
    weights = np.empty(len(here.leaves))
    for index, share in enumerate(here.shares("prefectures")):
        inside = [place for place, leaf in enumerate(here.leaves) if leaf.prefecture == index]
        rank = 1.0 / (1.0 + np.arange(len(inside))) ** 0.8
        weights[inside] = share * rank / rank.sum()
    return np.asarray(draw.choice(len(weights), count, p=weights / weights.sum()), dtype=np.int64)


def _area_types(draw: np.random.Generator, leaf: Integers) -> Integers:
    urban = np.array([place.kind == "urban" for place in setting().leaves])[leaf]
    chance = draw.random(len(leaf))
    return np.where(urban & (chance < 0.93), 0, np.where(chance < 0.72, 1, 2)).astype(np.int64)


def _of(names: set[str]) -> Flags:
    return np.array([entry["id"] in names for entry in setting().industries])


def _standing(draw: np.random.Generator, industry: Integers, public: Integers) -> tuple[Integers, Integers]:
    """Return the administrative level of the unit, and of which level it is a key industry's unit."""
    count = len(industry)
    body, key = _of(_BODIES)[industry], _of(_KEY)[industry]
    chance = draw.random(count)
    level = np.where(chance < 0.02, 0, np.where(chance < 0.17, 1, 2))  # public bodies
    level = np.where((public == 1) & ~body, np.where(chance < 0.01, 0, np.where(chance < 0.13, 1, 2)), level)
    # a key industry's firms are more often branches of a province's or prefecture's company
    ladder = np.where(key[:, None], [0.008, 0.11, 0.28], [0.003, 0.035, 0.12])
    firm = (chance[:, None] >= ladder).sum(axis=1)
    level = np.where(public == 1, level, firm).astype(np.int64)
    chance = draw.random(count)
    unit = np.where(key & (level < 3) & (chance < np.array([0.45, 0.55, 0.5, 0.0])[level]), level + 1, 0)
    return level, unit.astype(np.int64)


def _kinds(
    draw: np.random.Generator, industry: Integers, public: Integers, level: Integers
) -> tuple[Integers, Integers]:
    """Return unit kind and enterprise type."""
    count = len(industry)
    kind = draw.choice(7, count, p=[0.0008, 0.0016, 0.0025, 0.045, 0.9461, 0.0, 0.004])
    body = _of(_BODIES)[industry] & (public == 1)
    kind = np.where(public == 1, np.where(kind == 6, 6, 4), kind)
    kind = np.where(body, 5, kind)
    firm = draw.choice(7, count, p=[0.0, 0.0, 0.10, 0.66, 0.015, 0.025, 0.20])
    firm = np.where((kind == 0), 4, np.where((kind < 3) & (firm == 6), 2, firm))
    firm = np.where((kind == 4) | (firm != 6), firm, 3)
    firm = np.where((level < 2) & (firm == 6), 2, firm)
    kind_of_firm = np.where(body, 0, np.where(public == 1, 1, firm))
    return kind.astype(np.int64), kind_of_firm.astype(np.int64)


def _employees(public: Integers, level: Integers, kind: Integers, standing: Floats) -> Integers:
    centre = np.where((public == 1) & (kind != 6), _PUBLIC_SIZE[level], _SIZE[kind])
    centre = centre + np.where(public == 1, 0.0, np.array([1.4, 0.9, 0.35, 0.0])[level])
    return np.maximum(1, np.exp(centre + 1.2 * standing)).astype(np.int64)


def _base_revenue(
    draw: np.random.Generator, employees: Integers, industry: Integers, public: Integers
) -> Floats:
    """Monthly revenue before season and trend, in yuan: grows with size, with a Pareto tail."""
    count = len(employees)
    richer = {"finance": 0.45, "it": 0.35, "petrochemical": 0.3, "power": 0.25, "agriculture": -0.3}
    extra = np.array([richer.get(entry["id"], 0.0) for entry in setting().industries])
    chance = 0.68 * draw.standard_normal(count)
    logs = 5.1 + 0.80 * np.log(employees) + extra[industry] - 0.1 * public + chance
    tail = np.where(draw.random(count) < 0.03, 1.0 + draw.pareto(1.6, count), 1.0)
    return np.asarray(np.exp(logs) * np.minimum(tail, 60.0), dtype=np.float64)


def _strategic(draw: np.random.Generator, base: Floats, accounts: int) -> Integers:
    """Name strategic customers among the larger ones: 0.3 % by the province, 1.2 % by prefectures."""
    order = np.argsort(-base * np.exp(1.1 * draw.standard_normal(len(base))), kind="stable")
    level = np.zeros(len(base), np.int64)
    level[order[: round(accounts * 0.003)]] = 1
    level[order[round(accounts * 0.003) : round(accounts * 0.015)]] = 2
    return level


def _tax_ranks(draw: np.random.Generator, sales: Floats, accounts: int) -> Integers:
    """Rank the largest taxpayers, 1 the largest; 0 for those outside the province's published list.

    A province of 20 000 accounts holds the whole list of 1 000; a smaller sample holds its part of it.
    """
    held = min(1000, round(accounts * 0.05))
    ranks = np.sort(draw.permutation(1000)[:held]) + 1
    taxed = np.where(np.isnan(sales), 0.0, sales) * np.exp(0.4 * draw.standard_normal(len(sales)))
    found = np.zeros(len(sales), np.int64)
    found[np.argsort(-taxed, kind="stable")[:held]] = ranks
    return found
