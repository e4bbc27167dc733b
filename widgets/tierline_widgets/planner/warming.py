"""What a planner's page needs and no customer's row is needed for: done before there is a visitor."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa

from tierline.service.standards import hours_per_tier
from tierline.simulate.impact import impact, impact_measures
from tierline.simulate.index import Countable
from tierline.simulate.migration import migrate
from tierline.store.scenario import scenarios
from tierline.tables.invented import invented_account
from tierline.tables.registry import empty_table
from tierline.tiering.prepared import Prepared
from tierline.tiering.reasons import REASONS
from tierline_widgets.ruler import Ruler

if TYPE_CHECKING:
    from tierline.policy.resolved import Policy
    from tierline.store.workspace import Workspace


def warm_up(workspace: Workspace, policy: Policy) -> int:
    """Load programs and machine code by reckoning with one invented account; returns how many were counted.

    Parameters
    ----------
    workspace : Workspace
        Its scenarios are listed, so that the records are open; no table of a month is read.
    policy : Policy
        What a visitor will most likely ask for.
    """
    scenarios(workspace)
    accounts = invented_account()
    previous = pa.table(
        {
            "account_id": ["0"],
            "tier": policy.tier_ids[-1:],
            "reason": REASONS[:1],
            "months_below": pa.array([0], pa.int8()),
        }
    )
    graded = Prepared(accounts, previous, empty_table("overrides")).grade(policy)
    index = Countable(graded, policy, impact_measures(accounts, policy), graded.outcome.tier).index()
    hours = hours_per_tier(policy)
    ruler = Ruler()
    ruler.show(index, tiers=policy.tiers, hours=hours or ())
    ruler.framed()
    ruler.close()
    migrate(accounts, graded, graded, (policy, policy), hours)
    return impact(index.preview(index.lines), policy).whole.after.accounts
