"""Reads a Parquet table batch by batch: the columns that are asked for, with intake's checks on them."""

from __future__ import annotations

import datetime
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.tables.check import ROW, TableCheck
from tierline.tables.faults import Refusal, spell
from tierline.tables.headers import Mappings, match_headers
from tierline.tables.parquet_damage import UNREADABLE, damaged_within, open_parquet
from tierline.tables.parquet_levels import refuse_wrong_levels
from tierline.tables.parquet_parts import parts_of, same_kind, unlike
from tierline.tables.parquet_source import FIRST_ROW, need_plain
from tierline.tables.registry import TableSpec
from tierline.tables.source import RawBatch
from tierline.tiering.ahead import ahead
from tierline.tiering.in_order import in_order
from tierline.tiering.quick_checks import quick_check, quick_key
from tierline.tiering.repeated import Repeated, hashes
from tierline.tiering.row_groups import Stretch, stretches

BATCH_ROWS = 2**18
_BUFFER = 2**20  # bytes of a column read at once: a whole column of a large row group is never held
_TOLD = 5
_SUSPECTS = 1000  # looked at in one reading


@dataclass(frozen=True)
class ReadBatch:
    """Rows that passed all checks."""

    rows: pa.RecordBatch
    stretch: Stretch  # what was read together with them
    key_as_stored: bool  # no check changed the key
    ascending: bool | None = None  # does the key ascend; None: not known
    hashes: Any = None  # of the key, where they are known


class ParquetStream:
    """One file, or a folder of files with one schema, in the order of their names.

    Parameters
    ----------
    path : Path
        A file or a folder of ``.parquet`` files.
    spec : TableSpec
        The table it holds.
    columns : sequence of str
        The columns to read besides the key and the required ones; the file must have them.
    scratch : Path
        Folder for unnamed temporary files.
    month_end : date or None
        Limit of dates.
    mappings : mapping
        From ``read_mapping``.
    optional : sequence of str
        Columns to read where they are kept.
    copies_key : bool
        The key's column chunks may be taken over into another file.

    Raises
    ------
    BadInputError
        No such file, damaged, a column is missing, or the files differ in their columns.
    """

    def __init__(
        self,
        path: Path,
        spec: TableSpec,
        columns: Sequence[str],
        scratch: Path,
        month_end: datetime.date | None = None,
        mappings: Mappings | None = None,
        optional: Sequence[str] = (),
        *,
        copies_key: bool = False,
    ) -> None:
        self.path = path
        self._spec = spec
        self._key = spec.key[0]
        self._copies_key = copies_key
        self._scratch = scratch
        self._month_end = month_end
        self._parts = parts_of(path)
        first = _open(self._parts[0])
        self._schema = first.schema_arrow
        self.notices: list[Message] = []  # columns that were left out
        names = self._schema.names
        self._places = match_headers(path.name, names, spec, mappings or {}, self.notices, columns)
        wanted = {*spec.key, *spec.required, *columns, *optional}
        self.columns = tuple(each for each in spec.columns if each.name in wanted & self._places.keys())
        for each in self.columns:
            need_plain(path.name, each.name, self._schema.field(self._places[each.name]).type)
        self._checks = {
            each.name: quick_check(each, each.references is not None, month_end)
            for each in self.columns
            if each.name != self._key
        }
        read = {each.name for each in self.columns}
        self._ordered = any(each.not_before in read for each in self.columns)
        self._met = 0
        self._without_value = read

    def batches(self, pool: ThreadPoolExecutor) -> Generator[ReadBatch, None, None]:
        """Yield the rows under the registry's names; the end of a generator is the end of all checks.

        Raises
        ------
        BadInputError
            A file is damaged or was changed meanwhile, a row is bad, or a key stands twice. Bad rows are
            counted to the end of their file; no rows follow the first bad one.
        """
        repeated = Repeated(self._scratch)
        try:
            for part in self._parts:
                for _rows, batch in self._read(part, pool):
                    repeated.add(batch.rows.column(self._key), batch.ascending, batch.hashes)
                    self._meet(batch.rows)
                    yield batch
            self._no_repeats(repeated, pool)
        finally:
            repeated.close()

    @property
    def without_value(self) -> set[str]:
        """Columns in which the rows met so far hold no value; none of them before the first row."""
        return self._without_value if self._met else set()

    def _meet(self, rows: pa.RecordBatch) -> None:
        self._met += rows.num_rows
        self._without_value = {
            name for name in self._without_value if rows.column(name).null_count == rows.num_rows
        }

    # --- one file ------------------------------------------------------------------------------

    def _read(self, part: Path, pool: ThreadPoolExecutor) -> Iterator[tuple[np.ndarray, ReadBatch]]:
        with closing(in_order(pool, self._look, ahead(self._raw(part)))) as looked_at:
            yield from self._checked(part, looked_at)

    def _checked(
        self, part: Path, looked_at: Iterator[tuple[pa.RecordBatch, ReadBatch | None, Stretch]]
    ) -> Iterator[tuple[np.ndarray, ReadBatch]]:
        before = part.stat()
        check = TableCheck(self._spec, [each.name for each in self.columns], self._month_end)
        told: list[Refusal] = []
        read = bad = 0
        for raw, quick, stretch in looked_at:
            rows = np.arange(read, read + raw.num_rows, dtype=np.int64) + FIRST_ROW
            read += raw.num_rows
            clean = quick
            if clean is None:
                columns = {each.name: raw.column(each.name) for each in self.columns}
                checked = check.check(RawBatch(rows, columns))
                bad += len(checked.refused)
                told += checked.refused[: _TOLD - len(told)]
                rows = checked.accepted.column(ROW).to_numpy()
                accepted = checked.accepted.drop_columns([ROW])
                same = raw.column(self._key).equals(accepted.column(self._key))
                clean = ReadBatch(accepted, stretch, same)
            if not bad:
                yield rows, clean
        if bad:
            raise BadInputError(
                N_("{file}: {bad} of {read} rows cannot be used. Mend them and run again. The first:{rows}"),
                file=part, bad=bad, read=read, rows=spell(told, self._spec),
            )  # fmt: skip
        after = part.stat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise BadInputError(
                N_("{file}: the file was changed while it was read. Run again when it is finished."),
                file=part,
            )

    def _raw(self, part: Path) -> Generator[tuple[pa.RecordBatch, Stretch], None, None]:
        own = {self._schema.names[self._places[each.name]]: each.name for each in self.columns}
        coded = [
            name
            for name, ours in own.items()
            if ours != self._key and self._spec.column(ours).dtype in ("text", "code")
        ]
        file = _open(part, coded)
        if part != self._parts[0]:
            self._same_columns(part, _open(part).schema_arrow, list(own))
        taken_over = self._schema.names[self._places[self._key]] if self._copies_key else None
        try:
            missing = file.metadata.num_rows
            for stretch in stretches(file, part, taken_over):
                left = stretch.rows
                missing -= left
                for batch in file.iter_batches(BATCH_ROWS, row_groups=stretch.groups, columns=list(own)):
                    columns = [self._plain_key(batch.column(name), ours) for name, ours in own.items()]
                    left -= batch.num_rows
                    yield pa.RecordBatch.from_arrays(columns, names=[*own.values()]), stretch
                if left:
                    raise damaged_within(part, [*own])
            if missing:
                raise damaged_within(part, [*own])
            refuse_wrong_levels(part, file.metadata, own)
        except UNREADABLE as error:
            raise damaged_within(part, [*own], error) from error
        finally:
            file.close()

    def _plain_key(self, column: pa.Array, name: str) -> pa.Array:
        if name != self._key:
            return column
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        wide = pa.types.is_large_string(column.type) or pa.types.is_string_view(column.type)
        return column.cast(pa.string()) if wide else column  # as polars and pandas write it

    def _look(
        self, given: tuple[pa.RecordBatch, Stretch]
    ) -> tuple[pa.RecordBatch, ReadBatch | None, Stretch]:
        """Return a batch with what it is if all its columns are clean at once, None if intake must look."""
        raw, stretch = given
        seen = quick_key(raw.column(self._key))
        if self._ordered or seen is None:
            return raw, None, stretch
        arrays = []
        for each in self.columns:
            values = raw.column(each.name)
            array = values if each.name == self._key else self._checks[each.name](values)
            if array is None:
                return raw, None, stretch
            arrays.append(array)
        clean = pa.RecordBatch.from_arrays(arrays, names=raw.schema.names)
        known = None if seen.ascending else hashes(raw.column(self._key))
        return raw, ReadBatch(clean, stretch, True, seen.ascending, known), stretch

    def _same_columns(self, part: Path, schema: pa.Schema, names: list[str]) -> None:
        for name in names:
            expected = self._schema.field(name).type
            place = schema.get_field_index(name)
            found = schema.field(place).type if place >= 0 else None
            if found is None or not same_kind(found, expected):
                raise unlike(
                    part, name, None if found is None else str(found), str(expected), self._parts[0].name
                )

    # --- keys that stand twice -----------------------------------------------------------------

    def _no_repeats(self, repeated: Repeated, pool: ThreadPoolExecutor) -> None:
        if not repeated.unsure:
            return
        left = repeated.ascending_rows
        for _where, ids in self._ids(pool) if left else ():
            repeated.hash(ids.slice(0, left))
            left -= min(left, len(ids))
            if not left:
                break
        for suspects in repeated.suspects():
            for start in range(0, len(suspects), _SUSPECTS):
                self._look_for(suspects[start : start + _SUSPECTS], pool)

    def _ids(self, pool: ThreadPoolExecutor) -> Iterator[tuple[tuple[Path, np.ndarray], pa.Array]]:
        for part in self._parts:
            for rows, batch in self._read(part, pool):
                yield (part, rows), batch.rows.column(self._key)

    def _look_for(self, suspects: np.ndarray, pool: ThreadPoolExecutor) -> None:
        seen: dict[str, str] = {}
        for (part, rows), ids in self._ids(pool):
            for place in np.flatnonzero(np.isin(hashes(ids), suspects)):
                key = ids[int(place)].as_py()
                here = str(rows[place]) if len(self._parts) == 1 else f"{part.name}:{rows[place]}"
                if key in seen:
                    raise BadInputError(
                        N_("{file}: {key} '{value}' stands in row {first} and again in row {row}. "
                           "Keep one row for each."),
                        file=self.path, key=self._spec.key[0], value=key, first=seen[key], row=here,
                    )  # fmt: skip
                seen[key] = here


def _open(path: Path, coded: Sequence[str] = ()) -> pq.ParquetFile:
    return open_parquet(path, read_dictionary=list(coded), buffer_size=_BUFFER, pre_buffer=False)
