"""The replay against scoring month after month, and its measures against counting in plain Python."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tierline
from tests.strategies import Drawn, drawn
from tests.tiering import tables
from tests.tiering.test_against_naive import PLAIN, override_table
from tierline.errors import BadInputError, UsageError
from tierline.policy.resolved import Hysteresis
from tierline.simulate.calm import flaps, lags
from tierline.simulate.replay import StoredMonth, replay, run_months
from tierline.simulate.replay import settings as grid
from tierline.tables.registry import arrow_schema

MONTHS = ("2026-07", "2026-08", "2026-09", "2026-10", "2026-11")
Series = list[int | None]

series = st.lists(st.one_of(st.integers(0, 3), st.integers(0, 3), st.none()), min_size=6, max_size=6)


@pytest.fixture(scope="module")
def policy_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Drawn], Path]:
    path = tmp_path_factory.mktemp("drawn") / "policy.toml"

    def write(given: Drawn) -> Path:
        path.write_text(given.toml, encoding="utf-8")
        return path

    return write


@given(drawn=drawn(), data=st.data())
@settings(max_examples=40)
def test_a_replay_is_scoring_month_after_month(
    policy_file: Callable[[Drawn], Path], drawn: Drawn, data: st.DataObject
) -> None:
    path = policy_file(drawn)
    slow = Hysteresis(
        data.draw(st.booleans()), data.draw(st.integers(1, 4)), data.draw(st.sampled_from([None, 0, 500]))
    )
    months, wanted = [], []
    previous = None
    for month in MONTHS:
        here = [row for row in drawn.rows if data.draw(st.sampled_from([True, True, False]))]
        values = data.draw(st.permutations(drawn.rows)) if drawn.rows else []
        rows = [{**value, "account_id": row["account_id"]} for row, value in zip(here, values, strict=False)]
        policy = replace(tierline.load_policy(path, month), hysteresis=slow)
        months.append(StoredMonth(tables.arrow(rows, PLAIN), policy, override_table(drawn)))
        previous = tierline.score(months[-1].accounts, policy, previous, months[-1].overrides)
        wanted.append(
            dict(zip(*(previous[name].to_pylist() for name in ("account_id", "tier")), strict=True))
        )
    found = run_months(months, slow)
    everyone = list(dict.fromkeys(name for tiers in wanted for name in tiers))
    names = (*months[0].policy.tier_ids, None)
    for month, tiers in enumerate(wanted):
        assert [names[rank] for rank in found.final[month]] == [tiers.get(name) for name in everyone]


def as_array(columns: list[Series]) -> Any:
    found = np.array([[-1 if tier is None else tier for tier in column] for column in columns], np.int8)
    return np.ascontiguousarray(found.T) if columns else np.empty((6, 0), np.int8)


@given(columns=st.lists(series, max_size=8), back=st.integers(1, 4), data=st.data())
@settings(max_examples=200)
def test_flaps(columns: list[Series], back: int, data: st.DataObject) -> None:
    by_hand = [[data.draw(st.sampled_from([False] * 5 + [True])) for _tier in column] for column in columns]
    wanted = [0, 0, 0]
    for column, forced in zip(columns, by_hand, strict=True):
        seen = [None if hand else tier for tier, hand in zip(column, forced, strict=True)]
        for month in range(1, len(seen) - back):
            old, new = seen[month - 1], seen[month]
            if old is None or new is None:
                continue
            wanted[1] += 1
            wanted[0] += old != new
            ahead = seen[month + 1 : month + 1 + back]
            ahead = ahead[: ahead.index(None)] if None in ahead else ahead
            wanted[2] += old != new and old in ahead
    hands = np.array(by_hand, np.bool_).T if columns else np.empty((6, 0), np.bool_)
    assert flaps(as_array(columns), hands, back) == tuple(wanted)


def runs(column: Series, forced: list[bool]) -> list[list[int]]:
    """Return the stretches of months in which the account is there and no override is in force."""
    found: list[list[int]] = [[]]
    for month, (tier, hand) in enumerate(zip(column, forced, strict=True)):
        if tier is None or hand:
            found.append([])
        else:
            found[-1].append(month)
    return found


@given(columns=st.lists(series, max_size=8), data=st.data())
@settings(max_examples=200)
def test_lags(columns: list[Series], data: st.DataObject) -> None:
    """The final tier is the one due or a better one."""
    final = [
        [None if tier is None else data.draw(st.integers(0, tier)) for tier in column] for column in columns
    ]
    by_hand = [[data.draw(st.sampled_from([False] * 5 + [True])) for _tier in column] for column in columns]
    falls = pending = waited = 0
    for due, given_tiers, forced in zip(columns, final, by_hand, strict=True):
        for run in runs(due, forced):
            for place in range(1, len(run)):
                ahead = [due[month] for month in run[place:]]
                old = due[run[place - 1]]
                if any(tier <= old for tier in ahead):
                    continue
                falls += 1
                behind = [given_tiers[month] < min(ahead) for month in run[place:]]
                followed = behind.index(False) if False in behind else None
                pending += followed is None
                waited += len(behind) if followed is None else followed
    hands = np.array(by_hand, np.bool_).T if columns else np.empty((6, 0), np.bool_)
    assert lags(as_array(columns), as_array(final), hands) == (falls, pending, waited)


# --- by hand -----------------------------------------------------------------------------------------


def stored(revenue: dict[str, list[float | None]]) -> list[StoredMonth]:
    """Return months of accounts scored by revenue alone, so that a score can be set at will."""
    months = []
    for place, month in enumerate(MONTHS):
        rows = [
            {"account_id": name, "monthly_revenue": values[place]}
            for name, values in revenue.items()
            if values[place] is not None
        ]
        policy = tierline.load_policy("xinjiang-2008", month)
        only = replace(
            next(each for each in policy.indicators if each.id == "monthly_revenue"), weight=10_000
        )
        accounts = pa.Table.from_pylist(rows, schema=arrow_schema("accounts"))
        months.append(StoredMonth(accounts, replace(policy, indicators=(only,), rules=())))
    return months


def test_hysteresis_buys_calm_with_delay() -> None:
    high, low = 6000.0, 2500.0  # 60 and 40 points: two tiers, their line at 50
    months = stored(
        {
            "flapping": [high, low, high, low, high],
            "falling": [high, low, low, low, low],
            "steady": [high] * 5,
            "leaving": [high, low, None, None, None],
        }
    )
    rows = replay(months, grid([1, 2, 3], [None]), back_within=1).to_pylist()
    assert [(row["months"], row["judged"], row["moves"], row["flaps"]) for row in rows] == [
        (1, 10, 5, 3),
        (2, 10, 1, 0),
        (3, 10, 1, 0),
    ]
    assert [(row["falls"], row["pending"], row["lag_months"], row["kept"]) for row in rows] == [
        (2, 0, 0, 0),
        (2, 1, 2, 4),
        (2, 1, 3, 5),
    ]
    assert [row["mean_lag"] for row in rows] == [0, 1, 1.5]
    assert rows[0]["flap_rate"] == 0.3


def test_the_buffer_lets_a_deep_fall_through() -> None:
    months = stored({"falling": [6000.0, 2500.0, 2500.0, 2500.0, 2500.0]})
    wide, narrow = replay(months, grid([3], [2000, 500])).to_pylist()
    assert (wide["lag_months"], narrow["lag_months"]) == (2, 0)


def test_nothing_to_judge_is_no_rate() -> None:
    row = replay(stored({}), [Hysteresis(True, 2, 500)]).to_pylist()[0]
    assert (row["judged"], row["flap_rate"], row["mean_lag"]) == (0, None, None)
    assert replay(stored({}), []).num_rows == 0


def test_replays_that_cannot_be() -> None:
    months = stored({"one": [1.0] * 5})
    other = replace(months[-1], policy=tierline.load_policy("generic-abcd", "2026-11"))
    twice = replace(months[-1], accounts=pa.concat_tables([months[-1].accounts] * 2))
    slow = [Hysteresis(True, 2, 500)]
    for kind, given_months, back, word in (
        (UsageError, months[:3], 2, "4 closed months"),
        (UsageError, months, 0, "at least 1"),
        (BadInputError, [*months[:-1], other], 1, "schemes"),
        (BadInputError, [*months[:-1], twice], 1, "one"),
    ):
        with pytest.raises(kind) as error:
            replay(given_months, slow, back)
        assert word in error.value.render("en")
        assert error.value.render("zh") != error.value.render("en")
