"""Numbers and dates read letter by letter, without regular expressions: the yardstick for intake.

Written from what intake promises, not from how it does it.
"""

from __future__ import annotations

import datetime
from fractions import Fraction

MISSING = {"", "无", "未知", "0000"}
BAD = "bad"
FULL = {chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)} | {"\u3000": " ", "￥": "¥"}
SCALES = [("万亿", 10**12), ("亿", 10**8), ("千万", 10**7), ("百万", 10**6), ("万", 10**4), ("千", 10**3)]


def half(text: str) -> str:
    """Make full-width letters half-width and drop blanks at both ends."""
    return "".join(FULL.get(letter, letter) for letter in text).strip()


def digits(text: str) -> bool:
    """Return whether it is one digit or more."""
    return bool(text) and all(letter in "0123456789" for letter in text)


def number(text: str, ratio: bool = False) -> Fraction | str | None:
    """Return the exact value, None when missing, BAD when it is no number."""
    rest = half(text)
    if rest in MISSING:
        return None
    sign = 1
    bracketed = rest[:1] == "(" and rest[-1:] == ")"
    if bracketed:
        rest, sign = rest[1:-1].strip(), -1
    signed = rest[:1] in ("+", "-") and rest != ""
    if signed:
        sign, rest = (-1 if rest[0] == "-" else 1), rest[1:].lstrip()
    if bracketed and signed:
        return BAD
    scale = Fraction(1)
    if ratio and rest.endswith("%"):
        rest, scale = rest[:-1].rstrip(), Fraction(1, 100)
    else:
        if rest.startswith("¥"):
            rest = rest[1:].lstrip()
        if rest.endswith("元"):
            rest = rest[:-1].rstrip()
        for word, factor in SCALES:
            if rest.endswith(word):
                rest, scale = rest[: -len(word)].rstrip(), Fraction(factor)
                break
        if not signed and rest[:1] in ("+", "-"):
            if bracketed:
                return BAD
            sign, rest = (-1 if rest[0] == "-" else 1), rest[1:]
    whole, dot, decimals = rest.partition(".")
    groups = whole.split(",")
    if len(groups) > 1 and not (
        1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:]) and all(map(digits, groups))
    ):
        return BAD
    joined = "".join(groups) + decimals
    if not digits(joined) or (dot == "" and decimals):
        return BAD
    return sign * Fraction(int(joined), 10 ** len(decimals)) * scale


def date(text: str) -> datetime.date | str | None:
    """Return the day, None when missing, BAD when it is none."""
    rest = half(text)
    if rest in MISSING:
        return None
    if "年" in rest:
        year, _, rest = rest.partition("年")
        month, found, day = rest.partition("月")
        day = day.removesuffix("日")
        parts = [year, month, day] if found else []
    elif len(rest) == 8 and digits(rest):
        parts = [rest[:4], rest[4:6], rest[6:]]
    else:
        parts = next((rest.split(mark) for mark in "-/." if mark in rest), [])
    lengths = [len(part) for part in parts]
    if len(parts) != 3 or not all(map(digits, parts)) or lengths[0] != 4 or max(lengths[1:]) > 2:
        return BAD
    try:
        day = datetime.date(*map(int, parts))
    except ValueError:
        return BAD
    return day if day.year >= 1900 else BAD
