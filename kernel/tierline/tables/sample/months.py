"""How accounts fare from month to month: revenue, trouble, complaints, contracts, leaving.

Accounts in trouble lose revenue, complain, buy from the competitor; the chance of leaving rises with
those signals and with a contract near its end, on top of noise that nobody sees. A retention programme,
given by lot to half of those at risk, lowers the log odds of leaving by a known amount.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from tierline.tables.sample.accounts import Population
from tierline.tables.sample.setting import Flags, Floats, Integers, setting, stream

BURN_IN = 12  # months lived before the first, so that growth over a year is known from the start


@dataclass(frozen=True)
class Leaving:
    """Log odds of leaving in a month; the coefficients are ground truth."""

    constant: float = -6.7
    revenue_fall: float = 5.5  # per unit of the fall over three months
    complaints: float = 0.55  # per complaint in three months
    competitor_share: float = 3.0  # per unit above 0.2
    contract_near: float = 1.0  # contract ends within two months, or there is none
    arrears: float = 0.35  # per month owed
    noise: float = 0.6  # standard deviation of what no column shows
    programme: float = -0.9  # while on the retention programme
    programme_months: int = 6
    at_risk: float = 0.15  # part of the accounts offered the lot


@dataclass(frozen=True)
class MonthState:
    """What holds in one month for every account of the population; ``present`` has a row."""

    index: int
    present: Flags
    revenue: Floats
    growth: Floats  # NaN where the account is younger than a year
    ict_products: Integers
    ict_revenue: Floats
    subscribers: Integers
    competitor_share: Floats
    complaints: Integers
    arrears: Integers
    contract_left: Integers  # -1: no contract
    on_programme: Flags
    updated: Integers  # days before the month's last day on which the basic data were updated


@dataclass
class Outcome:
    """What the simulation knows and no table shows; filled while the months are drawn."""

    leaving: Leaving
    start: int | None
    left_after: Integers  # index of the last month with a row; -1: still there
    eligible: Flags
    assigned: Flags
    left_if_on: Flags
    left_if_off: Flags
    fall: list[Floats] = field(default_factory=list)


@dataclass
class _State:
    level: Floats
    trouble: Flags
    share: Floats
    arrears: Integers
    products: Integers
    contract_left: Integers
    stale: Integers
    history: list[Floats]
    levels: list[Floats]
    complaints: list[Integers]


def outcome_for(who: Population, months: int) -> Outcome:
    """Return an empty outcome for the population, to hand to :func:`live`."""
    count = len(who)
    start = months // 2 if months >= 4 else None
    off = [np.zeros(count, np.bool_) for _ in range(4)]
    return Outcome(Leaving(), start, np.full(count, -1, np.int64), off[0], off[1], off[2], off[3])


def live(who: Population, months: int, first_month: int, seed: int, outcome: Outcome) -> Iterator[MonthState]:
    """Yield the months of the sample in order, and fill ``outcome``.

    Parameters
    ----------
    who : Population
        All accounts that ever appear.
    months : int
        Months to yield.
    first_month : int
        Calendar month (1..12) of the first one.
    seed : int
        Same seed, same months.
    outcome : Outcome
        From :func:`outcome_for`; complete when the iteration ends.
    """
    draw = stream(seed, "traits")
    count = len(who)
    growth = draw.normal(0.05, 0.13, count)
    wobble = np.where(who.large, 0.05, 0.09)
    state = _begin(who, draw)
    for index in range(-BURN_IN, months):
        draw = stream(seed, "month", index)
        _worsen_and_heal(state, draw)
        season = setting().season()[who.industry, (first_month - 1 + index) % 12]
        trend = growth * index / 12
        noise = np.exp(wobble * draw.standard_normal(count))
        revenue = np.round(who.base_revenue * season * noise * np.exp(trend + state.level), 2)
        state.history.append(revenue)
        state.levels.append(state.level.copy())
        calls = draw.poisson(0.03 + 0.45 * state.trouble + 0.05 * who.large)
        state.complaints.append(calls)
        for past, keep in ((state.history, 13), (state.levels, 4), (state.complaints, 3)):
            del past[:-keep]
        if index < 0:
            continue
        present = (who.arrives <= index) & (outcome.left_after < 0)
        odds = _odds(state, outcome.leaving)
        _hold_the_lot(who, index, present, odds, seed, outcome)
        on = _on_programme(index, outcome)
        yield _as_seen(who, state, index, present, on, draw)
        _leave(index, months, present, odds, on, draw, outcome)


def _begin(who: Population, draw: np.random.Generator) -> _State:
    count = len(who)
    rate = np.exp(-0.12 + 0.55 * np.log(np.maximum(who.base_revenue, 50) / 1000))
    rate = rate * draw.gamma(2.0, 0.5, count)
    contract = np.where(draw.random(count) < np.where(who.large, 0.93, 0.68), draw.integers(0, 36, count), -1)
    return _State(
        level=np.zeros(count),
        trouble=np.zeros(count, np.bool_),
        share=draw.beta(1.6, 9.0, count),
        arrears=np.zeros(count, np.int64),
        products=np.minimum(draw.poisson(rate), 14),
        contract_left=contract,
        stale=draw.integers(0, 200, count),
        history=[],
        levels=[],
        complaints=[],
    )


def _worsen_and_heal(state: _State, draw: np.random.Generator) -> None:
    """Move trouble, competitor share, arrears, products, contracts and staleness on by a month."""
    count = len(state.level)
    chance = draw.random(count)
    state.trouble = np.where(state.trouble, chance > 0.17, chance < 0.018)
    state.level = np.where(state.trouble, state.level - draw.uniform(0.03, 0.14, count), state.level * 0.93)
    shift = 0.008 * draw.standard_normal(count) + np.where(state.trouble, 0.03, -0.002)
    state.share = np.clip(state.share + shift, 0.0, 0.95)
    owes = draw.random(count) < np.where(state.trouble, 0.22, 0.015)
    state.arrears = np.where(owes, state.arrears + 1, np.where(draw.random(count) < 0.7, 0, state.arrears))
    chance = draw.random(count)
    more, fewer = chance < 0.008, chance > np.where(state.trouble, 0.96, 0.998)
    state.products = np.clip(state.products + more - fewer, 0, 16)
    ended = state.contract_left == 0
    renewed = np.where(draw.random(count) < 0.8, draw.choice([12, 24, 36], count), 0) - 1
    signed = (state.contract_left < 0) & (draw.random(count) < 0.02)
    left = np.where(ended, renewed, np.maximum(state.contract_left - 1, -1))
    state.contract_left = np.where(signed, 23, left)
    state.stale = state.stale + 30


def _odds(state: _State, leaving: Leaving) -> Floats:
    """Return the log odds of leaving that the signals give, without noise and programme."""
    fall = np.maximum(0.0, -np.expm1(state.level - state.levels[0]))
    called = np.sum(state.complaints, axis=0)
    return np.asarray(
        leaving.constant
        + leaving.revenue_fall * fall
        + leaving.complaints * called
        + leaving.competitor_share * (state.share - 0.2)
        + leaving.contract_near * (state.contract_left <= 2)
        + leaving.arrears * state.arrears,
        dtype=np.float64,
    )


def _hold_the_lot(
    who: Population, index: int, present: Flags, odds: Floats, seed: int, outcome: Outcome
) -> None:
    """In the programme's first month: those most at risk are eligible, every other one by lot is on it."""
    if index != outcome.start:
        return
    outcome.eligible = present & (odds >= np.quantile(odds[present], 1 - outcome.leaving.at_risk))
    outcome.assigned = outcome.eligible & (stream(seed, "lot").random(len(who)) < 0.5)


def _on_programme(index: int, outcome: Outcome) -> Flags:
    start = outcome.start
    running = start is not None and start <= index < start + outcome.leaving.programme_months
    return outcome.assigned if running else np.zeros_like(outcome.assigned)


def _leave(
    index: int,
    months: int,
    present: Flags,
    odds: Floats,
    on: Flags,
    draw: np.random.Generator,
    outcome: Outcome,
) -> None:
    """Let accounts go after this month, and note what the lot's other side would have brought."""
    if index == months - 1:
        return  # nobody can tell yet who leaves after the last month
    rules = outcome.leaving
    seen = odds + rules.noise * draw.standard_normal(len(odds))
    luck = draw.random(len(odds))
    gone = present & (luck < _chance(seen + rules.programme * on))
    outcome.left_after[gone] = index
    start = outcome.start
    if start is not None and start <= index < start + rules.programme_months:
        outcome.left_if_on |= outcome.eligible & (luck < _chance(seen + rules.programme))
        outcome.left_if_off |= outcome.eligible & (luck < _chance(seen))


def _chance(odds: Floats) -> Floats:
    return np.asarray(1.0 / (1.0 + np.exp(-odds)), dtype=np.float64)


def _as_seen(
    who: Population, state: _State, index: int, present: Flags, on: Flags, draw: np.random.Generator
) -> MonthState:
    count = len(who)
    revenue = state.history[-1]
    past = state.history[0]
    with np.errstate(divide="ignore", invalid="ignore"):
        growth = np.round(revenue / past - 1.0, 4)
    young = index - who.opened < 12
    part = 1.0 - np.exp(-0.13 * state.products * draw.uniform(0.75, 1.25, count))
    numbers = who.employees * np.clip(0.15 + 0.75 * (1 - state.share), 0.05, 1.0) * 0.8
    visited = draw.random(count) < np.where(who.large, 0.55, 0.22)
    state.stale = np.where(visited, draw.integers(0, 27, count), state.stale)
    return MonthState(
        index=index,
        present=present,
        revenue=revenue,
        growth=np.where(young | ~np.isfinite(growth), np.nan, growth),
        ict_products=state.products,
        ict_revenue=np.round(revenue * part * 0.95, 2),
        subscribers=np.maximum(1, numbers * np.exp(0.5 * np.minimum(state.level, 0))).astype(np.int64),
        competitor_share=np.round(state.share, 4),
        complaints=state.complaints[-1],
        arrears=state.arrears,
        contract_left=state.contract_left,
        on_programme=on,
        updated=np.minimum(state.stale, (index - who.opened) * 28),
    )
