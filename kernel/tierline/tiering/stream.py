"""Scores Parquet to Parquet in memory that does not grow with the rows: read, grade and write at once.

Four threads work, each a few batches ahead of the next: decoding, intake's checks, grading in
compiled code without the interpreter's lock, encoding. Only last month's result, if given, is held
whole, as a look-up (see ``carried``).
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from tierline.compiled import layout as kernel
from tierline.compiled.score import grade
from tierline.policy.resolved import Policy
from tierline.store.results_file import read_results, results_spec
from tierline.tables.check import last_day
from tierline.tables.headers import read_mapping
from tierline.tables.read import read_table
from tierline.tables.registry import table_spec
from tierline.tiering.ahead import ahead
from tierline.tiering.arrays import condition_arrays, indicator_arrays, line_arrays
from tierline.tiering.carried import Carried
from tierline.tiering.columns import lay_out, text_column
from tierline.tiering.score import Graded, empty_outcome, policy_view
from tierline.tiering.state import state_before
from tierline.tiering.stream_read import ParquetStream
from tierline.tiering.stream_write import write_stream

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

    Returns
    -------
    int
        Rows written, in the order of ``source``: the values that ``tierline.score`` gives.

    Raises
    ------
    BadInputError
        A file is damaged, lacks a column, or holds what intake would refuse; nothing is written.
    """
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
    )
    before = _carried(Path(previous), policy, scratch) if previous else None
    grader = _Grader(policy, before, forced)
    results = ahead(grader.run(ahead(accounts.batches())))
    with closing(results):
        return write_stream(results, target)


def _carried(path: Path, policy: Policy, scratch: Path) -> Carried:
    if path.suffix.lower() != ".parquet" and not path.is_dir():
        return Carried(read_results(path).to_batches(), policy)
    stream = ParquetStream(path, results_spec(), (), scratch, optional=("reason", "months_below"))
    with closing(ahead(stream.batches())) as batches:
        return Carried(batches, policy)


class _Grader:
    """Grades batches; the policy's arrays are made once for each set of dictionaries."""

    def __init__(self, policy: Policy, carried: Carried | None, forced: pa.Table | None) -> None:
        self._policy = policy
        self._carried = carried
        self._forced = forced
        self._arrays: dict[tuple[Any, ...], tuple[Any, Any, Any]] = {}

    def run(self, batches: Generator[pa.RecordBatch, None, None]) -> Generator[pa.Table, None, None]:
        """Yield the result of each batch; one without rows when there is no batch."""
        empty = True
        with closing(batches):
            for batch in batches:
                yield self._grade(pa.Table.from_batches([batch]))
                empty = False
        if empty:
            columns = [each.name for each in table_spec(self._policy.subject).columns]
            yield self._grade(pa.table({name: pa.nulls(0) for name in columns}))

    def _grade(self, table: pa.Table) -> pa.Table:
        policy = self._policy
        accounts = text_column(table, "account_id")
        views = [policy_view(table, column, policy) for column in policy.columns]
        dictionaries = tuple(view.dictionary for view in views)
        if dictionaries not in self._arrays:
            if len(self._arrays) >= _KEPT:
                self._arrays.clear()
            self._arrays[dictionaries] = (
                indicator_arrays(policy, dictionaries),
                condition_arrays(policy, dictionaries),
                line_arrays(policy),
            )
        out = empty_outcome(table.num_rows)
        before = self._before(accounts)
        grade(0, table.num_rows, lay_out(views), *self._arrays[dictionaries], before, out)
        return Graded(accounts, out, before).to_table(policy, encoded=True)

    def _before(self, accounts: pa.Array) -> kernel.Before:
        forced = state_before(accounts, self._policy, None, self._forced).override
        if self._carried is None:
            return kernel.Before(_NOT_HELD, _NOT_HELD, forced)
        return kernel.Before(*self._carried.of(accounts), forced)
