"""Rows of a Parquet file, streamed by row groups."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.tables.encoding import sha256_of
from tierline.tables.headers import Mappings, match_headers
from tierline.tables.parquet_damage import UNREADABLE, damaged_within, open_parquet
from tierline.tables.parquet_levels import refuse_wrong_levels
from tierline.tables.registry import TableSpec
from tierline.tables.source import BATCH_ROWS, RawBatch

FIRST_ROW = 1  # no row holds the names


class ParquetSource:
    """A Parquet file."""

    encoding: str | None = None

    def __init__(self, path: Path, spec: TableSpec, mappings: Mappings, needed: Sequence[str] = ()) -> None:
        self.path = path
        self.notices: list[Message] = []
        self.sha256 = sha256_of(path)
        self._file = open_parquet(path)
        headers = self._file.schema_arrow.names
        self._places = match_headers(path.name, headers, spec, mappings, self.notices, needed)
        for name, place in self._places.items():
            kind = self._file.schema_arrow.field(place).type
            need_plain(path.name, name, kind)

    def batches(self) -> Iterator[RawBatch]:
        """Yield the rows; the first one is row 1: the names stand in no row."""
        names = self._file.schema_arrow.names
        wanted = [names[place] for place in self._places.values()]
        row = FIRST_ROW
        try:
            for batch in self._file.iter_batches(batch_size=BATCH_ROWS, columns=wanted):
                rows = np.arange(row, row + batch.num_rows, dtype=np.int64)
                row += batch.num_rows
                columns = {name: batch.column(names[place]) for name, place in self._places.items()}
                yield RawBatch(rows, columns)
        except UNREADABLE as error:
            raise damaged_within(self.path, wanted, error) from error
        if row - FIRST_ROW != self._file.metadata.num_rows:
            raise damaged_within(self.path, wanted)
        refuse_wrong_levels(self.path, self._file.metadata, wanted)


def need_plain(file: str, column: str, kind: pa.DataType) -> None:
    """Refuse a column of a type that no column of a table can be."""
    if not _plain(kind):
        raise BadInputError(
            N_("{file}: the column {column} is of type {kind}, which no column of a table can be. "
               "Write plain numbers, text or dates."),
            file=file, column=column, kind=kind,
        )  # fmt: skip


def _plain(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    tests = (
        pa.types.is_null,
        pa.types.is_boolean,
        pa.types.is_integer,
        pa.types.is_floating,
        pa.types.is_decimal,
        pa.types.is_date,
        pa.types.is_timestamp,
        pa.types.is_string,
        pa.types.is_large_string,
        pa.types.is_string_view,
    )
    return any(test(kind) for test in tests)
