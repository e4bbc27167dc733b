"""Figures as people type them."""

from __future__ import annotations

import re
from decimal import Decimal

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.policy.exact import hundredths

_PLAIN = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d+)?")
_WIDE = str.maketrans("０１２３４５６７８９．，－＋％−", "0123456789.,-+%-")


def decimal(text: str) -> Decimal:
    """Return a typed number; thousands may be separated, full-width figures are figures.

    Raises
    ------
    BadInputError
        It is no number.
    """
    plain = text.translate(_WIDE).strip().removesuffix("%").strip()
    if not _PLAIN.fullmatch(plain):
        raise BadInputError(N_("“{typed}” is no number. Type figures, such as 12.5."), typed=text.strip())
    return Decimal(plain.replace(",", ""))


def hundredths_of(text: str) -> int:
    """Return a typed number in hundredths.

    Raises
    ------
    BadInputError
        It is no number, or has more than two decimals.
    """
    found = hundredths(decimal(text))
    if found is None:
        raise BadInputError(
            N_("“{typed}” has more than two decimals. Round it to hundredths."), typed=text.strip()
        )
    return found


def months_of(text: str) -> int:
    """Return a typed whole number.

    Raises
    ------
    BadInputError
        It is no whole number.
    """
    found = decimal(text)
    if found != found.to_integral_value():
        raise BadInputError(N_("“{typed}” is no whole number. Type whole months."), typed=text.strip())
    return int(found)
