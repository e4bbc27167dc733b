"""Whether a column of 32-bit floats can be scored: the policy's own edges must survive that type.

The kernel compares exactly what is stored. Yet 0.7 stored in 32 bits is 0.699999988, below an edge at
0.7, so the account would fall into another band than its figure says. An edge that 32 bits hold exactly
(0.5, 20, 8 000) leaves every value on its side; a curve is read to whole steps, and survives while its
corners are fewer than 2^23 steps from 0, as the step is then still found by rounding.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.policy.resolved import Policy
from tierline.policy.scales import Bands, Linear
from tierline.tables.parquet_parts import parts_of

MOST_STEPS = 2**23  # half a step is still told apart in 24 bits


def refuse_narrow(policy: Policy, column: str) -> None:
    """Refuse a column of float32 if an edge of the policy does not survive the type.

    Parameters
    ----------
    policy : Policy
        Reads the column: in indicators, in rules or both.
    column : str
        Holds float32.

    Raises
    ------
    BadInputError
        Names the column, the indicator or rule, the edge, and what to do.

    Notes
    -----
    Source: rulebook XJ-3; Readings, Tiering (a value on an edge is in the upper band).
    """
    lost = next(lost_edges(policy, column), None)
    if lost is not None:
        place, edge = lost
        raise BadInputError(
            N_(
                "Column {column} is stored as float32, which does not hold the edge {edge} of {place} "
                "exactly, so an account on the edge could fall below it. Store the column as float64."
            ),
            column=column,
            edge=edge,
            place=place,
        )


def refuse_narrow_file(policy: Policy, path: Path) -> None:
    """Refuse a Parquet file, or a folder of them, for a float32 column as ``refuse_narrow`` does.

    Other kinds of file hold figures as they are written. A file that cannot be read is left to its reader.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    from tierline.tables.parquet_damage import UNREADABLE

    files = parts_of(path) if path.is_dir() else [path] * (path.suffix.lower() == ".parquet")
    for file in files:
        with suppress(*UNREADABLE):
            schema = pq.read_schema(file)
            narrow = {field.name for field in schema if field.type == pa.float32()}
            for column in policy.columns:
                for place, edge in lost_edges(policy, column) if column in narrow else ():
                    raise BadInputError(
                        N_(
                            "{file}: column {column} is stored as float32, which does not hold the edge "
                            "{edge} of {place} exactly, so an account on the edge could fall below it. "
                            "Store the column as float64."
                        ),
                        file=file.name,
                        column=column,
                        edge=edge,
                        place=place,
                    )


def lost_edges(policy: Policy, column: str) -> Iterator[tuple[str, float]]:
    """Yield the indicator or rule, and the edge, that float32 does not hold."""
    for indicator in policy.indicators:
        scale = indicator.scale
        if indicator.column != column:
            continue
        if isinstance(scale, Bands):
            yield from ((indicator.id, edge) for edge in scale.edges if _lost(edge))
        elif isinstance(scale, Linear):
            far = (steps for steps in scale.x if abs(steps) >= MOST_STEPS)
            yield from ((indicator.id, steps / scale.per_unit) for steps in far)
    for rule in policy.rules:
        for term in rule.terms:
            for atom in sorted(term, key=str):
                if atom.column == column and _is_lost_number(atom.value):
                    yield rule.id, float(atom.value)


def _is_lost_number(value: Any) -> bool:
    return isinstance(value, int | float | Decimal) and _lost(float(value))


def _lost(edge: float) -> bool:
    with np.errstate(over="ignore"):  # too large for 32 bits is endless, and lost
        return float(np.float32(edge)) != edge
