"""Intake of a month: every table found in a folder, checked, the refused rows set aside."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import pyarrow as pa

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.tables.check import last_day
from tierline.tables.faults import Refusal
from tierline.tables.headers import Mappings, read_mapping
from tierline.tables.quarantine import Quarantine
from tierline.tables.registry import OPTIONAL, TABLES, empty_table, table_spec
from tierline.tables.source import SUFFIXES, open_source
from tierline.tables.take import Count, Progress, take_file
from tierline.tables.workbook import STEM, tables_in

# tables that others refer to come first; teams and managers refer to each other, so the keys
# of these three are known before any reference is checked
_ORDER = ("areas", "teams", "managers", "accounts", "overrides", *OPTIONAL)
_REFERRED = ("areas", "teams", "managers")
_ASK_ACCOUNTS = ("overrides", "transfers")


@dataclass(frozen=True)
class FileRecord:
    """A file that was taken in; ``encoding`` is None unless it is text."""

    path: Path
    sha256: str
    encoding: str | None
    rows: int


@dataclass
class Intake:
    """What a month's folder held.

    Parameters
    ----------
    tables : dict of str to Table
        Accepted rows in registry types, for every registered table; one that is not in the
        folder is empty. The rows are mapped from temporary files whose names are gone already.
    counts : dict of str to Count
        Rows read, accepted and quarantined, for the tables in the folder.
    files : dict of str to FileRecord
        The files they came from.
    quarantine_files : dict of str to Path
        For the tables with refused rows.
    notices : list of Message
        Unknown columns and files that were left out.
    refused_keys : dict of str to frozenset of str
        Keys of areas, teams and managers that stand in the file, but only in refused rows.
    """

    tables: dict[str, pa.Table] = field(default_factory=dict)
    counts: dict[str, Count] = field(default_factory=dict)
    files: dict[str, FileRecord] = field(default_factory=dict)
    quarantine_files: dict[str, Path] = field(default_factory=dict)
    notices: list[Message] = field(default_factory=list)
    refused_keys: dict[str, frozenset[str]] = field(default_factory=dict)


def take_in(
    folder: Path,
    month: str,
    quarantine: Path,
    mapping: Path | None = None,
    progress: Progress | None = None,
    only: Collection[str] = TABLES,
) -> Intake:
    """Take in the tables of one month (CSV, XLSX or Parquet; LY-8, XJ-2..XJ-5).

    Rows of refused accounts, managers, teams and areas still count as existing when others
    refer to them: a slip in a manager's telephone does not refuse all of their accounts.

    Parameters
    ----------
    folder : Path
        Holds ``<table>.csv``, ``.xlsx`` or ``.parquet``; accounts must be there.
    month : str
        YYYY-MM; dates after its last day are refused.
    quarantine : Path
        Folder for ``<table>.csv`` with the refused rows; files of an earlier intake are replaced.
    mapping : Path or None
        TOML file that names their headers.
    progress : callable or None
        Told the table and the rows read so far.
    only : collection of str
        The tables that are asked for; what they refer to is checked all the same, other than accounts.

    Returns
    -------
    Intake
        Tables, counts, files and notices.

    Raises
    ------
    BadInputError
        The month, the folder, the mapping or a file as a whole cannot be used.
    """
    month_end = last_day(month)
    mappings = read_mapping(mapping)
    result = Intake()
    paths = find_files(folder, result.notices, mappings)
    read = [name for name in _ORDER if name in paths and (name in only or name in _REFERRED)]
    sources = {name: open_source(paths[name], table_spec(name), mappings) for name in read}
    known: dict[str, pa.Array] = {}
    for name in _REFERRED:
        if name in sources:
            known[name] = take_file(sources[name], table_spec(name), _pass_over, keep_keys=True).keys
    for name in (each for each in _ORDER if each in only):
        if name not in sources:
            (quarantine / f"{name}.csv").unlink(missing_ok=True)
            continue
        source, spec = sources[name], table_spec(name)
        with Quarantine(quarantine, name) as aside:
            refuse = partial(aside.write, source.path.name)
            taken = take_file(
                source,
                spec,
                refuse,
                month_end,
                known,
                progress,
                keep_keys=name == "accounts" and any(table in sources for table in _ASK_ACCOUNTS),
            )
        if name in _REFERRED:
            accepted = set(taken.table[spec.key[0]].to_pylist())
            result.refused_keys[name] = frozenset(known[name].to_pylist()) - accepted - {None}
        if name == "accounts":
            if not taken.count.read:
                raise BadInputError(
                    N_("{file}: there are no rows below the header. Put the month's accounts there."),
                    file=source.path.name,
                )
            known[name] = taken.keys
        if taken.count.quarantined:
            result.quarantine_files[name] = aside.path
        result.tables[name], result.counts[name] = taken.table, taken.count
        result.files[name] = FileRecord(source.path, source.sha256, source.encoding, taken.count.read)
        result.notices.extend(source.notices)
    result.tables = {name: result.tables.get(name, empty_table(name)) for name in TABLES if name in only}
    return result


def _pass_over(refusal: Refusal) -> None:
    """Say nothing: the row is told when its table is taken in."""


def find_files(folder: Path, notices: list[Message], mappings: Mappings) -> dict[str, Path]:
    """Find the one file of each table.

    Parameters
    ----------
    folder : Path
        A month's raw folder.
    notices : list of Message
        Files that belong to no table are told here.
    mappings : mapping
        What ``read_mapping`` returned, for the headers of a workbook of several tables.

    Returns
    -------
    dict of str to Path
        Table name to file; the name may be written in capitals or in Chinese. ``tables.xlsx`` holds
        every table that has a sheet with rows in it.

    Raises
    ------
    BadInputError
        No folder, no accounts, two files for one table, a kind of file that is not read, or a
        file that lies elsewhere.
    """
    if not folder.is_dir():
        raise BadInputError(
            N_("{folder}: there is no such folder. Put the month's tables there, at least accounts.csv."),
            folder=folder,
        )
    stems = {stem.lower(): [name] for name in TABLES for stem in (name, table_spec(name).title["zh"])}
    stems[STEM] = list(TABLES)
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        names = stems.get(path.stem.lower(), [])
        if path.name.startswith((".", "~$")) or path.is_dir():
            continue
        if not names:
            notices.append(Message(N_("{file}: belongs to no table, left out."), {"file": path.name}))
            continue
        _refuse_file(path, folder, (".xlsx",) if len(names) > 1 else SUFFIXES)
        for name in names if len(names) == 1 else tables_in(path, mappings):
            if name in found:
                raise BadInputError(
                    N_("There are two files for the table {table}: {first} and {second}. Keep one."),
                    table=name, first=found[name].name, second=path.name,
                )  # fmt: skip
            found[name] = path
    if "accounts" not in found:
        raise BadInputError(
            N_(
                "{folder}: there is no table of accounts. "
                "Put accounts.csv, accounts.xlsx or accounts.parquet there."
            ),
            folder=folder,
        )
    return found


def _refuse_file(path: Path, folder: Path, suffixes: Sequence[str]) -> None:
    if path.suffix.lower() not in suffixes:
        raise BadInputError(
            N_("{file}: files of the kind '{suffix}' are not read. Save it as one of: {suffixes}."),
            file=path.name, suffix=path.suffix, suffixes=", ".join(suffixes),
        )  # fmt: skip
    if path.resolve().parent != folder.resolve():
        raise BadInputError(
            N_("{file}: this is a link to a file outside the month's folder. Put the file itself there."),
            file=path.name,
        )
