"""Values of scenario records as JSON that keeps decimals to the digit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any


def pack(values: Mapping[str, Any]) -> str:
    """Write values as JSON; a decimal as the number it is, None (as the policy has it) as null."""
    return _text(dict(values))


def unpack(text: str) -> dict[str, Any]:
    """Read what `pack` wrote: the same values, numbers with a point as decimals."""
    found: dict[str, Any] = json.loads(text, parse_float=Decimal)
    return found


def _text(value: Any) -> str:
    if isinstance(value, Decimal):
        # json.dumps knows no decimals, and a float would not give the same digits back
        plain = str(value)
        return plain if "." in plain or "E" in plain else f"{plain}.0"
    if isinstance(value, dict):
        parts = (
            f"{json.dumps(str(name), ensure_ascii=False)}: {_text(each)}" for name, each in value.items()
        )
        return "{" + ", ".join(parts) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_text, value)) + "]"
    return json.dumps(value, ensure_ascii=False)
