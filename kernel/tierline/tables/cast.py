"""Turn one column of a file into the registry's type: whole arrays at once, odd cells one by one."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from tierline.tables.decimals import nearest_floats
from tierline.tables.faults import Fault
from tierline.tables.registry import ColumnSpec, arrow_type
from tierline.tables.safe_text import restore
from tierline.tables.texts import text_array
from tierline.tables.values import (
    FIRST_YEAR,
    MISSING,
    NotFiniteError,
    code_names,
    half_width,
    is_missing,
    read_date,
    read_flag,
    read_number,
)

_MISSING = text_array(MISSING)
_PLAIN = r"^[+-]?[0-9]+(\.[0-9]+)?$"
_GROUPED = r"^[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$"
_EPOCH = datetime.date(1970, 1, 1)
_FIRST_DAY = (datetime.date(FIRST_YEAR, 1, 1) - _EPOCH).days
_LAST_DAY = (datetime.date.max - _EPOCH).days
_CACHED_WORDS = 100_000
Mask = npt.NDArray[np.bool_]
_BAD = object()


@dataclass(frozen=True)
class Cast:
    """A column in its type, faulty cells null, and the faults by index."""

    values: pa.Array
    faults: list[tuple[int, Fault]]


def valid(column: pa.Array) -> Mask:
    """Return where a column holds a value."""
    if not column.null_count:
        return np.ones(len(column), dtype=bool)
    mask: Mask = column.is_valid().to_numpy(zero_copy_only=False)
    return mask


class ColumnCast:
    """Casts the batches of one column; remembers words it has read already.

    Parameters
    ----------
    spec : ColumnSpec
        The column.
    identifier : bool
        It is a key or refers to one: full-width letters and digits are made half-width.
    """

    def __init__(self, spec: ColumnSpec, identifier: bool = False) -> None:
        self.spec = spec
        self._target = arrow_type(spec.dtype)
        self._words: dict[str, Any] = {}
        self._identifier = identifier or spec.dtype == "code"
        self._codes = code_names(spec)

    def cast(self, raw: pa.Array) -> Cast:
        """Cast one batch.

        Parameters
        ----------
        raw : Array
            Text, or any plain type that a Parquet file may hold.

        Returns
        -------
        Cast
            Values in the column's Arrow type; a cell at fault is null in them.
        """
        if pa.types.is_dictionary(raw.type):
            raw = raw.cast(raw.type.value_type)
        if pa.types.is_null(raw.type):
            return Cast(pa.nulls(len(raw), self._target), [])
        dtype = self.spec.dtype
        if dtype in ("integer", "money", "number", "ratio"):
            return self._numbers(raw)
        if dtype == "date":
            return self._dates(raw)
        if dtype == "flag":
            return Cast(raw, []) if pa.types.is_boolean(raw.type) else self._by_word(_text(raw), read_flag)
        if self.spec.codes is not None:
            return self._by_word(_text(raw), self._read_code)
        return Cast(self._texts(_text(raw)), [])

    # --- text ----------------------------------------------------------------------------------

    def _texts(self, raw: pa.Array) -> pa.Array:
        text = pc.utf8_trim_whitespace(raw)
        odd = pc.starts_with(text, "'")
        if self._identifier:
            odd = pc.or_(odd, pc.invert(pc.string_is_ascii(text)))
        if pc.any(odd).as_py():
            cells = text.filter(odd).to_pylist()
            clean = [restore(half_width(cell) if self._identifier else cell) for cell in cells]
            text = pc.replace_with_mask(text, pc.fill_null(odd, False), pa.array(clean, pa.string()))
        return _without(text, pc.is_in(text, _MISSING))

    def _read_code(self, text: str) -> str:
        if self.spec.dtype == "text":
            if text not in (self.spec.codes or ()):
                raise ValueError(text)
            return text
        code = self._codes.get(half_width(text).lower())
        if code is None:
            raise ValueError(text)
        return code

    def _by_word(self, raw: pa.Array, read: Callable[[str], Any]) -> Cast:
        """Read each distinct word once; many cells share few words."""
        encoded = raw.dictionary_encode()
        if len(self._words) > _CACHED_WORDS:
            self._words.clear()
        words = encoded.dictionary.to_pylist()
        read_words = [self._word(word, read) for word in words]
        good = [None if value is _BAD else value for value in read_words]
        is_text = pa.types.is_string(self._target)
        values = (text_array(good) if is_text else pa.array(good, self._target)).take(encoded.indices)
        bad = np.array([value is _BAD for value in read_words], dtype=bool)
        if not bad.any():
            return Cast(values, [])
        kind = "unknown_code" if self.spec.codes is not None else "bad_type"
        kind = "bad_date" if self.spec.dtype == "date" else kind
        indices = np.flatnonzero(valid(raw))
        at = encoded.indices.drop_null().to_numpy(zero_copy_only=False)
        return Cast(
            values,
            [
                (int(index), Fault(kind, self.spec, words[word]))
                for index, word in zip(indices[bad[at]], at[bad[at]], strict=True)
            ],
        )

    def _word(self, word: str, read: Callable[[str], Any]) -> Any:
        if word not in self._words:
            try:
                self._words[word] = None if is_missing(word) else read(word)
            except ValueError:
                self._words[word] = _BAD
        return self._words[word]

    # --- dates ---------------------------------------------------------------------------------

    def _dates(self, raw: pa.Array) -> Cast:
        if pa.types.is_timestamp(raw.type):
            local = pc.local_timestamp(raw) if raw.type.tz else raw
            days = pc.floor_temporal(local, unit="day").cast(pa.date32(), safe=False)
        elif pa.types.is_date(raw.type):
            days = raw.cast(pa.date32())
        else:
            text = _text(raw)
            try:
                days = text.cast(pa.date32())
            except pa.ArrowInvalid:
                return self._by_word(text, read_date)
        number = days.cast(pa.int32())
        outside = pc.fill_null(pc.or_(pc.less(number, _FIRST_DAY), pc.greater(number, _LAST_DAY)), False)
        faults = [
            (int(index), Fault("bad_date", self.spec, str(raw[int(index)].cast(pa.string()).as_py())))
            for index in np.flatnonzero(outside.to_numpy(zero_copy_only=False))
        ]
        return Cast(_without(days, outside) if faults else days, faults)

    # --- numbers -------------------------------------------------------------------------------

    def _numbers(self, raw: pa.Array) -> Cast:
        faults: list[tuple[int, Fault]] = []
        try:
            if not _numeric(raw.type):
                raw = _text(raw)
                raw = _without(raw, pc.is_in(raw, _MISSING))
            column = nearest_floats(raw) if pa.types.is_decimal(raw.type) else raw.cast(pa.float64())
        except pa.ArrowInvalid:
            raw = _text(raw)
            column = self._odd_numbers(raw, faults)
        numbers = column.to_numpy(zero_copy_only=False) + 0.0  # -0.0 becomes 0.0
        there = valid(column)
        bad = self._outside(numbers, there)
        faults.extend(
            (int(index), self._fault(float(numbers[index]), raw[int(index)])) for index in np.flatnonzero(bad)
        )
        there &= ~bad
        if self.spec.dtype == "integer":
            whole = np.where(there, numbers, 0.0).astype(np.int64)
            return Cast(pa.array(whole, mask=None if there.all() else ~there), faults)
        return Cast(pa.array(numbers, mask=None if there.all() else ~there), faults)

    def _outside(self, numbers: npt.NDArray[np.float64], there: Mask) -> Mask:
        low, high = self.spec.limits
        bad = ~((numbers >= low) & (numbers <= high))  # written so that NaN is bad
        if self.spec.dtype == "integer":
            with np.errstate(invalid="ignore"):
                bad |= np.floor(numbers) != numbers
        return bad & there

    def _fault(self, number: float, cell: pa.Scalar) -> Fault:
        low, _ = self.spec.limits
        shown = str(cell.as_py())
        if not np.isfinite(number):
            return Fault("not_finite", self.spec, shown)
        if self.spec.dtype == "integer" and not number.is_integer():
            return Fault("bad_type", self.spec, shown)
        if number < 0 <= low:
            return Fault("negative", self.spec, shown)
        if self.spec.maximum is not None:
            return Fault("out_of_range", self.spec, shown)
        below = number < low and self.spec.minimum is not None
        return Fault("too_small" if below else "too_large", self.spec, shown)

    def _odd_numbers(self, text: pa.Array, faults: list[tuple[int, Fault]]) -> pa.Array:
        text = pc.utf8_trim_whitespace(text)
        text = _without(text, pc.is_in(text, _MISSING))
        grouped = pc.match_substring_regex(text, _GROUPED)
        if pc.any(grouped).as_py():
            text = pc.if_else(grouped, pc.replace_substring(text, ",", ""), text)
        plain = pc.match_substring_regex(text, _PLAIN)
        numbers = pc.if_else(plain, text, None).cast(pa.float64()).to_numpy(zero_copy_only=False).copy()
        there = valid(text)
        odd = np.flatnonzero(there & ~pc.fill_null(plain, False).to_numpy(zero_copy_only=False))
        for index, cell in zip(odd, text.take(pa.array(odd)).to_pylist(), strict=True):
            if is_missing(cell):
                there[index] = False
                continue
            try:
                numbers[index] = read_number(cell, ratio=self.spec.dtype == "ratio")
            except NotFiniteError:
                numbers[index] = np.nan
            except ValueError:
                faults.append((int(index), Fault("bad_type", self.spec, cell)))
                there[index] = False
        # NaN stays a value here: the check of the range refuses it
        return pa.array(numbers, mask=~there)


def _numeric(kind: pa.DataType) -> bool:
    return bool(pa.types.is_floating(kind) or pa.types.is_integer(kind) or pa.types.is_decimal(kind))


def _text(raw: pa.Array) -> pa.Array:
    if pa.types.is_floating(raw.type):
        # as a CSV file would hold it: a whole number without .0
        return pa.array([None if value is None else _whole(value) for value in raw.to_pylist()], pa.string())
    return raw if pa.types.is_string(raw.type) else raw.cast(pa.string())


def _whole(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)


def _without(column: pa.Array, mask: pa.Array) -> pa.Array:
    """Return the column with nulls where the mask is true."""
    if not pc.any(mask).as_py():
        return column
    return pc.if_else(pc.fill_null(mask, False), pa.scalar(None, column.type), column)
