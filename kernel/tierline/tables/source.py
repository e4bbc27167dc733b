"""Rows as they stand in a file, in batches, whatever the kind of file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.tables.faults import Refusal
from tierline.tables.headers import Mappings
from tierline.tables.registry import TableSpec

SUFFIXES = (".csv", ".xlsx", ".parquet")
BATCH_ROWS = 65_536


@dataclass(frozen=True)
class RawBatch:
    """Some rows of a file.

    Parameters
    ----------
    rows : ndarray, int64, shape (n,)
        Row numbers as the user sees them: the header is row 1; a Parquet file has none.
    columns : mapping of column name to Array, length n
        As they stand in the file: text, or the types of a Parquet file.
    marked : mapping of (index, column name) to (fault, value)
        Cells that the file itself shows to be unusable (formulas, errors); null in ``columns``.
    refused : tuple of Refusal
        Rows so malformed that they have no columns; not among ``rows``.
    """

    rows: npt.NDArray[np.int64]
    columns: Mapping[str, pa.Array]
    marked: Mapping[tuple[int, str], tuple[str, str]] = field(default_factory=dict)
    refused: tuple[Refusal, ...] = ()


class Source(Protocol):
    """An open file: what is known of it, and its rows."""

    path: Path
    sha256: str
    encoding: str | None
    notices: list[Message]

    def batches(self) -> Iterator[RawBatch]:
        """Yield the rows, blank ones left out."""
        ...


def open_source(path: Path, spec: TableSpec, mappings: Mappings, needed: Sequence[str] = ()) -> Source:
    """Open a CSV, XLSX or Parquet file, told by its suffix; it must have the columns ``needed``.

    Raises
    ------
    BadInputError
        The file is missing, of another kind, damaged, or lacks a required or a needed column.
    """
    if not path.is_file():
        raise BadInputError(N_("{file}: there is no such file."), file=path)
    suffix = path.suffix.lower()
    if suffix == ".csv":
        from tierline.tables.csv_source import CsvSource

        return CsvSource(path, spec, mappings, needed)
    if suffix == ".xlsx":
        from tierline.tables.xlsx_source import XlsxSource

        return XlsxSource(path, spec, mappings, needed)
    if suffix == ".parquet":
        from tierline.tables.parquet_source import ParquetSource

        return ParquetSource(path, spec, mappings, needed)
    raise BadInputError(
        N_("{file}: files of the kind '{suffix}' are not read. Save it as one of: {suffixes}."),
        file=path.name,
        suffix=path.suffix,
        suffixes=", ".join(SUFFIXES),
    )
