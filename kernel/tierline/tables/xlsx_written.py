"""A workbook is made whole before a byte of it is written: a full disk then fails in one place."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from tierline.tables.aside import no_room

_TEXT_STAYS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False}


class _Held(BytesIO):
    """Stays open to the end: an archive that was given up writes its last bytes when it is collected."""

    def close(self) -> None:
        """Let memory go with the object."""


@contextmanager
def workbook(place: Path, *, rows_in_order: bool = False) -> Iterator[Any]:
    """Give an xlsxwriter workbook; at the end of the ``with`` block it is written to ``place``.

    Parameters
    ----------
    place : Path
        From ``aside``.
    rows_in_order : bool
        Cells come row by row: only one row is held, the rest lies in temporary files.

    Raises
    ------
    BadInputError
        No room for temporary files.
    OSError
        ``place`` cannot be written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    content = _Held()  # the packed workbook; its sheets lie in temporary files
    try:
        with xlsxwriter.Workbook(content, {"constant_memory": rows_in_order, **_TEXT_STAYS_TEXT}) as book:
            yield book
    except (OSError, FileCreateError) as error:
        cause = error if isinstance(error, OSError) else error.args[0]  # xlsxwriter wraps the system's
        raise no_room(tempfile.gettempdir(), cause) from error
    place.write_bytes(content.getbuffer())
