"""Figures as people type them, read exactly: points, per cent and hours as whole hundredths."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.policy.exact import hundredths
from tierline.tables.values import half_width

_BETWEEN = re.compile(r"[\s,;，；、]+")
_THOUSANDS = re.compile(r"^[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]*)?$")
LARGEST = Decimal(10) ** 12  # beyond it a figure is a slip of the keyboard


def typed_hundredths(typed: str, name: Message) -> int:
    """Return a figure with at most two decimals in hundredths: "82.5" is 8250.

    Parameters
    ----------
    typed : str
        Full-width signs, thousands separators and a per cent sign are understood.
    name : Message
        What the figure is called, for a refusal.

    Raises
    ------
    BadInputError
        It is no number, or has more than two decimals.
    """
    found = _decimal(typed)
    exact = hundredths(found) if found is not None else None
    if exact is None:
        raise BadInputError(
            N_("{name}: '{typed}' is no number with at most two decimals. Type one, for example 12.5."),
            name=name,
            typed=typed.strip(),
        )
    return exact


def typed_whole(typed: str, name: Message, least: int, most: int) -> int:
    """Return a whole number between ``least`` and ``most``; BadInputError otherwise."""
    found = _decimal(typed)
    if found is None or found != found.to_integral_value() or not least <= found <= most:
        raise BadInputError(
            N_("{name}: '{typed}' is no whole number from {least} to {most}. Type one."),
            name=name,
            typed=typed.strip(),
            least=least,
            most=most,
        )
    return int(found)


def typed_list(typed: str) -> list[str]:
    """Return the entries of a list, set apart by commas, semicolons or blanks."""
    return [each for each in _BETWEEN.split(half_width(typed)) if each]


def _decimal(typed: str) -> Decimal | None:
    plain = half_width(typed).removesuffix("%").rstrip()
    plain = plain.replace(",", "") if _THOUSANDS.match(plain) else plain
    try:
        found = Decimal(plain.replace("\u2212", "-"))
    except InvalidOperation:
        return None
    return found if found.is_finite() and abs(found) <= LARGEST else None
