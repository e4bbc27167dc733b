"""From the decimals of a policy file to the integers the kernel adds: hundredths and basis points."""

from __future__ import annotations

from decimal import Decimal

HUNDRED = 10_000  # 100.00 in hundredths; also 100 % in basis points


def number(value: object) -> Decimal | None:
    """Return ``value`` as a finite decimal, or None when it is not a number."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        return None
    found = Decimal(value)
    return found if found.is_finite() else None


def hundredths(value: object) -> int | None:
    """Return ``value`` in hundredths, or None when it is no number of at most two decimals."""
    found = number(value)
    if found is None:
        return None
    scaled = found * 100
    return int(scaled) if scaled == scaled.to_integral_value() else None


def decimal_text(value: int) -> str:
    """Write hundredths as the number they stand for, e.g. 8350 -> "83.50"."""
    sign = "-" if value < 0 else ""
    whole, rest = divmod(abs(value), 100)
    return f"{sign}{whole}.{rest:02d}"
