"""The files of a table that is kept as a folder of Parquet files."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from tierline.errors import BadInputError
from tierline.messages import N_

if TYPE_CHECKING:
    import pyarrow as pa


def parts_of(path: Path) -> list[Path]:
    """Return a file, or the Parquet files of a folder by name; those with a leading . or _ are no parts.

    Raises
    ------
    BadInputError
        There is no such file, or the folder holds none.
    """
    if path.is_dir():
        parts = sorted(each for each in path.glob("*.parquet") if not each.name.startswith((".", "_")))
        if not parts:
            raise BadInputError(N_("{folder}: the folder holds no Parquet file."), folder=path)
        return parts
    if not path.is_file():
        raise BadInputError(N_("{file}: there is no such file."), file=path)
    return [path]


def same_kind(one: pa.DataType, other: pa.DataType) -> bool:
    """Tell whether two Arrow types are one type in Parquet: text is text, coded or long or not."""
    return bool(_stored(one) == _stored(other))


def unlike(file: Path | str, column: str, found: str | None, expected: str, first: str) -> BadInputError:
    """Return what to say of a file of a folder in which a column that is read is not as in the others.

    Parameters
    ----------
    file, first : path or str
        The file, and the one that says what is expected.
    column : str
        The column.
    found, expected : str
        Its types in both; None: the file has no such column.
    """
    if found is None:
        return BadInputError(
            N_("{file}: the column '{column}' is missing here, but {first} has it. Add it, empty if nobody "
               "knows it: all files of the folder must hold it."),
            file=file, column=column, first=first,
        )  # fmt: skip
    return BadInputError(
        N_("{file}: the column '{column}' is {found} here, but {expected} in {first}. "
           "Write all files of the folder alike."),
        file=file, column=column, found=found, expected=expected, first=first,
    )  # fmt: skip


def _stored(kind: pa.DataType) -> pa.DataType:
    import pyarrow as pa

    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return pa.string() if pa.types.is_large_string(kind) or pa.types.is_string_view(kind) else kind
