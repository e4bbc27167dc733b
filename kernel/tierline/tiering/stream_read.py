"""Reads a Parquet table batch by batch: the columns that are asked for, with intake's checks on them."""

from __future__ import annotations

import datetime
from collections.abc import Generator, Iterator, Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.tables.check import ROW, TableCheck
from tierline.tables.faults import Refusal, spell
from tierline.tables.headers import Mappings, match_headers
from tierline.tables.parquet_source import damaged, need_plain
from tierline.tables.registry import TableSpec
from tierline.tables.source import RawBatch
from tierline.tiering.ahead import ahead
from tierline.tiering.quick_checks import quick_check
from tierline.tiering.repeated import Repeated, hashes

BATCH_ROWS = 2**18
_BUFFER = 2**20  # bytes of a column read at once: a whole column of a large row group is never held
_TOLD = 5
_SUSPECTS = 1000  # looked at in one reading


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
    ) -> None:
        self.path = path
        self._spec = spec
        self._scratch = scratch
        self._month_end = month_end
        self._parts = _parts(path)
        first = _open(self._parts[0])
        self._schema = first.schema_arrow
        self._places = match_headers(path.name, self._schema.names, spec, mappings or {}, [])
        for name in columns:
            if name not in self._places:
                raise BadInputError(
                    N_("{file}: no column '{column}' ({title}), which the policy reads. Add the column."),
                    file=path.name, column=name, title=spec.column(name).zh,
                )  # fmt: skip
        wanted = {*spec.key, *spec.required, *columns, *optional}
        self.columns = tuple(each for each in spec.columns if each.name in wanted & self._places.keys())
        for each in self.columns:
            need_plain(path.name, each.name, self._schema.field(self._places[each.name]).type)
        self._checks = {
            each.name: quick_check(each, each.name in spec.key or each.references is not None, month_end)
            for each in self.columns
        }
        names = {each.name for each in self.columns}
        self._ordered = any(each.not_before in names for each in self.columns)

    def batches(self) -> Generator[pa.RecordBatch, None, None]:
        """Yield the rows under the registry's names; the end of a generator is the end of all checks.

        Raises
        ------
        BadInputError
            A file is damaged or was changed meanwhile, a row is bad, or a key stands twice. Bad rows are
            counted to the end of their file; no rows follow the first bad one.
        """
        repeated = Repeated(self._scratch)
        key = self._spec.key[0]
        try:
            for part in self._parts:
                for _rows, batch in self._read(part):
                    repeated.add(batch.column(key))
                    yield batch
            self._no_repeats(repeated)
        finally:
            repeated.close()

    # --- one file ------------------------------------------------------------------------------

    def _read(self, part: Path) -> Iterator[tuple[np.ndarray, pa.RecordBatch]]:
        with closing(ahead(self._raw(part))) as decoded:
            yield from self._checked(part, decoded)

    def _checked(
        self, part: Path, decoded: Iterator[pa.RecordBatch]
    ) -> Iterator[tuple[np.ndarray, pa.RecordBatch]]:
        before = part.stat()
        check = TableCheck(self._spec, [each.name for each in self.columns], self._month_end)
        told: list[Refusal] = []
        read = bad = 0
        for raw in decoded:
            rows = np.arange(read + 2, read + 2 + raw.num_rows, dtype=np.int64)
            read += raw.num_rows
            clean = self._clean(raw)
            if clean is None:
                columns = {each.name: raw.column(each.name) for each in self.columns}
                checked = check.check(RawBatch(rows, columns))
                bad += len(checked.refused)
                told += checked.refused[: _TOLD - len(told)]
                rows = checked.accepted.column(ROW).to_numpy()
                clean = checked.accepted.drop_columns([ROW])
            if not bad:
                yield rows, clean
        if bad:
            raise BadInputError(
                N_("{file}: {bad} of {read} rows cannot be used. Mend them and run again. The first:{rows}"),
                file=part.name, bad=bad, read=read, rows=spell(told),
            )  # fmt: skip
        after = part.stat()
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
            raise BadInputError(
                N_("{file}: the file was changed while it was read. Run again when it is finished."),
                file=part.name,
            )

    def _raw(self, part: Path) -> Generator[pa.RecordBatch, None, None]:
        own = {self._schema.names[self._places[each.name]]: each.name for each in self.columns}
        coded = [
            name
            for name, ours in own.items()
            if ours not in self._spec.key and self._spec.column(ours).dtype in ("text", "code")
        ]
        file = _open(part, coded)
        if part != self._parts[0]:
            self._same_columns(part, _open(part).schema_arrow, list(own))
        try:
            for batch in file.iter_batches(BATCH_ROWS, columns=list(own)):
                columns = [self._plain_key(batch.column(name), ours) for name, ours in own.items()]
                yield pa.RecordBatch.from_arrays(columns, names=[*own.values()])
        except (pa.ArrowException, OSError) as error:
            raise damaged(part, error) from error
        finally:
            file.close()

    def _plain_key(self, column: pa.Array, name: str) -> pa.Array:
        coded = name in self._spec.key and pa.types.is_dictionary(column.type)
        return column.dictionary_decode() if coded else column

    def _clean(self, raw: pa.RecordBatch) -> pa.RecordBatch | None:
        if self._ordered:
            return None
        arrays = []
        for each in self.columns:
            array = self._checks[each.name](raw.column(each.name))
            if array is None:
                return None
            arrays.append(array)
        return pa.RecordBatch.from_arrays(arrays, names=raw.schema.names)

    def _same_columns(self, part: Path, schema: pa.Schema, names: list[str]) -> None:
        for name in names:
            expected = self._schema.field(name).type
            place = schema.get_field_index(name)
            found = schema.field(place).type if place >= 0 else None
            if found != expected:
                raise BadInputError(
                    N_("{file}: the column '{column}' is {found} here, but {expected} in {first}. "
                       "Write all files of the folder alike."),
                    file=part.name, column=name, found=found or "-", expected=expected,
                    first=self._parts[0].name,
                )  # fmt: skip

    # --- keys that stand twice -----------------------------------------------------------------

    def _no_repeats(self, repeated: Repeated) -> None:
        if not repeated.unsure:
            return
        left = repeated.ascending_rows
        for _where, ids in self._ids() if left else ():
            repeated.hash(ids.slice(0, left))
            left -= min(left, len(ids))
            if not left:
                break
        for suspects in repeated.suspects():
            for start in range(0, len(suspects), _SUSPECTS):
                self._look_for(suspects[start : start + _SUSPECTS])

    def _ids(self) -> Iterator[tuple[tuple[Path, np.ndarray], pa.Array]]:
        for part in self._parts:
            for rows, batch in self._read(part):
                yield (part, rows), batch.column(self._spec.key[0])

    def _look_for(self, suspects: np.ndarray) -> None:
        seen: dict[str, str] = {}
        for (part, rows), ids in self._ids():
            for place in np.flatnonzero(np.isin(hashes(ids), suspects)):
                key = ids[int(place)].as_py()
                here = str(rows[place]) if len(self._parts) == 1 else f"{part.name}:{rows[place]}"
                if key in seen:
                    raise BadInputError(
                        N_("{file}: {key} '{value}' stands in row {first} and again in row {row}. "
                           "Keep one row for each."),
                        file=self.path.name, key=self._spec.key[0], value=key, first=seen[key], row=here,
                    )  # fmt: skip
                seen[key] = here


def _parts(path: Path) -> list[Path]:
    if path.is_dir():
        parts = sorted(each for each in path.glob("*.parquet") if not each.name.startswith((".", "_")))
        if not parts:
            raise BadInputError(N_("{folder}: the folder holds no Parquet file."), folder=path)
        return parts
    if not path.is_file():
        raise BadInputError(N_("{file}: there is no such file."), file=path)
    return [path]


def _open(path: Path, coded: Sequence[str] = ()) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path, read_dictionary=list(coded), buffer_size=_BUFFER, pre_buffer=False)
    except (pa.ArrowException, OSError) as error:
        raise damaged(path, error) from error
