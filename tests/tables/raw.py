"""Raw files for the tests, and what the quarantine says of them."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

import openpyxl

from tierline.tables.intake import Intake, take_in

MONTH = "2026-10"


def write_csv(
    path: Path,
    rows: Sequence[Sequence[object]],
    encoding: str = "utf-8",
    delimiter: str = ",",
) -> Path:
    """Write rows, the header first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=delimiter).writerows(rows)
    return path


def write_sheets(path: Path, sheets: dict[str, Sequence[Sequence[object]]]) -> Path:
    """Write a workbook, one sheet for each name."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def take(folder: Path, **options: Path) -> Intake:
    """Take in ``folder``, with the quarantine beside it."""
    return take_in(folder, MONTH, folder.parent / "quarantine", **options)


def quarantined(path: Path) -> list[dict[str, str]]:
    """Return the lines of a quarantine file."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))
