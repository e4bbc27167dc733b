"""Scores a table of accounts and assigns tiers: checks, casts, one compiled pass, names for the result."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from tierline.compiled import layout as kernel
from tierline.compiled.score import grade
from tierline.errors import BadInputError, UsageError
from tierline.messages import N_
from tierline.policy.resolved import Policy
from tierline.tables.registry import table_spec
from tierline.threads import in_shares
from tierline.tiering.arrays import condition_arrays, indicator_arrays, line_arrays
from tierline.tiering.called import Called
from tierline.tiering.columns import (
    FLAG_CODES,
    Table,
    View,
    code_view,
    column_names,
    lay_out,
    number_view,
    row_count,
    text_column,
)
from tierline.tiering.frames import is_frame
from tierline.tiering.narrow import refuse_narrow
from tierline.tiering.plain_arrays import number_array, word_array
from tierline.tiering.reasons import REASONS
from tierline.tiering.room import empty_outcome
from tierline.tiering.state import state_before

RESULT_COLUMNS = (
    "account_id",
    "score",
    "tier_by_score",
    "floor",
    "tier",
    "reason",
    "cap",
    "rule",
    "months_below",
)
LEAST_ROWS = 65_536  # fewer rows are done sooner than a thread is woken
LINE = 64  # rows whose narrowest column fills a line of memory: no two threads write to one
_CODED = ("code", "text", "flag")


@dataclass(frozen=True)
class Graded:
    """The arrays of one pass; tiers are ranks from the top, points int16[rows, indicators] or empty."""

    account_id: pa.Array
    outcome: kernel.Outcome
    before: kernel.Before

    def to_table(self, policy: Policy, *, encoded: bool = False) -> pa.Table:
        """Return the result, one row an account, in the order of the input.

        Names are text; ``encoded`` leaves them as dictionaries, which a Parquet writer needs less time for.
        """

        def named(names: Sequence[str], ranks: Any) -> pa.Array:
            found = _names(word_array(names), ranks)
            return found if encoded else found.cast(pa.string())

        out = self.outcome
        tiers, rules = policy.tier_ids, [rule.id for rule in policy.rules]
        columns = {
            "account_id": self.account_id,
            "score": number_array(out.score),
            "tier_by_score": named(tiers, out.by_score),
            "floor": named(tiers, out.floor),
            "tier": named(tiers, out.tier),
            "reason": named(REASONS, out.reason),
            "cap": named(tiers, out.cap),
            "rule": named(rules, out.rule),
            "months_below": number_array(out.below),
        }
        return pa.table({name: columns[name] for name in RESULT_COLUMNS})


def score(table: Table, policy: Policy, previous: Table | None = None, overrides: Table | None = None) -> Any:
    """Score accounts and assign their tiers.

    Parameters
    ----------
    table : pyarrow.Table, pandas.DataFrame or mapping of str to arrays
        One row an account: account_id and the columns that the policy reads (``policy.columns``).
        Numbers may be float32/64 or integers; null and NaN are both missing. Read in place, and
        taken at their word: see Notes.
    policy : Policy
        From ``load_policy``; its month decides which overrides are in force.
    previous : table, optional
        Last month's result (account_id, tier, reason, months_below), for hysteresis. Reason and
        months below may be left out as columns, not as values.
    overrides : table, optional
        account_id, tier, from_date, expires_on.

    Returns
    -------
    pyarrow.Table or pandas.DataFrame
        As the input (a DataFrame for a mapping), rows in the same order: account_id, score (int16,
        hundredths), tier_by_score, floor, tier, reason ("score", "floor", "cap", "hysteresis",
        "override": the last step that changed the tier), cap, rule (id of the floor or cap that is
        the reason), months_below (int8).

    Raises
    ------
    BadInputError
        A column is absent or of the wrong kind, a tier or reason is unknown, or a value of ``previous``
        is missing.

    Notes
    -----
    Source: rulebook XJ-1, XJ-3, XJ-4, XJ-5, VIP-10; Readings, Tiering. The same bits on any number
    of threads, with and without compilation.

    The values of ``table`` are not checked: an id that stands twice is scored in each of its rows, and
    infinite, negative or impossible numbers get the points of the band they fall into. Intake refuses
    them (``read_table``, ``score_parquet``, ``tierline score`` with every engine): ids that are missing
    or stand twice, required columns without a value, numbers that are infinite, NaN in a file or
    outside the registry's limits, unknown codes, dates after the month.
    """
    result = grade_table(table, policy, previous, overrides).to_table(policy)
    if isinstance(table, pa.Table):
        return result
    frame = result.to_pandas()
    if is_frame(table):
        frame.index = table.index
    return frame


def grade_table(
    table: Table,
    policy: Policy,
    previous: Table | None = None,
    overrides: Table | None = None,
    *,
    points: bool = False,
    names: Called = Called(),  # noqa: B008  (it never changes)
) -> Graded:
    """Run the compiled pass; with ``points`` also keep each indicator's points (NONE = left out).

    ``names`` is what messages call ``previous`` and ``overrides``.
    """
    check_columns(column_names(table), policy)
    accounts = text_column(table, "account_id")
    views = [policy_view(table, column, policy) for column in policy.columns]
    out = empty_outcome(row_count(table), len(policy.indicators) if points else 0)
    before = state_before(accounts, policy, previous, overrides, names)
    run_pass(views, policy, before, out)
    return Graded(accounts, out, before)


def check_columns(names: Collection[str], policy: Policy) -> None:
    """Refuse what is no policy, and a table without a column that the policy reads."""
    if not isinstance(policy, Policy):
        raise UsageError(
            N_("score needs a policy from load_policy(id, month), not {given}. Load it first."),
            given=repr(policy),
        )
    for column in ("account_id", *policy.columns):
        if column not in names:
            raise BadInputError(
                N_(
                    "The policy {policy} reads the column '{column}', but the table has none. Add the column."
                ),
                policy=policy.id,
                column=column,
            )


def run_pass(views: Sequence[View], policy: Policy, before: kernel.Before, out: kernel.Outcome) -> None:
    """Grade the rows of ``views`` (one for each of ``policy.columns``) into ``out``, on all threads."""
    dictionaries = [view.dictionary for view in views]
    arrays = (
        lay_out(views),
        indicator_arrays(policy, dictionaries),
        condition_arrays(policy, dictionaries),
        line_arrays(policy),
        before,
        out,
    )
    grade_rows(len(out.score), arrays)


def grade_rows(rows: int, arrays: tuple[Any, ...]) -> None:
    """Run the pass over all rows, shared among threads along whole lines of memory."""

    def work(first: int, last: int) -> None:
        grade(first * LINE, min(last * LINE, rows), *arrays)

    in_shares(-(-rows // LINE), work, LEAST_ROWS // LINE)


def policy_view(table: Table, column: str, policy: Policy) -> View:
    """Return one of the policy's columns where it lies, with a dictionary if it holds codes or flags."""
    dtype = table_spec(policy.subject).column(column).dtype
    if dtype not in _CODED:
        view = number_view(table, column, date=dtype == "date")
        if view.kind == kernel.FLOAT32:
            refuse_narrow(policy, column)
        return view
    view = code_view(table, column, flag=dtype == "flag")
    odd = [code for code in view.dictionary or () if code is not None and code not in FLAG_CODES]
    if dtype == "flag" and odd:
        raise BadInputError(
            N_("Column {column} holds '{value}', but true or false is needed. Convert the column first."),
            column=column,
            value=odd[0],
        )
    return view


def _names(names: pa.Array, ranks: Any) -> pa.Array:
    """Turn ranks into names; NONE becomes null."""
    indices = number_array(ranks, ranks < 0)
    return pa.DictionaryArray.from_arrays(indices, names)
