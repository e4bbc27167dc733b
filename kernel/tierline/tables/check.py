"""The checks of one table, batch by batch: types, ranges, required cells, dates, references."""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.tables.cast import ColumnCast, valid
from tierline.tables.faults import Fault, Refusal, named
from tierline.tables.registry import ColumnSpec, TableSpec, table_spec
from tierline.tables.source import RawBatch

ROW = "__row"  # the row's number in the file, carried along until the table is finished
_MONTH = re.compile(r"^([0-9]{4})-(0[1-9]|1[0-2])$")


def last_day(month: str) -> datetime.date:
    """Return the last day of a month written YYYY-MM.

    Raises
    ------
    BadInputError
        The month is written otherwise.
    """
    found = _MONTH.match(month)
    if not found or not int(found[1]) >= 1900:
        raise BadInputError(N_("'{month}' is not a month. Write it like 2026-10."), month=month)
    year, number = int(found[1]), int(found[2])
    return datetime.date(year, number, calendar.monthrange(year, number)[1])


@dataclass(frozen=True)
class Checked:
    """One batch after the checks: ``accepted`` has the column ``ROW`` first."""

    accepted: pa.RecordBatch
    refused: list[Refusal]
    keys: pa.Array  # of every row that has one, refused or not


class TableCheck:
    """Checks the batches of one table.

    Parameters
    ----------
    spec : TableSpec
        The table.
    names : collection of str
        The columns that the file holds.
    month_end : date or None
        No date may lie after it, save where the registry allows it; None: not checked.
    known : mapping of table name to Array of its key
        Tables that references are checked against; a table that is not there is not asked.
    """

    def __init__(
        self,
        spec: TableSpec,
        names: Collection[str],
        month_end: datetime.date | None = None,
        known: Mapping[str, pa.Array] | None = None,
    ) -> None:
        self.spec = spec
        self.columns = tuple(column for column in spec.columns if column.name in names)
        self._order = {name: place for place, name in enumerate(spec.names)}
        self._month_end = month_end
        self._known = known or {}
        self._casts = {
            column.name: ColumnCast(column, column.name in spec.key or column.references is not None)
            for column in self.columns
        }

    def check(self, batch: RawBatch) -> Checked:
        """Cast and check one batch.

        Parameters
        ----------
        batch : RawBatch
            Rows as they stand in the file.

        Returns
        -------
        Checked
            Accepted rows in registry types, refused rows with all their faults.
        """
        faults: dict[int, list[Fault]] = {}
        for (index, name), (kind, value) in batch.marked.items():
            faults.setdefault(index, []).append(Fault(kind, self.spec.column(name), value))
        values: dict[str, pa.Array] = {}
        for column in self.columns:
            cast = self._casts[column.name].cast(batch.columns[column.name])
            values[column.name] = cast.values
            for index, fault in cast.faults:
                faults.setdefault(index, []).append(fault)
            self._check_column(column, cast.values, faults)
        for column in self.columns:
            if column.not_before in values:
                self._check_order(column, values, faults)
        return self._split(batch, values, faults)

    def _check_column(self, column: ColumnSpec, values: pa.Array, faults: dict[int, list[Fault]]) -> None:
        if column.never_empty and values.null_count:
            for index in np.flatnonzero(~valid(values)):
                if not any(fault.column is column for fault in faults.get(int(index), ())):
                    faults.setdefault(int(index), []).append(Fault("missing_required", column))
        if column.dtype == "date" and not column.future and self._month_end is not None:
            late = pc.greater(values, pa.scalar(self._month_end, pa.date32()))
            self._add(faults, late, "future_date", column, values, {"limit": self._month_end.isoformat()})
        if column.in_month and self._month_end is not None:
            first = self._month_end.replace(day=1)
            early = pc.less(values, pa.scalar(first, pa.date32()))
            self._add(faults, early, "past_date", column, values, {"limit": first.isoformat()})
        table = (column.references or "").partition(".")[0]
        if table in self._known:
            unknown = pc.and_(pc.invert(pc.is_in(values, self._known[table])), pc.is_valid(values))
            self._add(
                faults, unknown, "unknown_reference", column, values, {"table": named(table_spec(table))}
            )

    def _check_order(
        self, column: ColumnSpec, values: Mapping[str, pa.Array], faults: dict[int, list[Fault]]
    ) -> None:
        earlier = column.not_before or ""
        reversed_ = pc.fill_null(pc.less(values[column.name], values[earlier]), False)
        for index in np.flatnonzero(reversed_.to_numpy(zero_copy_only=False)):
            places = {"other": named(self.spec.column(earlier)), "limit": str(values[earlier][int(index)])}
            fault = Fault("dates_reversed", column, str(values[column.name][int(index)]), places)
            faults.setdefault(int(index), []).append(fault)

    @staticmethod
    def _add(
        faults: dict[int, list[Fault]],
        mask: pa.Array,
        kind: str,
        column: ColumnSpec,
        values: pa.Array,
        places: Mapping[str, Any],
    ) -> None:
        if not pc.any(mask).as_py():
            return
        for index in np.flatnonzero(pc.fill_null(mask, False).to_numpy(zero_copy_only=False)):
            fault = Fault(kind, column, str(values[int(index)]), places)
            faults.setdefault(int(index), []).append(fault)

    def _ordered(self, faults: list[Fault]) -> tuple[Fault, ...]:
        order = self._order
        return tuple(sorted(faults, key=lambda fault: order[fault.column.name] if fault.column else -1))

    def _split(
        self, batch: RawBatch, values: Mapping[str, pa.Array], faults: Mapping[int, list[Fault]]
    ) -> Checked:
        arrays = [pa.array(batch.rows), *values.values()]
        accepted = pa.RecordBatch.from_arrays(arrays, names=[ROW, *values])
        if faults:
            good = np.ones(len(batch.rows), dtype=bool)
            good[list(faults)] = False
            accepted = accepted.filter(pa.array(good))
        keys = values[self.spec.key[0]]
        refused = [
            Refusal(int(batch.rows[index]), self._ordered(found), str(keys[index].as_py() or ""))
            for index, found in faults.items()
        ]
        refused.extend(batch.refused)
        refused.sort(key=lambda refusal: refusal.row)
        return Checked(accepted, refused, keys.drop_null())
