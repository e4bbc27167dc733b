"""Values of a delta as TOML writes them: exact, and the same text for equal figures."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import Any

_BARE = re.compile(r"[A-Za-z0-9_-]+")


def toml_text(value: Any) -> str:
    """Write a value on one line of TOML.

    Parameters
    ----------
    value : bool, int, Decimal, str, list or dict
        A dict becomes an inline table.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return _decimal(value)
    if isinstance(value, int):
        return str(int(value))
    if isinstance(value, dict):
        parts = [f"{_key(name)} = {toml_text(each)}" for name, each in value.items()]
        return "{ " + ", ".join(parts) + " }" if parts else "{}"
    if isinstance(value, list):
        return "[" + ", ".join(map(toml_text, value)) + "]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007F")


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        return str(value).lower().replace("infinity", "inf").lstrip("+")
    whole = value.to_integral_value()
    if value == whole and abs(whole) < Decimal(10) ** 15:
        return str(int(whole))
    plain = str(value.normalize())
    # two decimals read best where points, per cent and money stand
    exponent = value.normalize().as_tuple().exponent
    return format(value.quantize(Decimal("0.01")), "f") if exponent == -1 and abs(whole) < 10**15 else plain


def _key(name: str) -> str:
    return name if _BARE.fullmatch(name) else toml_text(name)
