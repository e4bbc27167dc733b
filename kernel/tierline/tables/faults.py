"""What can be wrong with a row: reason codes, and what each says in both languages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from tierline.messages import LANGUAGES, N_, Message, current_language, language_of, translate
from tierline.tables.registry import ColumnSpec, TableSpec

# reason code -> text; the code stands in the quarantine file and stays the same in every language
REASONS: Mapping[str, str] = {
    "missing_required": N_("{title} is missing. Every row must have it."),
    "bad_type": N_("{title}: '{value}' is not {expected}."),
    "bad_date": N_("{title}: '{value}' is not a date. Write it like 2026-10-31."),
    "not_finite": N_(
        "{title}: '{value}' is not a finite number. Leave the cell empty if the value is unknown."
    ),
    "negative": N_("{title}: {value} is negative. The smallest value allowed is {minimum}."),
    "out_of_range": N_("{title}: {value} is out of range. Allowed: {minimum} to {maximum}."),
    "too_small": N_("{title}: {value} is out of range. Allowed: {minimum} or more."),
    "too_large": N_("{title}: {value} is beyond what such a figure can be. Check its digits and its unit."),
    "unknown_code": N_("{title}: '{value}' is not one of the allowed codes: {codes}."),
    "future_date": N_("{title}: {value} lies after {limit}, the last day of the month."),
    "past_date": N_(
        "{title}: {value} lies before {limit}, the first day of the month. What belongs to a closed month "
        "is corrected there, not added here."
    ),
    "dates_reversed": N_("{title}: {value} lies before {other} ({limit})."),
    "unknown_reference": N_("{title}: '{value}' does not exist in the table {table}."),
    "identical_row": N_("The same row stands already in row {first}. The first is kept, delete this one."),
    "conflicting_rows": N_(
        "{key} '{value}' occurs in several rows that differ, first in row {first}. "
        "None of them is taken; keep the right one."
    ),
    "formula": N_("{title}: the cell holds a formula. Paste its value instead."),
    "cell_error": N_("{title}: the cell shows the error {value}. Mend the cell or empty it."),
    "too_many_fields": N_(
        "The row has more fields than the header ({found} against {expected}). "
        "Quote values that hold the separator, delete cells beyond the last column."
    ),
    "too_few_fields": N_("The row has fewer fields than the header ({found} against {expected})."),
}
# kinds that carry one code; their messages tell them apart
_CODES = {
    "identical_row": "duplicate_key",
    "conflicting_rows": "duplicate_key",
    "too_small": "out_of_range",
    "too_large": "out_of_range",
}

EXPECTED: Mapping[str, str] = {
    "integer": N_("a whole number"),
    "money": N_("an amount of money"),
    "number": N_("a number"),
    "ratio": N_("a ratio such as 0.12 or 12%"),
    "flag": N_("yes or no"),
    "text": N_("readable text"),
    "code": N_("a code"),
    "date": N_("a date"),
}
_SHOWN_CODES = 7
_SHOWN = 200  # characters of a value that are worth showing


def plain(number: float) -> str:
    """Return a limit as people write it: no exponent, no needless decimals."""
    return f"{number:.0f}" if float(number).is_integer() else f"{number:g}"


def _codes(spec: ColumnSpec, language: str) -> str:
    titled = {code: titles[language] for code, titles in (spec.codes or {}).items()}
    codes = [code if code == title else f"{code} ({title})" for code, title in titled.items()]
    return ", ".join(codes if len(codes) <= _SHOWN_CODES else [*codes[:_SHOWN_CODES], "…"])


class Spelt(Message):
    """A message whose texts are finished in every language: ``places`` holds them by language."""

    def render(self, language: str | None = None) -> str:
        """Return the text in ``language`` (default: the current one)."""
        return str(self.places[language_of(language or current_language())])


def named(spec: TableSpec | ColumnSpec) -> Spelt:
    """Return a table or column as a message names it: as in files, in Chinese by its title."""
    return Spelt(spec.name, {"en": spec.name, "zh": spec.title["zh"]})


@dataclass(frozen=True)
class Fault:
    """One thing wrong with one row.

    Parameters
    ----------
    kind : str
        A key of ``REASONS``.
    column : ColumnSpec or None
        The column at fault; None when it is the row as a whole.
    value : str
        What stood in the file.
    places : mapping
        More for the message: limit, first, other, table, found, expected, key; texts, or messages.
    """

    kind: str
    column: ColumnSpec | None = None
    value: str = ""
    places: Mapping[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> str:
        """The reason code."""
        return _CODES.get(self.kind, self.kind)

    @property
    def shown(self) -> str:
        """The value, cut to a length that can be read."""
        return self.value if len(self.value) <= _SHOWN else self.value[: _SHOWN - 1] + "…"

    def render(self, language: str) -> str:
        """Return the message in ``language``."""
        text, places = _frame(self.kind, self.column, language)
        more = {
            name: value.render(language) if isinstance(value, Message) else value
            for name, value in self.places.items()
        }
        return text.format(**{**places, "value": self.shown, **more})


@cache
def _frame(kind: str, column: ColumnSpec | None, language: str) -> tuple[str, dict[str, str]]:
    """Return a reason's text and what its column puts into it: the same for every row."""
    places = {}
    if column is not None:
        places = {
            "title": column.titled(language),
            "expected": translate(EXPECTED[column.dtype], language),
            "minimum": plain(column.limits[0]),
            "maximum": plain(column.limits[1]),
            "codes": _codes(column, language),
        }
    return translate(REASONS[kind], language), places


@dataclass(frozen=True)
class Refusal:
    """A row that is not taken, with all its faults.

    ``row`` counts as the user sees it in the file: the header is row 1, where rows can hold one.
    ``key`` is the row's own, empty where it is not known.
    """

    row: int
    faults: tuple[Fault, ...]
    key: str = ""

    def messages(self) -> dict[str, str]:
        """Return all faults as one text per language."""
        return {language: " ".join(fault.render(language) for fault in self.faults) for language in LANGUAGES}


def spell(refusals: Sequence[Refusal], spec: TableSpec) -> Message:
    """Return refused rows of a table, one line each: row number, key, columns as files name them, message."""
    lines = {
        language: "".join("\n  " + _line(refusal, spec, language) for refusal in refusals)
        for language in LANGUAGES
    }
    return Spelt(lines["en"], lines)


def _line(refusal: Refusal, spec: TableSpec, language: str) -> str:
    at_fault = dict.fromkeys(fault.column.name for fault in refusal.faults if fault.column is not None)
    where = [f"{spec.key[0]} {refusal.key}"] * bool(refusal.key) + list(at_fault)
    text = N_("row {row} ({where}): {text}") if where else N_("row {row}: {text}")
    return translate(text, language).format(
        row=refusal.row, where=", ".join(where), text=refusal.messages()[language]
    )
