"""Refused rows of a closed month, counted by reason: no row and no value of one is handed out."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from tierline.store.runfolder import RunFolder

_BETWEEN = " | "  # how the quarantine file sets the several faults of one row apart


@dataclass(frozen=True)
class Reason:
    """How many refused rows of ``table`` have a fault of the kind ``code`` in ``column``."""

    table: str
    column: str
    code: str
    rows: int


def reasons_in(path: Path, table: str) -> list[Reason]:
    """Return the reasons in a quarantine file, most frequent first; a row with several counts for each.

    Raises
    ------
    OSError, ValueError, KeyError
        If the file is not there or no quarantine file.
    """
    found: Counter[tuple[str, str]] = Counter()
    with path.open(encoding="utf-8-sig", newline="") as stream:
        for row in csv.DictReader(stream):
            codes, columns = row["reason"].split(_BETWEEN), row["column"].split(_BETWEEN)
            found.update(set(zip(codes, columns, strict=True)))
    ordered = sorted(found.items(), key=lambda item: (-item[1], item[0]))
    return [Reason(table, column, code, rows) for (code, column), rows in ordered]


def refusals_in(files: RunFolder) -> list[Reason]:
    """Return the reasons of every quarantine file of a run, each checked to be as it was written."""
    found: list[Reason] = []
    for name, record in files.manifest["rows"].items():
        if record["quarantined"]:
            path = files.folder / "quarantine" / f"{name}.csv"
            files.check(path)
            found += reasons_in(path, name)
    return found
