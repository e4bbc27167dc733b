"""What a checked policy's parameter comes to on a day, of tiers and of points alike."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.policy.dated import value_on
from tierline.policy.exact import hundredths
from tierline.policy.resolved import HeldParameter

if TYPE_CHECKING:
    from datetime import date

    from tierline.policy.model import Parameter


def held_on(name: str, parameter: Parameter, day: date, month: str, path: str) -> HeldParameter:
    """Return a parameter with the value that holds on a day.

    Parameters
    ----------
    name : str
    parameter : Parameter
    day : datetime.date
        The last one of ``month``.
    month, path : str
        For the message: what is resolved, and from which file.

    Raises
    ------
    BadInputError
        It has no value yet.
    """
    found = value_on(parameter, day)
    if found is None:
        raise BadInputError(
            N_(
                "{file}: {parameter} has no value in {month}; its first one holds from {first}. "
                "Choose a later month or add an earlier value."
            ),
            file=path,
            parameter=name,
            month=month,
            first=min(entry.since for entry in parameter.values),
        )
    return HeldParameter(
        name, parameter.title, parameter.unit, found.value, found.since, parameter.reference, parameter.source
    )


def whole(value: Any) -> int:
    """Return a checked figure in hundredths."""
    found = hundredths(value)
    assert found is not None
    return found


def already_checked(rule: str, **places: Any) -> None:
    """Take the place of whoever tells faults, where there can be none any more."""
    raise AssertionError(rule)
