"""The quarantine file: every refused row, with its place and what is wrong, in both languages."""

from __future__ import annotations

import csv
from pathlib import Path
from types import TracebackType

from tierline.tables.faults import Refusal
from tierline.tables.safe_text import neutralise

HEADER = ("file", "row", "column", "value", "reason", "message_en", "message_zh")
_BETWEEN = " | "  # between the several faults of one row


class Quarantine:
    """Writes ``<table>.csv`` (UTF-8 with mark, one line a refused row); nothing refused, no file.

    The file is written aside and renamed when the ``with`` block ends well, so that a stopped run
    leaves the one from before.
    """

    def __init__(self, folder: Path, table: str) -> None:
        self.path = folder / f"{table}.csv"
        self._aside = folder / f".{table}.csv.writing"
        self.rows = 0

    def __enter__(self) -> Quarantine:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._stream = self._aside.open("w", encoding="utf-8-sig", newline="")
        self._writer = csv.writer(self._stream)
        self._writer.writerow(HEADER)
        return self

    def write(self, file: str, refusal: Refusal) -> None:
        """Add one refused row."""
        messages = refusal.messages()
        faults = refusal.faults
        line = (
            file,
            refusal.row,
            _BETWEEN.join(fault.column.name if fault.column else "" for fault in faults),
            _BETWEEN.join(fault.shown for fault in faults),
            _BETWEEN.join(fault.code for fault in faults),
            messages["en"],
            messages["zh"],
        )
        self._writer.writerow([neutralise(cell) if isinstance(cell, str) else cell for cell in line])
        self.rows += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stream.close()
        if kind is not None:
            self._aside.unlink()
        elif self.rows:
            self._aside.replace(self.path)
        else:
            self._aside.unlink()
            self.path.unlink(missing_ok=True)
