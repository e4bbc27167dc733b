"""Values and points of a policy as Ibis expressions: what stands in a column, and what it earns.

Every engine gets numbers as float64 and codes as text, missing always as null: engines disagree on
how NaN compares, and on how integers are divided.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.policy.resolved import Indicator, Policy
from tierline.policy.scales import Bands, Codes, Linear
from tierline.tables.registry import table_spec

_CODED = ("code", "text", "flag")
_EXACT_DIGITS = 15  # a decimal of more may be read as a neighbouring float by an engine
_WHOLE = 2**53


def value_of(table: Any, column: str, policy: Policy) -> Any:
    """Return a column of the accounts as its kind is compared: float64, date or text.

    Parameters
    ----------
    table : ibis Table
        The accounts, in whatever types the engine keeps them.
    column : str
        A column of the registry.
    policy : Policy
        Gives the subject.

    Returns
    -------
    ibis Value
        Missing and NaN as null; a flag as the codes "true" and "false".

    Raises
    ------
    BadInputError
        The table has no such column, or it holds another kind of value.
    """
    if column not in table.columns:
        raise BadInputError(
            N_("The policy {policy} reads the column '{column}', but the table has none. Add the column."),
            policy=policy.id,
            column=column,
        )
    return read_as(table[column], column, table_spec(policy.subject).column(column).dtype)


def read_as(found: Any, column: str, wanted: str) -> Any:
    """Return an Ibis column as values of the registry's dtype ``wanted``, as ``value_of`` does."""
    kind = found.type()
    if wanted == "flag":
        return _flag_code(found)
    if wanted in _CODED:
        return found if kind.is_string() else found.cast("string")
    if wanted == "date" and (kind.is_date() or kind.is_timestamp()):
        return found.cast("date")
    if kind.is_null():
        return found.cast("date" if wanted == "date" else "float64")
    if wanted == "date" or not (kind.is_numeric() or kind.is_boolean()):
        raise BadInputError(
            N_("Column {column} holds {dtype}, but numbers are needed. Convert the column first."),
            column=column,
            dtype=str(kind),
        )
    return _number(found, kind)


def points_of(indicator: Indicator, read: Any) -> Any:
    """Return an indicator's points in hundredths (int64), null where it is left out (XJ-3).

    ``read`` is the value; of a linear scale its whole steps, as ``steps_of`` gives them.
    """
    import ibis

    missing = ibis.null("int64") if indicator.missing is None else ibis.literal(indicator.missing)
    scale = indicator.scale
    if isinstance(scale, Codes):
        return _cases([(read == code, points) for code, points in scale.points.items()], missing)
    earned = _band_points(scale, read) if isinstance(scale, Bands) else _curve_points(scale, read)
    return _cases([(read.isnull(), missing)], earned)


def steps_of(scale: Linear, value: Any) -> Any:
    """Read a value to whole steps (int64), held within the scale's corners; null stays null."""
    import ibis

    up, down = map(figure, scale.factors)
    steps = value * ibis.cases((value >= figure(0.0), up), else_=down) + figure(0.5)
    # held before it becomes an integer: infinity has none; null is passed by, not held
    first, last = (figure(float(corner)).cast("float64") for corner in (scale.x[0], scale.x[-1]))
    held = ibis.cases((steps <= first, first), (steps >= last, last), else_=steps)
    return held.floor().cast("int64")


def figure(value: float) -> Any:
    """Return a number that every engine reads as the same float64."""
    import ibis

    if value == int(value) and abs(value) < _WHOLE:
        return ibis.literal(int(value))
    if len(Decimal(repr(value)).as_tuple().digits) <= _EXACT_DIGITS and "e" not in repr(value):
        return ibis.literal(value)
    return ibis.literal(repr(value)).cast("float64")


def day_of(day: date) -> Any:
    """Return a date in the spelling that all engines share."""
    import ibis

    return ibis.literal(day.isoformat()).cast("date")


def whole_quotient(above: Any, below: Any, most: int) -> Any:
    """Divide integers (nothing negative) and drop the rest, exactly.

    Engines' ``/`` is now an integer, now a float64 division, and ``//`` has no spelling that all share.
    As long as ``above`` (at ``most``) is below 2**53, no rounded quotient reaches the next integer. Beyond,
    what the remainder leaves divides evenly: its quotient is a whole number give or take a rounding.
    """
    if most < _WHOLE:
        return (above / below).floor().cast("int64")
    return ((above - above % below) / below + figure(0.5)).floor().cast("int64")


def _number(found: Any, kind: Any) -> Any:
    import ibis

    if kind.is_boolean():
        return ibis.cases((found, 1), (~found, 0)).cast("float64")
    number = found.cast("float64")
    return ibis.cases((~number.isnan(), number)) if kind.is_floating() else number


def _flag_code(found: Any) -> Any:
    import ibis

    kind = found.type()
    if kind.is_boolean():
        return ibis.cases((found, "true"), (~found, "false"))
    if kind.is_numeric():
        return ibis.cases((found == 1, "true"), (found == 0, "false"), else_=found.cast("string"))
    return found.cast("string")


def _cases(branches: list[tuple[Any, Any]], otherwise: Any) -> Any:
    import ibis

    return ibis.cases(*branches, else_=otherwise).cast("int64")


def _band_points(scale: Bands, value: Any) -> Any:
    """From the highest edge down; of equal edges (percentiles) the last one counts."""
    highest_first = list(zip(scale.edges, scale.points[1:], strict=True))[::-1]
    by_edge: dict[float, int] = {}
    for edge, points in highest_first:
        by_edge.setdefault(edge, points)
    return _cases([(value >= figure(edge), points) for edge, points in by_edge.items()], scale.points[0])


def _curve_points(scale: Linear, at: Any) -> Any:
    """Interpolate between the corners in integers, rounded half up."""
    corners = list(zip(pairwise(scale.x), pairwise(scale.y), strict=True))
    parts = [(at <= x1, _between(at, x0, x1, y0, y1)) for (x0, x1), (y0, y1) in corners]
    return _cases(parts[:-1], parts[-1][1]) if len(parts) > 1 else parts[0][1]


def _between(at: Any, x0: int, x1: int, y0: int, y1: int) -> Any:
    import ibis

    if y0 == y1:
        return ibis.literal(y0, "int64")
    run, rise = x1 - x0, y1 - y0
    above = at * (2 * rise) + (2 * (y0 * run - rise * x0) + run)
    return whole_quotient(above, ibis.literal(2 * run), most=(2 * max(y0, y1) + 1) * run)
