"""Rows of a CSV file, in batches, in bounded memory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.csv as arrow_csv

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.tables.encoding import inspect_text
from tierline.tables.faults import Fault, Refusal
from tierline.tables.headers import Mappings, match_headers
from tierline.tables.registry import TableSpec
from tierline.tables.source import RawBatch

# the reader runs up to 32 blocks ahead, so this bounds the memory at some 40 MB
_BLOCK = 1 << 20


class CsvSource:
    """A CSV file in UTF-8 or GB18030, separated by comma, semicolon, tab or bar."""

    def __init__(self, path: Path, spec: TableSpec, mappings: Mappings, needed: Sequence[str] = ()) -> None:
        self.path = path
        self._text = inspect_text(path)
        self.notices: list[Message] = list(self._text.notices)
        self.sha256 = self._text.sha256
        self.encoding: str | None = self._text.encoding
        self._places = match_headers(path.name, self._text.header, spec, mappings, self.notices, needed)
        self._malformed: list[arrow_csv.InvalidRow] = []

    def _reader(self) -> arrow_csv.CSVStreamingReader:
        names = [f"c{place}" for place in range(len(self._text.header))]

        def keep_aside(row: arrow_csv.InvalidRow) -> str:
            self._malformed.append(row)
            return "skip"

        return arrow_csv.open_csv(
            self.path,
            # one thread: only then are malformed rows told by their number
            read_options=arrow_csv.ReadOptions(
                encoding="gb18030" if self.encoding == "gb18030" else "utf8",
                use_threads=False,
                column_names=names,
                skip_rows_after_names=1,
                block_size=_BLOCK,
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=self._text.delimiter,
                newlines_in_values=True,
                ignore_empty_lines=False,
                invalid_row_handler=keep_aside,
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()),
                null_values=[""],
                strings_can_be_null=True,
                quoted_strings_can_be_null=True,
            ),
        )

    def batches(self) -> Iterator[RawBatch]:
        """Yield the rows, blank ones left out.

        Raises
        ------
        BadInputError
            A quotation mark is never closed, so that the rest of the file is one cell.
        """
        row = 2
        if not self._text.has_rows:
            return
        try:
            for batch in self._reader():
                rows, row, refused = self._number(batch.num_rows, row)
                yield _without_blanks(rows, batch, self._places, refused)
        except pa.ArrowInvalid as error:
            raise BadInputError(
                N_(
                    "{file}: from row {row} on the file cannot be read as CSV. "
                    "Is a quotation mark not closed? ({why})"
                ),
                file=self.path.name,
                row=row,
                why=str(error).splitlines()[0],
            ) from error
        # malformed rows after the last good one belong to no batch
        refused, self._malformed = tuple(map(_refusal, self._malformed)), []
        if refused:
            nothing = {name: pa.array([], pa.string()) for name in self._places}
            yield RawBatch(np.array([], dtype=np.int64), nothing, {}, refused)

    def _number(self, count: int, row: int) -> tuple[npt.NDArray[np.int64], int, tuple[Refusal, ...]]:
        """Number ``count`` good rows from ``row`` on, passing over the malformed ones between them."""
        # the reader runs ahead: malformed rows of the blocks to come wait for their batch
        inside = 0
        while inside < len(self._malformed) and self._malformed[inside].number < row + count + inside:
            inside += 1
        malformed, self._malformed = self._malformed[:inside], self._malformed[inside:]
        aside = np.array([bad.number for bad in malformed], dtype=np.int64)
        span = count + len(aside)
        numbers = np.arange(row, row + span, dtype=np.int64)
        return np.setdiff1d(numbers, aside), row + span, tuple(map(_refusal, malformed))


def _refusal(bad: arrow_csv.InvalidRow) -> Refusal:
    kind = "too_many_fields" if bad.actual_columns > bad.expected_columns else "too_few_fields"
    places = {"found": bad.actual_columns, "expected": bad.expected_columns}
    return Refusal(bad.number, (Fault(kind, None, bad.text or "", places),))


def _without_blanks(
    rows: npt.NDArray[np.int64], batch: pa.RecordBatch, places: dict[str, int], refused: tuple[Refusal, ...]
) -> RawBatch:
    # most rows have something in their first mapped column: only then need the others be looked at
    first = batch.column(min(places.values()))
    if first.null_count:
        filled = np.zeros(batch.num_rows, dtype=bool)
        for column in batch.columns:
            filled |= column.is_valid().to_numpy(zero_copy_only=False)
        if not filled.all():
            rows, batch = rows[filled], batch.filter(pa.array(filled))
    return RawBatch(rows, {name: batch.column(place) for name, place in places.items()}, {}, refused)
