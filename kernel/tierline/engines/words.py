"""What intake says of one row that an engine found to be bad."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from tierline.messages import LANGUAGES, N_, Message
from tierline.tables.registry import TableSpec


def fault_of(spec: TableSpec, name: str, row: Mapping[str, Any], month_end: datetime.date | None) -> Message:
    """Return what is wrong with the column ``name`` of a row, in intake's words.

    Parameters
    ----------
    spec : TableSpec
        The table.
    name : str
        A column in which an engine saw a bad value.
    row : mapping of str to value
        The columns that are read.
    month_end : date or None
        Limit of dates.
    """
    import numpy as np
    import pyarrow as pa

    from tierline.tables.check import TableCheck
    from tierline.tables.faults import Refusal, Spelt
    from tierline.tables.source import RawBatch

    columns = {each: pa.array([value]) for each, value in row.items()}
    checked = TableCheck(spec, list(columns), month_end).check(RawBatch(np.array([0]), columns))
    faults = [fault for refusal in checked.refused for fault in refusal.faults]
    own = tuple(fault for fault in faults if fault.column is not None and fault.column.name == name)
    if not own:
        return Message(
            N_("'{value}' has blanks or an apostrophe around it, full-width signs, or means 'not known'. "
               "Write it plainly or leave it out, or use --engine kernel, which reads it."),
            {"value": row[name]},
        )  # fmt: skip
    texts = Refusal(0, own).messages()
    return Spelt(texts[LANGUAGES[0]], texts)
