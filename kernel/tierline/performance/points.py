"""Points of every manager's month from figures and events in any order, in one compiled run.

Source: rulebook LY-12, LY-13, LY-14; Readings, Points.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
import numpy.typing as npt

from tierline.compiled import ledger as kernel
from tierline.compiled.statements import ABSENT, HELD, LEFT_OUT, SETTLED, Statements, settle_buckets
from tierline.errors import BadInputError, UsageError
from tierline.messages import N_
from tierline.performance.scheme import Scheme
from tierline.threads import in_shares

__all__ = ["ABSENT", "HELD", "LEFT_OUT", "NONE", "SETTLED", "Events", "Figures", "Statements", "points"]

NONE = kernel.NONE
LEAST_ROWS = 65_536
MOST_ROWS = 2**31 - 1
_CELLS = 2**16  # sums that fit the second-level cache
_TYPES = {"manager": np.int32, "month": np.int16, "indicator": np.int16}


@dataclass(frozen=True)
class Figures:
    """What was done and what was asked, one or more rows a manager, month and indicator; they add up.

    Parameters
    ----------
    manager, month, indicator : array of int[rows]
        Codes from 0.
    actual, target : array of int[rows]
        Whole numbers in the indicator's smallest unit (fen, or hundredths of a percent); NONE is
        missing. A row may hold only one of both.
    """

    manager: Any
    month: Any
    indicator: Any
    actual: Any
    target: Any


@dataclass(frozen=True)
class Events:
    """Bonuses and deductions.

    Parameters
    ----------
    manager, month : array of int[rows]
        Codes from 0.
    points : array of int[rows]
        Millionths of a point; above 0 a bonus, below 0 a deduction.
    """

    manager: Any
    month: Any
    points: Any


def points(
    figures: Figures,
    events: Events,
    scheme: Scheme,
    managers: int,
    months: int,
    *,
    lines: bool = False,
    threads: int | None = None,
) -> Statements:
    """Return the points of every manager's month.

    Parameters
    ----------
    figures : Figures
        At most 2 147 483 647 rows; the largest magnitude times the number of rows stays below 2 ** 61.
    events : Events
        Likewise.
    scheme : Scheme
        Weights, kinds, outcomes and caps.
    managers, months : int
        How many there are; the result has managers x months statements, months together.
    lines : bool
        Also keep the points of each indicator and category.
    threads : int, optional
        At most this many; the result has the same bits for any number and any order of rows.

    Returns
    -------
    Statements
        ``state`` int8 (SETTLED, HELD for a missing value that holds the statement, ABSENT where nothing
        is known of the month), ``total`` int32 in hundredths, rounded half up once; ``base``, ``bonus``
        and ``deduction`` int32 in millionths after their caps; LEFT_OUT (-1) where not settled.
        ``lines`` int32[statements, indicators] in millionths, LEFT_OUT where skipped or held, before a
        skipped indicator's weight is spread over its category; ``categories`` int32[statements,
        categories] after it, rounded half up to a millionth. Both have no rows without ``lines``.

    Raises
    ------
    BadInputError
        A code that does not exist or a value beyond the range: row and value are named.
    UsageError
        Columns of different lengths.
    """
    if managers < 1 or not 0 < months <= np.iinfo(np.int16).max:
        raise UsageError(N_("There must be at least one manager and 1 to 32 767 months."))
    tables = (_columns(figures, "figures"), _columns(events, "events"))
    shape = _shape(managers, months, len(scheme.indicators))
    cells, values, starts = _deal(tables, shape, threads)
    out = _empty(managers * months, scheme, lines)
    terms = scheme.terms()

    def settle(first: int, last: int) -> None:
        settle_buckets(first, last, shape, starts, cells, values, terms, out)

    in_shares(len(starts) - 1, settle, 1, threads)
    return out


def _columns(table: Figures | Events, name: str) -> list[Any]:
    """Return a table's columns as contiguous whole numbers, copied only where their type differs."""
    columns = []
    for field in fields(table):
        given = np.asarray(getattr(table, field.name))
        wanted: Any = _TYPES.get(field.name, np.int64)
        if given.ndim != 1 or (given.dtype.kind not in "iu" and len(given)):
            raise BadInputError(
                N_("{table}: '{column}' must be one column of whole numbers, not {kind}."),
                table=name,
                column=field.name,
                kind=given.dtype,
            )
        if len(given) and given.dtype != wanted and not np.can_cast(given.dtype, wanted):
            limits = np.iinfo(wanted)
            if int(given.min()) < limits.min or int(given.max()) > limits.max:
                raise BadInputError(
                    N_("{table}: '{column}' holds numbers beyond {bits} bits. Use codes from 0."),
                    table=name,
                    column=field.name,
                    bits=limits.bits,
                )
        columns.append(np.ascontiguousarray(given, wanted))
    lengths = {len(column) for column in columns}
    if len(lengths) > 1 or max(lengths) > MOST_ROWS:
        raise UsageError(
            N_("{table}: the columns must be of one length, at most {most}."), table=name, most=MOST_ROWS
        )
    return columns


def _shape(managers: int, months: int, indicators: int) -> kernel.Shape:
    fitting = _CELLS // (months * (indicators + 1))
    return kernel.Shape(managers, months, indicators, shift=max(fitting, 1).bit_length() - 1)


def _deal(
    tables: tuple[list[Any], list[Any]], shape: kernel.Shape, threads: int | None
) -> tuple[Any, Any, npt.NDArray[np.int64]]:
    """Return cells and values of all rows, dealt into buckets, and where each bucket starts."""
    buckets = ((shape.managers - 1) >> shape.shift) + 1
    rows = [len(columns[0]) for columns in tables]
    parts: list[tuple[int, int, npt.NDArray[np.int64]]] = []
    for table, columns in enumerate(tables):

        def count(first: int, last: int, table: int = table, columns: list[Any] = columns) -> Any:
            counts = np.zeros(buckets, np.int64)
            bad = kernel.count_rows(first, last, columns[0].ctypes.data, rows[table], shape, counts)
            return (table, first, counts), bad

        counted = in_shares(rows[table], count, LEAST_ROWS, threads)
        _refuse(table, columns, [bad for _part, bad in counted])
        parts += [part for part, _bad in counted]
    counts = np.array([part[2] for part in parts])
    # bucket by bucket, and within a bucket part by part: no two parts write to the same place
    ends = np.cumsum(counts.T.ravel()).reshape(buckets, len(parts)).T
    places = {
        part[:2]: np.ascontiguousarray(end - own) for part, end, own in zip(parts, ends, counts, strict=True)
    }
    starts = np.concatenate(([0], ends[-1]))
    cells, values = np.empty(sum(rows), np.int32), np.empty((sum(rows), 2), np.int64)
    works: tuple[Callable[..., tuple[int, int]], ...] = (kernel.deal_figures, kernel.deal_events)
    for table, columns in enumerate(tables):
        addresses = np.array([column.ctypes.data for column in columns], np.uint64)

        def deal(first: int, last: int, table: int = table, addresses: Any = addresses) -> tuple[int, int]:
            at = places[table, first]
            return works[table](first, last, addresses, rows[table], shape, at, cells, values)

        dealt = in_shares(rows[table], deal, LEAST_ROWS, threads)
        _refuse(table, columns, [bad for bad, _largest in dealt])
        _refuse_large(table, rows[table], max(largest for _bad, largest in dealt))
    return cells, values, starts


def _refuse(table: int, columns: list[Any], bad: list[int]) -> None:
    row = min((row for row in bad if row >= 0), default=None)
    if row is None:
        return
    names = [field.name for field in fields((Figures, Events)[table])]
    given = ", ".join(f"{name} {column[row]}" for name, column in zip(names, columns, strict=True))
    raise BadInputError(
        N_("{table}, row {row}: no such manager, month or indicator, or no points ({given}). Mend the row."),
        table=("figures", "events")[table],
        row=row,
        given=given,
    )


def _refuse_large(table: int, rows: int, largest: int) -> None:
    if largest * rows >= kernel.LARGEST:
        raise BadInputError(
            N_(
                "{table}: values up to {largest} in {rows} rows might not add up in 64 bits; allowed are "
                "{allowed} at most. Use a larger unit, or fewer rows at a time."
            ),
            table=("figures", "events")[table],
            largest=largest,
            rows=rows,
            allowed=(kernel.LARGEST - 1) // rows,
        )


def _empty(statements: int, scheme: Scheme, lines: bool) -> Statements:
    def column() -> npt.NDArray[np.int32]:
        return np.empty(statements, np.int32)

    kept = statements if lines else 0
    return Statements(
        state=np.empty(statements, np.int8),
        total=column(),
        base=column(),
        bonus=column(),
        deduction=column(),
        lines=np.empty((kept, len(scheme.indicators) if lines else 0), np.int32),
        categories=np.empty((kept, len(scheme.categories) if lines else 0), np.int32),
    )
