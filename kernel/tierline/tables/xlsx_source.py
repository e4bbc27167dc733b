"""Rows of an XLSX sheet, in batches, read without loading the whole book."""

from __future__ import annotations

import datetime
import zipfile
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

import numpy as np
import openpyxl
import pyarrow as pa
from openpyxl.utils.exceptions import InvalidFileException

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.tables.encoding import sha256_of
from tierline.tables.faults import Fault, Refusal
from tierline.tables.headers import Mappings, match_headers
from tierline.tables.registry import TableSpec
from tierline.tables.source import BATCH_ROWS, RawBatch

_DAMAGE = (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, ParseError, EOFError, OSError)


class XlsxSource:
    """One sheet of a workbook: the one named like the table, or the only one."""

    encoding: str | None = None

    def __init__(self, path: Path, spec: TableSpec, mappings: Mappings, needed: Sequence[str] = ()) -> None:
        self.path = path
        self.notices: list[Message] = []
        self.sha256 = sha256_of(path)
        self._spec = spec
        rows = self._rows()
        first = next(rows, ())
        rows.close()
        header = tuple("" if cell.value is None else str(cell.value) for cell in first)
        if not any(name.strip() for name in header):
            raise BadInputError(
                N_("{file}: the first row is empty. It must hold the column names."), file=path.name
            )
        self._width = len(header)
        self._places = match_headers(path.name, header, spec, mappings, self.notices, needed)

    def _rows(self) -> Generator[Sequence[Any], None, None]:
        with open_book(self.path) as book:
            sheet = _sheet(self.path, book, self._spec)
            # some programs write a wrong size of the sheet, which would cut rows off
            sheet.reset_dimensions()
            yield from sheet.iter_rows()

    def filled(self) -> bool:
        """Return whether anything stands below the header."""
        return any(cell.value not in (None, "") for row in islice(self._rows(), 1, None) for cell in row)

    def batches(self) -> Iterator[RawBatch]:
        """Yield the rows, blank ones left out; formulas and error cells are marked."""
        batch = _Growing(tuple(self._places.items()))
        rows = self._rows()
        next(rows, None)
        for number, cells in enumerate(rows, start=2):
            filled = [place for place, cell in enumerate(cells) if cell.value not in (None, "")]
            if not filled:
                continue
            if filled[-1] >= self._width:
                batch.refuse(number, filled[-1] + 1, self._width)
            else:
                batch.add(number, cells)
            if batch.full:
                yield batch.take()
        yield batch.take()


class _Growing:
    """Rows gathered until they make a batch."""

    def __init__(self, places: tuple[tuple[str, int], ...]) -> None:
        self._places = places
        self._clear()

    def _clear(self) -> None:
        self._numbers: list[int] = []
        self._values: dict[str, list[str | None]] = {name: [] for name, _ in self._places}
        self._marked: dict[tuple[int, str], tuple[str, str]] = {}
        self._refused: list[Refusal] = []

    @property
    def full(self) -> bool:
        return len(self._numbers) + len(self._refused) >= BATCH_ROWS

    def refuse(self, number: int, found: int, expected: int) -> None:
        fault = Fault("too_many_fields", None, "", {"found": found, "expected": expected})
        self._refused.append(Refusal(number, (fault,)))

    def add(self, number: int, cells: Sequence[Any]) -> None:
        index = len(self._numbers)
        for name, place in self._places:
            value, kind = (cells[place].value, cells[place].data_type) if place < len(cells) else (None, "n")
            if value is not None and kind in ("f", "e"):
                self._marked[index, name] = ("formula" if kind == "f" else "cell_error", _shown(value))
                value = None
            self._values[name].append(as_text(value))
        self._numbers.append(number)

    def take(self) -> RawBatch:
        columns = {name: pa.array(values, pa.string()) for name, values in self._values.items()}
        batch = RawBatch(np.array(self._numbers, dtype=np.int64), columns, self._marked, tuple(self._refused))
        self._clear()
        return batch


def _shown(value: Any) -> str:
    return str(getattr(value, "text", value))  # an array formula keeps its text apart


def as_text(value: Any) -> str | None:
    """Return a cell as the text that a CSV file would hold; a whole number without ``.0``."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ") if value.time() != datetime.time() else value.date().isoformat()
    return str(value)


@contextmanager
def open_book(path: Path) -> Iterator[Any]:
    """Open a workbook to be read row by row.

    Raises
    ------
    BadInputError
        It is damaged, protected by a password or no XLSX; also when that shows while it is read.
    """
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=False, keep_links=False)
    except _DAMAGE as error:
        raise _damaged(path, error) from error
    try:
        yield book
    except _DAMAGE as error:
        raise _damaged(path, error) from error
    finally:
        book.close()


def sheets_of(book: Any, spec: TableSpec) -> list[str]:
    """Return the names of a book's sheets that are called like a table, in English or Chinese."""
    named = {spec.name.lower(), *(title.lower() for title in spec.title.values())}
    return [name for name in book.sheetnames if name.strip().lower() in named]


def _sheet(path: Path, book: Any, spec: TableSpec) -> Any:
    found = sheets_of(book, spec)
    if not found and len(book.sheetnames) == 1:
        found = list(book.sheetnames)
    if len(found) != 1:
        raise BadInputError(
            N_("{file}: the workbook has the sheets {sheets}. Name the one to be read '{table}'."),
            file=path.name,
            sheets=", ".join(book.sheetnames),
            table=spec.name,
        )
    sheet = book[found[0]]
    if not hasattr(sheet, "reset_dimensions"):
        raise BadInputError(
            N_("{file}: '{sheet}' is a chart, not a sheet of cells."), file=path.name, sheet=found[0]
        )
    return sheet


def _damaged(path: Path, error: Exception) -> BadInputError:
    return BadInputError(
        N_("{file}: this is not a readable XLSX workbook (damaged, protected by a password, "
           "or of another kind). Open it and save it as .xlsx again. ({why})"),
        file=path.name, why=type(error).__name__,
    )  # fmt: skip
