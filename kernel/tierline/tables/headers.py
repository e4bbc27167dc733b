"""Which column of a file is which column of the registry."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path

from tierline.errors import BadInputError
from tierline.messages import N_, Message, translate
from tierline.tables.registry import TABLES, UNITS, TableSpec, table_spec
from tierline.tables.values import half_width

Mappings = Mapping[str, Mapping[str, str]]  # table -> their header -> our name
_NEAR = 0.75  # likeness of two names, 1 when the same
_PARTS = re.compile(r"[\n()\[\]]+")


def read_mapping(path: Path | None) -> Mappings:
    """Read a mapping file: TOML, one section a table, ``"their header" = "our_name"``.

    Raises
    ------
    BadInputError
        The file is missing, not TOML, or names a table or column that the registry does not have.
    """
    if path is None:
        return {}
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError as error:
        raise BadInputError(N_("{file}: there is no such mapping file."), file=path) from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise BadInputError(
            N_("{file}: the mapping file is not TOML: {why}."), file=path.name, why=error
        ) from error
    for table, names in data.items():
        if table not in TABLES or not isinstance(names, dict):
            raise BadInputError(
                N_("{file}: [{table}] is not a table. Use one of: {tables}."),
                file=path.name, table=table, tables=", ".join(TABLES),
            )  # fmt: skip
        for header, name in names.items():
            if name not in table_spec(table).names:
                raise BadInputError(
                    N_('{file}: [{table}] "{header}" points to "{name}", which is not a column. '
                       "See `tierline tables show {table}`."),
                    file=path.name, table=table, header=header, name=name,
                )  # fmt: skip
    return data


def _same(text: str) -> str:
    return re.sub(r"[\s_*＊]+", "", half_width(text)).lower()


def _names(spec: TableSpec) -> dict[str, str]:
    known: dict[str, str] = {}
    for column in spec.columns:
        for text in (column.name, *column.title.values(), *column.aliases):
            known.setdefault(_same(text), column.name)
    # a column's own name beats another column's title
    known.update((_same(column.name), column.name) for column in spec.columns)
    return known


def _recognise(header: str, spec: TableSpec, known: Mapping[str, str]) -> str | None:
    """Return the column that a header names, whole or as ``title (name)`` or ``title (unit)``."""
    whole = known.get(_same(header))
    if whole:
        return whole
    parts = [part for part in _PARTS.split(half_width(header)) if part.strip(" *")]
    named = {known[_same(part)] for part in parts if _same(part) in known}
    if len(named) != 1:
        return None
    column = spec.column(named.pop())
    unit = UNITS.get(column.unit, "")
    units = {_same(unit), _same(translate(unit, "zh"))} - {""}
    # any other word may be a unit such as 万元 that would make every value wrong: not recognised
    return column.name if all(_same(part) in known or _same(part) in units for part in parts) else None


def match_headers(
    file: str,
    headers: Sequence[str],
    spec: TableSpec,
    mappings: Mappings,
    notices: list[Message],
    needed: Sequence[str] = (),
) -> dict[str, int]:
    """Find the registry's columns among a file's headers.

    Parameters
    ----------
    file : str
        The file's name, for messages.
    headers : sequence of str
        As they stand in the file.
    spec : TableSpec
        The table that the file should hold.
    mappings : mapping
        What ``read_mapping`` returned; beats the registry's names.
    notices : list of Message
        Unknown columns, which are left out, are told here.
    needed : sequence of str
        Columns that the policy reads: the file must have them, if only empty.

    Returns
    -------
    dict of str to int
        Column name to its place in the file.

    Raises
    ------
    BadInputError
        A required or a needed column is missing, or a column is there twice.
    """
    own = {_same(header): name for header, name in mappings.get(spec.name, {}).items()}
    known = _names(spec)
    places: dict[str, int] = {}
    unknown: list[str] = []
    for place, header in enumerate(headers):
        if not _same(header):
            continue
        name = own.get(_same(header)) or _recognise(header, spec, known)
        if name is None:
            unknown.append(header.strip())
        elif name in places:
            raise BadInputError(
                N_("{file}: the column {column} is there twice ('{first}' and '{second}'). "
                   "Delete or rename one."),
                file=file, column=name, first=headers[places[name]].strip(), second=header.strip(),
            )  # fmt: skip
        else:
            places[name] = place
    missing = [name for name in spec.required if name not in places]
    if missing:
        raise BadInputError(
            N_("{file}: no column '{column}' ({title}). Add it, or name the header that holds it "
               "in a mapping file. "
               "Headers found: {headers}."),
            file=file, column=missing[0], title=spec.column(missing[0]).zh,
            headers=", ".join(header.strip() for header in headers if header.strip()),
        )  # fmt: skip
    for name in needed:
        if name not in places:
            raise BadInputError(
                N_("{file}: no column '{column}' ({title}), which the policy reads. Add it, empty if nobody "
                   "knows it, or name the header that holds it in a mapping file. Headers found: {headers}."),
                file=file, column=name, title=spec.column(name).zh,
                headers=", ".join(header.strip() for header in headers if header.strip()),
            )  # fmt: skip
    if unknown:
        notices.append(
            Message(
                N_("{file}: unknown columns left out: {columns}."),
                {"file": file, "columns": ", ".join(unknown)},
            )
        )
        notices.extend(_nearest(file, unknown, spec, known, places))
    return places


def _nearest(
    file: str, unknown: Sequence[str], spec: TableSpec, known: Mapping[str, str], places: Mapping[str, int]
) -> Iterator[Message]:
    """Yield a question for each unknown header that is almost the name of a column not found."""
    absent = {text: name for text, name in known.items() if name not in places}
    for header in unknown:
        near = get_close_matches(_same(header), absent, n=1, cutoff=_NEAR)
        if near:
            yield Message(
                N_(
                    "{file}: did '{header}' mean {column} ({title})? Rename it, or name it in a mapping file."
                ),
                {
                    "file": file,
                    "header": header,
                    "column": absent[near[0]],
                    "title": spec.column(absent[near[0]]).zh,
                },
            )
