"""Sample data: an invented province, the real customers of a wholesaler, a sales force by quarters.

``write_sample`` writes the raw tables of every month into a workspace, ready for the monthly run, and
the truth behind the invented ones beside them.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tierline.errors import UsageError
from tierline.messages import N_

if TYPE_CHECKING:
    from tierline.tables.sample.crm_sales import Sales
    from tierline.tables.sample.online_retail import Wholesaler
    from tierline.tables.sample.province import Province
    from tierline.tables.sample.write import Progress, SampleWritten

SOURCES = ("province", "online-retail", "crm-sales")
MOST_MONTHS = {"online-retail": 13, "crm-sales": 4}  # of crm-sales, the last month of each quarter of 2017
LAST_MONTH = "2026-10"


def write_sample(
    workspace: Path | str,
    accounts: int = 20_000,
    months: int = 13,
    seed: int = 2008,
    dirty: bool = False,
    last_month: str = LAST_MONTH,
    source: str = "province",
    force: bool = False,
    progress: Progress | None = None,
) -> SampleWritten:
    """Write the sample's raw tables to ``workspace/raw`` and its truth to ``workspace/ground_truth``.

    Parameters
    ----------
    workspace : Path
        Made when it does not exist.
    accounts : int
        Accounts in the first month; some leave and new ones arrive each month (province only).
    months : int
        Number of months; of online-retail the last ones, at most 13; of crm-sales quarters, at most 4.
    seed : int
        The same seed gives the same bytes (province only).
    dirty : bool
        Put faults into about one row in a hundred, and write files as people send them: CSV in GB18030,
        万, full-width digits, Chinese dates (province only). ``ground_truth/dirty.parquet`` tells them.
    last_month : str
        "YYYY-MM" (province only).
    source : str
        "province", "online-retail" (December 2010 to December 2011) or "crm-sales" (quarters of 2017).
    force : bool
        Replace different files that are already there.
    progress : callable, optional
        Called with (month, done, total) after each month.

    Returns
    -------
    SampleWritten
        Folder and rows per month.

    Raises
    ------
    UsageError
        A number or month that makes no sense.
    BadInputError
        Different files are already there.
    """
    from tierline.tables.sample.faults import Faults
    from tierline.tables.sample.untidy import write_untidy
    from tierline.tables.sample.write import SampleWritten, aside, put_in_place, write_parquet

    _check(accounts, months, seed, dirty, last_month, source)
    workspace = Path(workspace)
    rows: dict[str, int] = {}
    faults = Faults()
    with aside(workspace) as folder:
        drawn = _drawn(source, accounts, months, seed, last_month)
        for month, tables in drawn.months():
            place = folder / "raw" / f"month={month}"
            if dirty:
                write_untidy(place, month, tables, len(rows), seed, faults)
            else:
                for name, table in tables.items():
                    write_parquet(table, place / f"{name}.parquet")
            rows[month] = tables["accounts"].num_rows
            if progress:
                progress(month, len(rows), months)
        truth = drawn.truth() | ({"dirty": faults.as_table()} if dirty else {})
        for name, table in truth.items():
            write_parquet(table, folder / "ground_truth" / f"{name}.parquet")
        put_in_place(folder, workspace, force)
    return SampleWritten(workspace, rows)


def _drawn(
    source: str, accounts: int, months: int, seed: int, last_month: str
) -> Province | Wholesaler | Sales:
    if source == "online-retail":
        from tierline.tables.sample.online_retail import read_wholesaler

        return read_wholesaler(months)
    if source == "crm-sales":
        from tierline.tables.sample.crm_sales import read_sales

        return read_sales(months)
    from tierline.tables.sample.province import draw_province

    return draw_province(accounts, months, seed, last_month)


def _check(accounts: int, months: int, seed: int, dirty: bool, last_month: str, source: str) -> None:
    if source not in SOURCES:
        raise UsageError(
            N_("No sample is called '{source}'. Use one of: {sources}."),
            source=source,
            sources=", ".join(SOURCES),
        )
    most = MOST_MONTHS.get(source)
    if most is not None and (months > most or dirty):
        raise UsageError(
            N_(
                "The data of {source} are as they were published: {most} months, and no faults put in. "
                "Leave out {option}."
            ),
            source=source,
            most=most,
            option="--dirty" if dirty else "--months",
        )
    for name, value, least in (("accounts", accounts, 20), ("months", months, 1), ("seed", seed, 0)):
        if value < least:
            raise UsageError(
                N_("{name} is {value}; give {least} or more."), name=name, value=value, least=least
            )
    if not re.fullmatch(r"\d{4}-(0[1-9]|1[0-2])", last_month) or last_month < "2001":
        raise UsageError(
            N_("'{month}' is not a month. Write it as YYYY-MM, for example 2026-10."), month=last_month
        )


__all__ = ["LAST_MONTH", "SOURCES", "write_sample"]
