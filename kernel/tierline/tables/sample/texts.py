"""The accounts' descriptive columns (LY-8): contacts, numbers, business, and where they are missing."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tierline.tables.sample.accounts import Population
from tierline.tables.sample.names import NamePools, account_names, people
from tierline.tables.sample.setting import Flags, setting, stream

# part of the small accounts without a value; large accounts lack a third as often
MISSING = {
    "area_type": 0.010,
    "industry": 0.004,
    "sub_industry": 0.06,
    "enterprise_type": 0.02,
    "unit_kind": 0.004,
    "employees": 0.03,
    "local_employees": 0.12,
    "annual_sales": 0.25,
    "subscribers": 0.01,
    "competitor_share": 0.20,
    "billing_number": 0.04,
    "legal_representative": 0.08,
    "contact": 0.03,
    "phone": 0.04,
    "fax": 0.40,
    "chief_representative": 0.85,
    "business_scope": 0.12,
    "profile": 0.30,
    "handset_mix": 0.45,
    "fee_reimbursement": 0.40,
    "computers": 0.30,
    "has_website": 0.25,
    "has_intranet": 0.30,
    "ict_budget": 0.50,
    "updated_on": 0.02,
}
_HANDSETS = ("华为为主", "小米为主", "苹果为主", "OPPO、vivo 为主", "品牌分散", "多为定制机")
_REIMBURSEMENT = ("全额报销", "限额 50 元", "限额 100 元", "限额 200 元", "仅管理层报销", "不报销")
# what is written into a field when somebody has to write something
_EMPTY_WORDS = ("无", "未知", "0000")


def missing(column: str, who: Population, seed: int) -> Flags:
    """Return which accounts lack a value of ``column`` (the same ones in every month)."""
    rate = np.where(who.large, MISSING[column] / 3, MISSING[column])
    return np.asarray(stream(seed, f"no {column}").random(len(who)) < rate, dtype=np.bool_)


def texts(who: Population, pools: NamePools, first_year: int, seed: int) -> dict[str, pa.Array]:
    """Return the text columns for the whole population, nulls where missing."""
    here = setting()
    draw = stream(seed, "texts")
    count = len(who)
    codes = pa.array([here.prefectures[leaf.prefecture]["dial"] for leaf in here.leaves])
    dial = codes.take(pa.array(who.leaf))
    founded = first_year + who.opened // 12 - draw.integers(0, 25, count)
    columns = {
        "name": account_names(pools, seed, who.industry, who.public, who.leaf),
        "sub_industry": _by_industry("sub", who, draw),
        "billing_number": _number("8", draw.integers(0, 10**9, count), 9),
        "legal_representative": people(pools, seed, "legal", count),
        "contact": people(pools, seed, "contact", count),
        "phone": _fixed_line(dial, draw, count),
        "fax": _fixed_line(dial, draw, count),
        "chief_representative": people(pools, seed, "chief", count),
        "business_scope": _by_industry("scope", who, draw),
        "profile": pc.binary_join_element_wise(
            "成立于 ",
            pc.cast(pa.array(founded), pa.string()),
            " 年，主要从事",
            _by_industry("scope", who, draw),
            "",
        ),
        "handset_mix": _one_of(_HANDSETS, draw, count),
        "fee_reimbursement": _one_of(_REIMBURSEMENT, draw, count),
    }
    for name in ("fax", "business_scope", "profile"):
        filler = pa.array(stream(seed, f"word {name}").random(count) < 0.004)
        columns[name] = pc.if_else(filler, _one_of(_EMPTY_WORDS, draw, count), columns[name])
    return {name: _without(values, name, who, seed) for name, values in columns.items()}


def _without(values: pa.Array, name: str, who: Population, seed: int) -> pa.Array:
    if name not in MISSING:
        return values
    return pc.if_else(pa.array(missing(name, who, seed)), pa.scalar(None, pa.string()), values)


def _one_of(words: tuple[str, ...], draw: np.random.Generator, count: int) -> pa.Array:
    return pa.array(words).take(pa.array(draw.integers(0, len(words), count)))


def _by_industry(key: str, who: Population, draw: np.random.Generator) -> pa.Array:
    lists = [entry[key] for entry in setting().industries]
    sizes = np.array([len(entry) for entry in lists])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    chosen = (draw.random(len(who)) * sizes[who.industry]).astype(np.int64) + starts[who.industry]
    return pa.array([word for entry in lists for word in entry]).take(pa.array(chosen))


def _number(lead: str, values: np.ndarray, digits: int) -> pa.Array:
    return pc.binary_join_element_wise(lead, padded(values, digits), "")


def padded(values: np.ndarray, digits: int) -> pa.Array:
    """Return whole numbers as text with leading zeros."""
    return pc.utf8_lpad(pc.cast(pa.array(values), pa.string()), digits, padding="0")


def _fixed_line(dial: pa.Array, draw: np.random.Generator, count: int) -> pa.Array:
    """Return numbers that ring nowhere: no local number begins with 0."""
    return pc.binary_join_element_wise(dial, _number("0", draw.integers(0, 10**7, count), 7), "-")
