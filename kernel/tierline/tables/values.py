"""Read one cell as a person wrote it: numbers, dates, flags, codes.

This is the slow and patient way, for the cells that the vectorised cast did not take.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal

from tierline.tables.registry import ColumnSpec

# full-width forms of ASCII, and the full-width blank; nothing else is touched, so that no
# character such as a circled digit turns into a number by accident
_HALF = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0xFFE5: 0xA5}
# whole values that mean "not known" (rulebook, readings on the service team)
MISSING = ("", "无", "未知", "0000")
_SCALES = {
    "万亿": 10**12,
    "亿": 10**8,
    "千万": 10**7,
    "百万": 10**6,
    "万": 10**4,
    "千": 10**3,
}
_CURRENCY_BEFORE = re.compile(r"^(RMB|CNY|USD|GBP|EUR|[¥$£€])\s*", re.IGNORECASE)
_CURRENCY_AFTER = re.compile(r"\s*(元整|元|RMB|CNY|USD|GBP|EUR)$", re.IGNORECASE)
_NUMBER = re.compile(r"^[+-]?([0-9]+|[0-9]{1,3}(,[0-9]{3})+)?(\.[0-9]*)?([eE][+-]?[0-9]{1,4})?$")
_NOT_FINITE = re.compile(r"^[+-]?(nan|inf|infinity)$", re.IGNORECASE)
_DATE = re.compile(
    r"^([0-9]{4})(?:-([0-9]{1,2})-([0-9]{1,2})|/([0-9]{1,2})/([0-9]{1,2})|\.([0-9]{1,2})\.([0-9]{1,2})"
    r"|年([0-9]{1,2})月([0-9]{1,2})日?|([0-9]{2})([0-9]{2}))"
    r"(?:[T ]\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?)?$"
)
_TRUE = frozenset(("true", "1", "yes", "y", "是", "有", "对", "√", "t"))
_FALSE = frozenset(("false", "0", "no", "n", "否", "没有", "×", "f"))
FIRST_YEAR = 1900


class NotFiniteError(ValueError):
    """The cell says NaN or infinity."""


def half_width(text: str) -> str:
    """Return ``text`` trimmed, with full-width letters, digits and signs made half-width."""
    return text.translate(_HALF).strip()


def is_missing(text: str) -> bool:
    """Return whether the whole cell means that the value is not known."""
    return half_width(text) in MISSING


def read_number(text: str, ratio: bool = False) -> float:
    """Read a number as people write it.

    Parameters
    ----------
    text : str
        Digits, full-width or not, with thousands separators, 万 or 亿, a currency sign, brackets
        for a negative amount; with ``ratio`` also a percentage.
    ratio : bool
        Read 12% as 0.12.

    Returns
    -------
    float
        The nearest float64 to the exact decimal value.

    Raises
    ------
    NotFiniteError
        The cell says NaN or infinity, or is too large for a float64.
    ValueError
        It is no number.
    """
    rest = half_width(text)
    if _NOT_FINITE.match(rest):
        raise NotFiniteError(text)
    bracketed = rest.startswith("(") and rest.endswith(")")
    if bracketed:
        rest = rest[1:-1].strip()
    sign = rest[:1] if rest[:1] in ("+", "-") else ""
    rest = rest[len(sign) :].lstrip()
    if ratio and rest.endswith("%"):
        rest, scale = rest[:-1].rstrip(), Decimal("0.01")
    else:
        rest, scale = _scaled(_CURRENCY_AFTER.sub("", _CURRENCY_BEFORE.sub("", rest)))
    if (bracketed and sign) or not _NUMBER.match(sign + rest) or not any(c.isdigit() for c in rest):
        raise ValueError(text)
    value = float(Decimal(sign + rest.replace(",", "")) * scale)
    if value in (float("inf"), float("-inf")):
        raise NotFiniteError(text)
    return -value if bracketed else value


def _scaled(rest: str) -> tuple[str, Decimal]:
    for suffix, scale in _SCALES.items():
        if rest.endswith(suffix):
            return rest[: -len(suffix)].rstrip(), Decimal(scale)
    return rest, Decimal(1)


def read_date(text: str) -> datetime.date:
    """Read 2026-10-31, 2026/10/31, 2026.10.31, 20261031 or 2026年10月31日, a time after it left out.

    Raises
    ------
    ValueError
        It is no date, or lies before 1900.
    """
    found = _DATE.match(half_width(text))
    if not found:
        raise ValueError(text)
    year, month, day = (int(part) for part in found.groups() if part is not None)
    if year < FIRST_YEAR:
        raise ValueError(text)
    return datetime.date(year, month, day)


def read_flag(text: str) -> bool:
    """Read 是/否, true/false, yes/no, 1/0; ValueError for anything else."""
    word = half_width(text).lower()
    if word in _TRUE or word in ("1.0",):
        return True
    if word in _FALSE or word in ("0.0",):
        return False
    raise ValueError(text)


def code_names(spec: ColumnSpec) -> Mapping[str, str]:
    """Return every way to write a code of ``spec`` (itself, its titles), lower case, to the code."""
    names: dict[str, str] = {}
    for code, titles in (spec.codes or {}).items():
        for title in titles.values():
            names.setdefault(half_width(title).lower(), code)
    # a code itself beats another code's title
    names.update((code.lower(), code) for code in spec.codes or {})
    return names
