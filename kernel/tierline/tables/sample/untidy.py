"""A month's tables as people send them: CSV in two encodings, text in Parquet, a workbook; with faults in."""

from __future__ import annotations

import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pyarrow as pa

from tierline.tables.registry import table_spec
from tierline.tables.sample.csv_as_sent import write_csv
from tierline.tables.sample.faults import Faults, spoil
from tierline.tables.sample.province import last_day
from tierline.tables.sample.setting import setting, stream
from tierline.tables.sample.spelling import as_text, respell
from tierline.tables.sample.untidy_points import write_untidy_points
from tierline.tables.sample.write import write_parquet

# how the accounts come, month by month in turn
_FORMS = (("accounts.csv", "gb18030"), ("accounts.csv", "utf-8-sig"), ("accounts.parquet", ""))


def write_untidy(
    folder: Path, month: str, tables: dict[str, pa.Table], index: int, seed: int, faults: Faults
) -> None:
    """Write one month's tables to ``folder``; ``faults`` is told which rows must be refused.

    Parameters
    ----------
    folder : Path
        The month's raw folder.
    month : str
        "YYYY-MM".
    tables : dict of str to pa.Table
        The month's tables, right and tidy.
    index : int
        The month's number in the sample; decides the form of the accounts.
    seed : int
        Same seed, same bytes.
    """
    folder.mkdir(parents=True, exist_ok=True)
    draw = stream(seed, "untidy", index)
    file, encoding = _FORMS[index % len(_FORMS)]
    accounts = tables["accounts"]
    text = respell("accounts", accounts, as_text(accounts), draw)
    spared = set(tables["overrides"]["account_id"].to_pylist())
    spoilt = spoil(text, spared, last_day(month), file, draw, faults)
    if encoding:
        write_csv(folder / file, "accounts", spoilt.table, encoding, spoilt.lines)
    else:
        write_parquet(spoilt.table, folder / file)
    managers = tables["managers"]
    write_csv(
        folder / "managers.csv",
        "managers",
        respell("managers", managers, as_text(managers), draw),
        "utf-8-sig" if encoding == "gb18030" else "gb18030",
        {},
    )
    for name in ("teams", "areas"):
        write_parquet(tables[name], folder / f"{name}.parquet")
    _write_overrides(folder / "overrides.xlsx", month, tables["overrides"], accounts, faults)
    write_untidy_points(folder, month, tables, index, seed, faults)


def _write_overrides(path: Path, month: str, overrides: pa.Table, accounts: pa.Table, faults: Faults) -> None:
    """Write the overrides as a workbook, and below them faults that only they or only XLSX can have."""
    import xlsxwriter

    spec = table_spec("overrides")
    end = last_day(month)
    present = accounts["account_id"][0].as_py()
    tier = setting().overrides[0]["tier"]
    later = end + timedelta(days=90)
    wrong: list[tuple[str, str, list[object]]] = [
        ("dates_reversed", "expires_on", [present, tier, "M00001", "补录", end, end - timedelta(days=30)]),
        ("unknown_reference", "account_id", ["G99999999", tier, "M00001", "补录", end, later]),
        ("missing_required", "reason", [present, tier, "M00001", None, end, later]),
        ("formula", "tier", [present, "=1+1", "M00001", "补录", end, later]),
        ("cell_error", "approver", [present, tier, "#REF!", "补录", end, later]),
    ]
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"strings_to_formulas": True, "in_memory": True}) as book:
        # the clock must not decide the bytes
        book.set_properties({"created": datetime(2008, 10, 1, tzinfo=UTC)})
        days = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet(spec.title["zh"])
        sheet.write_row(0, 0, [column.zh for column in spec.columns])
        rows = [list(row.values()) for row in overrides.to_pylist()]
        for number, values in enumerate([*rows, *(row for _, _, row in wrong)], start=1):
            for place, value in enumerate(values):
                if isinstance(value, date):
                    sheet.write_datetime(number, place, value, days)
                elif value == "#REF!":
                    sheet.write_formula(number, place, "=#REF!", None, value)
                elif value is not None:
                    sheet.write(number, place, value)
    path.write_bytes(_error_without_formula(written.getvalue()))
    for number, (reason, column, values) in enumerate(wrong, start=len(rows) + 2):
        value = values[spec.names.index(column)]
        faults.add(month, path.name, number, column, reason, None if value is None else str(value))


def _error_without_formula(book: bytes) -> bytes:
    """Return the workbook with the error cell's formula taken out, as when values were pasted."""
    done = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as given, zipfile.ZipFile(done, "w", zipfile.ZIP_DEFLATED) as out:
        for entry in given.infolist():
            content = given.read(entry)
            if entry.filename == "xl/worksheets/sheet1.xml":
                content = content.replace(b"<f>#REF!</f>", b"")
            out.writestr(entry, content)
    return done.getvalue()
