"""The whole pass beside peers: ten banded columns, floors, a cap, hysteresis and the reason."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa

from tierline.bench.reading import beside_reading
from tierline.bench.scoring import SEED, eight_bands, make_table
from tierline.bench.timing import Line, best_time
from tierline.compiled.layout import NONE, Before
from tierline.policy.conditions import Atom
from tierline.policy.resolved import Hysteresis, Policy, Rule
from tierline.tiering.room import empty_outcome
from tierline.tiering.score import policy_view, run_pass

WEIGHT = 1_000  # basis points: ten columns share alike
# effect, rank of the tier from the top, and what makes the rule true
RULES: tuple[tuple[str, int, tuple[Atom, ...]], ...] = (
    ("floor", 0, (Atom("employees", ">=", 2000),)),
    ("floor", 1, (Atom("annual_sales", ">=", 20_000_000), Atom("ict_revenue", ">=", 2000))),
    ("floor", 2, (Atom("subscribers", ">=", 500),)),
    ("cap", 3, (Atom("competitor_share", ">", 0.75),)),
)


class Given(NamedTuple):
    """Accounts, policy and what the month before leaves behind."""

    table: pa.Table  # account_id and the policy's columns, float64
    policy: Policy
    held: Any  # int8[rows]: rank of last month's tier, NONE for a new account
    below: Any  # int8[rows]: months below it


def ten_bands() -> Policy:
    """Return the policy that is timed: ten columns of six bands, three floors, a cap, two months' grace."""
    eight = eight_bands()
    last = eight.indicators[-1]
    more = [replace(last, id=column, column=column) for column in ("computers", "orders")]
    rules = tuple(
        Rule(f"rule_{place}", effect, tier, last.title, "XJ-4", "default", (frozenset(atoms),))
        for place, (effect, tier, atoms) in enumerate(RULES)
    )
    return replace(
        eight,
        indicators=tuple(replace(each, weight=WEIGHT) for each in (*eight.indicators, *more)),
        rules=rules,
        hysteresis=Hysteresis(enabled=True, months=3, buffer=500),
    )


def make_given(rows: int) -> Given:
    """Return ``rows`` accounts; one in eight is new."""
    policy = ten_bands()
    random = np.random.default_rng(SEED + 1)
    held = random.integers(0, len(policy.tiers), rows).astype(np.int8)
    held[random.random(rows) < 1 / 8] = NONE
    return Given(make_table(rows, policy), policy, held, random.integers(0, 3, rows).astype(np.int8))


def ours(given: Given) -> Any:
    """Prepare the compiled pass: as for the peers, finding the columns is not timed, making room is."""
    policy = given.policy
    views = [policy_view(given.table, column, policy) for column in policy.columns]
    before = Before(given.held, given.below, np.empty(0, np.int8))

    def run() -> tuple[Any, Any, Any]:
        out = empty_outcome(given.table.num_rows)
        run_pass(views, policy, before, out)
        return out.score, out.tier, out.reason

    return run


def bench_score(rows: int) -> Line:
    """Compare the whole pass on ``rows`` accounts.

    Returns
    -------
    Line
        ``equal`` is whether every peer gave the same scores, final tiers and reasons on all rows.
    """
    from tierline.bench.whole_pass_peers import PEERS

    given = make_given(rows)
    run = ours(given)
    own = run()
    equal = True
    taken: dict[str, float] = {}
    absent: list[str] = []
    for name, prepare in PEERS.items():
        if find_spec(name.split()[0]) is None:
            absent.append(name)
            continue
        theirs = prepare(given)
        equal = equal and all(np.array_equal(a, b) for a, b in zip(own, theirs(), strict=True))
        taken[name] = best_time(theirs, rounds=3)
    # what the pass reads: the indicators, and last month's tier and months below
    indicators = [given.table[column].to_numpy() for column in given.policy.columns]
    own_s, bound_s, at_speeds = beside_reading(run, [*indicators, given.held, given.below])
    return Line(
        bench="score",
        rows=rows,
        ours_s=own_s,
        peers=taken,
        bound_s=bound_s,
        equal=equal,
        absent=absent,
        at_speeds=at_speeds,
    )
