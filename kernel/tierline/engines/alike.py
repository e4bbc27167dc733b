"""Whether the files of a folder hold the columns that are read alike; what else they hold may differ."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from os.path import commonprefix

from tierline.tables.parquet_parts import unlike

# two blanks before it: a column of the table, not a part of one
_COLUMN = re.compile(
    r"^  (?:required|optional|repeated) (\S+) (.+?)(?: (\(.*\)))?(?: = \d+)?(?: \{|;)$", re.MULTILINE
)


def types_of(schema: str) -> dict[str, str]:
    """Return the columns of a Parquet schema, as parquet-java prints it, and their types."""
    return {name: f"{kind} {meaning}".strip() for kind, name, meaning in _COLUMN.findall(schema)}


def refuse_unlike(held: Mapping[str, Mapping[str, str]], columns: Sequence[str]) -> None:
    """Refuse a folder in which a column that is read is absent from a file, or of another type.

    Parameters
    ----------
    held : mapping of file to mapping of column to type
        In the order of the files; the first one with the column says what is expected.
    columns : sequence of str
        The columns that are read.

    Raises
    ------
    BadInputError
        Names the file, the column and both types.
    """
    start = commonprefix(list(held)).rfind("/") + 1  # noqa: RUF071  (up to the last slash)
    for column in columns:
        first = next((file for file, types in held.items() if column in types), None)
        for file, types in held.items():
            if first is not None and types.get(column) != held[first][column]:
                raise unlike(file, column, types.get(column), held[first][column], first[start:])
