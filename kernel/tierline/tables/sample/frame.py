"""Columns put together to a table of the registry."""

from __future__ import annotations

from collections.abc import Mapping, Sized
from typing import Any, cast

import pyarrow as pa

from tierline.tables.registry import arrow_schema


def table(name: str, columns: Mapping[str, Any]) -> pa.Table:
    """Return a table with the registry's schema; columns that are not given are null.

    Parameters
    ----------
    name : str
        Table in the registry.
    columns : mapping of str to Arrow array or list
        All of one length; at least one.
    """
    schema = arrow_schema(name)
    unknown = set(columns) - set(schema.names)
    if unknown:
        raise KeyError(f"{name}: {sorted(unknown)}")
    rows = len(cast(Sized, next(iter(columns.values()))))
    arrays = []
    for field in schema:
        given = columns.get(field.name)
        if given is None:
            arrays.append(pa.nulls(rows, field.type))
        elif isinstance(given, pa.Array):
            arrays.append(given if given.type == field.type else given.cast(field.type))
        else:
            arrays.append(pa.array(given, field.type))
    return pa.Table.from_arrays(arrays, schema=schema)
