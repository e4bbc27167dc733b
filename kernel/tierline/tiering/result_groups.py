"""Gathers graded batches into row groups and encodes them."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from dataclasses import dataclass

from tierline.policy.resolved import Policy
from tierline.tiering import row_groups
from tierline.tiering.parquet_chunk import Chunk, names, small_numbers, texts
from tierline.tiering.parquet_footer import TEXT
from tierline.tiering.reasons import REASONS
from tierline.tiering.row_groups import Stretch
from tierline.tiering.score import RESULT_COLUMNS, Graded
from tierline.tiering.taken_over import sealed

_BITS = {"score": 16, "months_below": 8}
COLUMNS = {name: _BITS.get(name, TEXT) for name in RESULT_COLUMNS}


@dataclass(frozen=True)
class GradedBatch:
    """A graded batch; ``stretch`` is what it was read from if its account numbers are still as stored."""

    graded: Graded
    stretch: Stretch | None

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return len(self.graded.account_id)


Group = list[GradedBatch]


def gathered(batches: Generator[GradedBatch, None, None]) -> Generator[Group, None, None]:
    """Yield batches that become one row group: those of a stretch to take over, or about 2**20 rows."""
    waiting: Group = []
    rows = 0
    with closing(batches):
        for batch in batches:
            if waiting and (_taken_over(batch) is not _taken_over(waiting[-1])):
                yield waiting
                waiting, rows = [], 0
            waiting.append(batch)
            rows += batch.rows
            stored = _taken_over(batch)
            if rows >= (stored.rows if stored else row_groups.GROUP_ROWS):
                yield waiting
                waiting, rows = [], 0
        if waiting:
            yield waiting


def encoded(group: Group, policy: Policy) -> dict[str, Chunk]:
    """Return the column chunks of one row group by name."""
    tiers, rules = policy.tier_ids, [rule.id for rule in policy.rules]
    outcomes = [batch.graded.outcome for batch in group]
    return {
        "account_id": _accounts(group),
        "score": small_numbers([out.score for out in outcomes]),
        "tier_by_score": names([out.by_score for out in outcomes], tiers),
        "floor": names([out.floor for out in outcomes], tiers),
        "tier": names([out.tier for out in outcomes], tiers),
        "reason": names([out.reason for out in outcomes], REASONS),
        "cap": names([out.cap for out in outcomes], tiers),
        "rule": names([out.rule for out in outcomes], rules),
        "months_below": small_numbers([out.below for out in outcomes]),
    }


def _taken_over(batch: GradedBatch) -> Chunk | None:
    return batch.stretch.stored if batch.stretch else None


def _accounts(group: Group) -> Chunk:
    stored = _taken_over(group[0])
    if stored and stored.rows == sum(batch.rows for batch in group):
        whole = sealed(stored)
        if whole:
            return whole
    return texts([batch.graded.account_id for batch in group])
