"""Accepted rows on their way: to a temporary Arrow file, mapped into memory at the end."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tierline.tables.aside import no_room
from tierline.tables.check import ROW
from tierline.tables.registry import TableSpec, arrow_type


class Scratch:
    """A file of accepted rows that no longer need to be held in memory."""

    def __init__(self, folder: Path, spec: TableSpec, names: tuple[str, ...]) -> None:
        self._folder = folder
        self._spec = spec
        types = [(name, arrow_type(spec.column(name).dtype)) for name in names]
        self._schema = pa.schema([(ROW, pa.int64()), *types])
        self.rows = 0
        self._open()

    def _open(self) -> None:
        handle, path = tempfile.mkstemp(suffix=".arrow", dir=self._folder)
        os.close(handle)
        self._path = Path(path)
        self._sink = pa.OSFile(path, "wb")
        self._writer = pa.ipc.new_file(self._sink, self._schema)

    def write(self, batch: pa.RecordBatch) -> None:
        """Add accepted rows; BadInputError when there is no room for them."""
        if batch.num_rows:
            try:
                self._writer.write_batch(batch)
            except OSError as error:
                raise no_room(self._folder.parent, error) from error
            self.rows += batch.num_rows

    def _close(self) -> None:
        self._writer.close()
        self._sink.close()

    @staticmethod
    def _batches(path: Path) -> Iterator[pa.RecordBatch]:
        with pa.memory_map(str(path)) as source:
            reader = pa.ipc.open_file(source)
            for number in range(reader.num_record_batches):
                yield reader.get_batch(number)

    def take(self, places: npt.NDArray[np.int64]) -> pa.Table:
        """Return the rows at ``places`` (ascending, over all batches)."""
        self._close()
        parts, start = [], 0
        for batch in self._batches(self._path):
            here = places[(places >= start) & (places < start + batch.num_rows)] - start
            if here.size:
                parts.append(batch.take(pa.array(here)))
            start += batch.num_rows
        return pa.Table.from_batches(parts, self._schema)

    def drop(self, numbers: npt.NDArray[np.int64]) -> None:
        """Leave out the rows with these row numbers; ``take`` was called before."""
        old = self._path
        self._open()
        self.rows = 0
        for batch in self._batches(old):
            keep = ~np.isin(batch.column(0).to_numpy(), numbers)
            self.write(batch if keep.all() else batch.filter(pa.array(keep)))
        old.unlink()

    def finish(self) -> pa.Table:
        """Return the rows as a table with all columns of the registry, mapped from the file.

        The file's name is removed at once where the system allows it (not on Windows, where the
        rows are read into memory instead); the space is free again when the table is let go.
        """
        self._close()
        if os.name == "nt":
            with pa.OSFile(str(self._path)) as source:
                table = pa.ipc.open_file(source).read_all()
        else:
            table = pa.ipc.open_file(pa.memory_map(str(self._path))).read_all()
        self._path.unlink()
        return complete(table, self._spec)


def complete(table: pa.Table, spec: TableSpec) -> pa.Table:
    """Return ``table`` with every column of the registry, absent ones null, in registry order."""
    schema = pa.schema([(column.name, arrow_type(column.dtype)) for column in spec.columns])
    columns = []
    for field in schema:
        if field.name in table.column_names:
            columns.append(table.column(field.name))
        else:
            columns.append(_nulls(field.type, table.num_rows))
    return pa.Table.from_arrays(columns, schema=schema)


def _nulls(kind: pa.DataType, count: int) -> pa.ChunkedArray:
    # one short array of nulls, repeated: an absent column of a million rows costs nothing
    piece = pa.nulls(min(count, 65_536), kind)
    whole, rest = divmod(count, 65_536)
    return pa.chunked_array([*([piece] * whole), piece.slice(0, rest)] if count else [], kind)
