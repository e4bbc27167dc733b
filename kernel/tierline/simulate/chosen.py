"""Which accounts a planner looks at: those of some areas, industries or managers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

Choice = str | Sequence[str | None] | None


def chosen(table: pa.Table, *, area: Choice = None, industry: Choice = None, manager: Choice = None) -> Any:
    """Mark the accounts of the areas, industries and managers named.

    Parameters
    ----------
    table : pyarrow.Table
        Accounts, loaded through a scope: ``area_id``, ``industry``, ``manager_id`` where they are asked for.
    area, industry, manager : str or sequence of str or None, optional
        Codes that count; None among them stands for accounts without one. Not given: no limit. An area
        does not bring those below it: name them too.

    Returns
    -------
    numpy.ndarray of bool, shape (rows,)
        All of the conditions hold. Nobody is chosen where a column that is asked for is absent.
    """
    found = np.ones(table.num_rows, np.bool_)
    for column, choice in (("area_id", area), ("industry", industry), ("manager_id", manager)):
        if choice is not None:
            found &= _one_of(table, column, [choice] if isinstance(choice, str) else list(choice))
    return found


def _one_of(table: pa.Table, column: str, codes: Sequence[str | None]) -> Any:
    if column not in table.column_names or not codes:
        return np.zeros(table.num_rows, np.bool_)
    named = sorted({code for code in codes if code is not None})
    texts = table[column].cast(pa.string())
    found = np.asarray(pc.is_in(texts, value_set=pa.array(named, pa.string())))
    return found | np.asarray(texts.is_null()) if None in codes else found
