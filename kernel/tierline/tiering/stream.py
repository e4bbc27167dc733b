"""Scores Parquet to Parquet in memory that does not grow with the rows: read, grade and write at once.

One thread decodes, a few batches ahead; a thread for each processor checks, grades and encodes whatever
batch comes next, in compiled code without the interpreter's lock; results are written in the order of
the rows. Only last month's result, if given, is held whole, as a look-up (see ``carried``).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from tierline.accelerate import thread_count
from tierline.compiled import layout as kernel
from tierline.compiled.score import grade
from tierline.messages import Message
from tierline.policy.resolved import Policy
from tierline.store.results_file import CARRIED_IF_KEPT, read_results, results_spec
from tierline.tables.check import last_day
from tierline.tables.headers import read_mapping
from tierline.tables.read import read_table
from tierline.tables.registry import table_spec
from tierline.tiering.arrays import condition_arrays, indicator_arrays, line_arrays
from tierline.tiering.called import Called, called
from tierline.tiering.carried import Carried
from tierline.tiering.columns import lay_out, text_column
from tierline.tiering.in_order import in_order
from tierline.tiering.narrow import refuse_narrow_file
from tierline.tiering.result_groups import COLUMNS, GradedBatch, encoded, gathered
from tierline.tiering.room import empty_outcome
from tierline.tiering.score import Graded, policy_view
from tierline.tiering.state import state_before
from tierline.tiering.stream_read import ParquetStream, ReadBatch
from tierline.tiering.stream_write import write_stream
from tierline.tiering.unheld import unheld

_NOT_HELD = np.empty(0, np.int8)
_KEPT = 64  # sets of dictionaries whose arrays are kept


def can_stream(source: str | Path, target: str | Path) -> bool:
    """Return whether both are Parquet: a file or a folder of files to one file."""
    source = Path(source)
    return Path(target).suffix.lower() == ".parquet" and (
        source.suffix.lower() == ".parquet" or source.is_dir()
    )


def score_parquet(
    source: str | Path,
    target: str | Path,
    policy: Policy,
    *,
    previous: str | Path | None = None,
    overrides: str | Path | None = None,
    mapping: Path | None = None,
    notices: list[Message] | None = None,
) -> int:
    """Score the accounts of a Parquet file or folder into a Parquet file.

    Parameters
    ----------
    source, target : path
        Only the key, the required columns and those that the policy reads are read and checked.
    policy : Policy
        From ``load_policy``; dates after its month are refused.
    previous : path, optional
        Last month's result; held in memory as a look-up, all else is not.
    overrides : path, optional
        Tiers set by hand.
    mapping : Path, optional
        TOML file that names the headers.
    notices : list of Message, optional
        Columns that are left out, and indicators without a single value, are told here.

    Returns
    -------
    int
        Rows written, in the order of ``source``: the values that ``tierline.score`` gives.

    Raises
    ------
    BadInputError
        A file is damaged, lacks a column, or holds what intake would refuse; nothing is written.
    """
    refuse_narrow_file(policy, Path(source))
    target = Path(target)
    scratch = target.parent
    forced = read_table(overrides, "overrides") if overrides else None
    accounts = ParquetStream(
        Path(source),
        table_spec(policy.subject),
        policy.columns,
        scratch,
        last_day(policy.month),
        read_mapping(mapping),
        copies_key=True,
    )
    if notices is not None:
        notices.extend(accounts.notices)
    with ThreadPoolExecutor(thread_count()) as pool:
        names = called(previous, overrides)
        before = _carried(Path(previous), policy, scratch, pool, names.previous) if previous else None
        grader = _Grader(policy, before, forced, names)
        groups = gathered(in_order(pool, grader.grade, accounts.batches(pool)))
        with closing(in_order(pool, lambda group: encoded(group, policy), groups)) as results:
            rows = write_stream(COLUMNS, results, target)
    if notices is not None:
        notices.extend(unheld(Path(source).name, accounts.without_value, policy))
    return rows


def _carried(path: Path, policy: Policy, scratch: Path, pool: ThreadPoolExecutor, name: Message) -> Carried:
    if path.suffix.lower() != ".parquet" and not path.is_dir():
        return Carried(read_results(path).to_batches(), policy, name)
    stream = ParquetStream(path, results_spec(), (), scratch, optional=CARRIED_IF_KEPT)
    with closing(stream.batches(pool)) as batches:
        return Carried((batch.rows for batch in batches), policy, name)


class _Grader:
    """Grades batches; the policy's arrays are made once for each set of dictionaries."""

    def __init__(
        self, policy: Policy, carried: Carried | None, forced: pa.Table | None, names: Called
    ) -> None:
        self._policy = policy
        self._carried = carried
        self._forced = forced
        self._names = names
        self._arrays: dict[tuple[Any, ...], tuple[Any, Any, Any]] = {}

    def grade(self, batch: ReadBatch) -> GradedBatch:
        """Return the result of one batch."""
        policy, table = self._policy, pa.Table.from_batches([batch.rows])
        accounts = text_column(table, "account_id")
        views = [policy_view(table, column, policy) for column in policy.columns]
        out = empty_outcome(table.num_rows)
        before = self._before(accounts)
        arrays = self._of(tuple(view.dictionary for view in views))
        grade(0, table.num_rows, lay_out(views), *arrays, before, out)
        return GradedBatch(Graded(accounts, out, before), batch.stretch if batch.key_as_stored else None)

    def _of(self, dictionaries: tuple[Any, ...]) -> tuple[Any, Any, Any]:
        arrays = self._arrays.get(dictionaries)
        if arrays is None:
            if len(self._arrays) >= _KEPT:
                self._arrays.clear()
            policy = self._policy
            arrays = self._arrays[dictionaries] = (
                indicator_arrays(policy, dictionaries),
                condition_arrays(policy, dictionaries),
                line_arrays(policy),
            )
        return arrays

    def _before(self, accounts: pa.Array) -> kernel.Before:
        forced = state_before(accounts, self._policy, None, self._forced, self._names).override
        if self._carried is None:
            return kernel.Before(_NOT_HELD, _NOT_HELD, forced)
        return kernel.Before(*self._carried.of(accounts), forced)
