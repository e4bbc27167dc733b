"""Names of people and firms, drawn by Faker into small pools and combined by whole columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from faker import Faker

from tierline.tables.sample.setting import Integers, setting, stream

_SUFFIXES = ("有限公司", "有限责任公司", "股份有限公司", "集团有限公司", "经营部", "合作社")
_POOL = 3000


@dataclass(frozen=True)
class NamePools:
    """People and brands to draw from, as Arrow strings."""

    people: pa.Array
    brands: pa.Array


def name_pools(seed: int) -> NamePools:
    """Return the pools for ``seed``: Faker's zh_CN people, and brands of two characters each."""
    faker = Faker("zh_CN")
    faker.seed_instance(seed)
    people = [faker.name() for _ in range(_POOL)]
    prefixes = sorted({faker.company_prefix() for _ in range(400)})
    first = sorted({prefix[0] for prefix in prefixes})
    second = sorted({prefix[1] for prefix in prefixes})
    joined = {one + two for one in first for two in second if one != two}
    return NamePools(pa.array(people), pa.array(sorted(joined)))


def people(pools: NamePools, seed: int, purpose: str, count: int) -> pa.Array:
    """Return ``count`` names of people (string, no nulls)."""
    return pools.people.take(pa.array(stream(seed, purpose).integers(0, len(pools.people), count)))


def account_names(
    pools: NamePools, seed: int, industry: Integers, public: Integers, leaf: Integers
) -> pa.Array:
    """Return the accounts' names: place and body for public units; place, brand, trade, form for firms.

    Parameters
    ----------
    industry, leaf : int64, shape (accounts,)
        Places in the setting's lists.
    public : int64, shape (accounts,)
        1 for bodies and institutions, else 0.
    """
    here = setting()
    draw = stream(seed, "account names")
    bodies, words, body_of, word_of = _words(industry, draw)
    place = pa.array([area.name for area in here.leaves]).take(pa.array(leaf))
    short_names = pa.array([entry["short"] for entry in here.prefectures])
    short = short_names.take(pa.array(np.array([area.prefecture for area in here.leaves])[leaf]))
    brand = pools.brands.take(pa.array(draw.integers(0, len(pools.brands), len(industry))))
    form = pa.array(_SUFFIXES).take(
        pa.array(draw.choice(len(_SUFFIXES), len(industry), p=[0.6, 0.25, 0.04, 0.01, 0.06, 0.04]))
    )
    unit = pc.binary_join_element_wise(place, bodies.take(pa.array(body_of)), "")
    firm = pc.binary_join_element_wise(short, brand, words.take(pa.array(word_of)), form, "")
    return pc.if_else(pa.array(public == 1), unit, firm)


def _words(industry: Integers, draw: np.random.Generator) -> tuple[pa.Array, pa.Array, Integers, Integers]:
    """Return the words of all industries end to end, and which one each account gets."""
    here = setting()
    found: list[tuple[pa.Array, Integers]] = []
    for key in ("bodies", "words"):
        lists = [entry.get(key) or ["服务"] for entry in here.industries]
        sizes = np.array([len(entry) for entry in lists])
        starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
        chosen = (draw.random(len(industry)) * sizes[industry]).astype(np.int64) + starts[industry]
        found.append((pa.array([word for entry in lists for word in entry]), chosen))
    return found[0][0], found[1][0], found[0][1], found[1][1]
