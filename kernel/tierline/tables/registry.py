"""The column registry: every table, column, code and range, as data in ``columns/<table>.toml``.

The data dictionary, the template to fill in, the Arrow schema and the checks of intake are made
from it, so that a column is described once. Nothing heavy is imported until a schema is asked for.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from tierline.errors import BadInputError
from tierline.messages import N_, current_language

if TYPE_CHECKING:
    import pyarrow as pa

# in the order in which a reader should meet them
OPTIONAL = ("targets", "actuals", "point_events", "transfers")  # kept by those who count points
TABLES = ("accounts", "managers", "teams", "areas", "overrides", *OPTIONAL)
# names of dtypes and units, as they are shown
KINDS: Mapping[str, str] = {
    "text": N_("text"),
    "code": N_("code"),
    "integer": N_("whole number"),
    "money": N_("money"),
    "number": N_("number"),
    "ratio": N_("ratio"),
    "flag": N_("yes or no"),
    "date": N_("date"),
}
UNITS: Mapping[str, str] = {
    "yuan": N_("yuan"),
    "people": N_("people"),
    "products": N_("products"),
    "orders": N_("orders"),
    "numbers": N_("numbers"),
    "months": N_("months"),
    "complaints": N_("complaints"),
    "computers": N_("computers"),
    "ratio": N_("ratio"),
    "rank": N_("rank"),
}
Texts = Mapping[str, str]  # language -> text
# beyond these a value is a slip of the keyboard, and its hundredths no longer fit a float64 exactly
_LARGEST = {"money": 1e12}
_LARGEST_OTHER = 1e15


@dataclass(frozen=True, eq=False)
class ColumnSpec:
    """One column, as the registry declares it.

    Parameters
    ----------
    name : str
        English name, used in code and in files.
    dtype : str
        text, code, integer, money (float64, 2 decimals), number, ratio, flag or date.
    title, meaning : mapping of language to str
        What people call it and what it holds. The Chinese title is the column's Chinese name.
    unit : str
        English name of the unit, translated where shown; empty when there is none.
    required : bool
        A row without a value is refused, a file without the column too.
    filled : bool
        A row without a value is refused where the file has the column.
    minimum, maximum : float or None
        Allowed range, both ends included.
    codes : mapping of code to {language: title}, or None
        Allowed codes; None also where ``references`` gives them. Of text they stand as they are written:
        only of a code other spellings are understood.
    references : str or None
        ``table.column`` that must hold the value.
    personal : bool
        About a person: shown only where needed.
    reference : str
        Rulebook IDs.
    condition : mapping of language to str, or None
        For which customers the value must be kept (LY-8); not checked at intake.
    needed : tuple of str
        The data standards (by class) that ask for the value in every record (LY-8).
    future : bool
        A date may lie after the month's last day.
    in_month : bool
        A date may not lie before the month's first day: months before are closed.
    not_before : str or None
        Another date column of the row that this one may not precede.
    aliases : tuple of str
        Other headers that are understood.
    """

    name: str
    dtype: str
    title: Texts
    meaning: Texts
    unit: str = ""
    required: bool = False
    filled: bool = False
    minimum: float | None = None
    maximum: float | None = None
    codes: Mapping[str, Texts] | None = None
    references: str | None = None
    personal: bool = False
    reference: str = ""
    condition: Texts | None = None
    needed: tuple[str, ...] = ()
    future: bool = False
    in_month: bool = False
    not_before: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def zh(self) -> str:
        """The Chinese name."""
        return self.title["zh"]

    @property
    def never_empty(self) -> bool:
        """Whether every row of a file that has the column must hold a value."""
        return self.required or self.filled

    @property
    def limits(self) -> tuple[float, float]:
        """The smallest and the largest value allowed of a number."""
        largest = _LARGEST.get(self.dtype, _LARGEST_OTHER)
        return (
            -largest if self.minimum is None else self.minimum,
            largest if self.maximum is None else self.maximum,
        )

    def titled(self, language: str | None = None) -> str:
        """Return the title in ``language`` (default: the current one)."""
        return self.title[language or current_language()]


@dataclass(frozen=True)
class TableSpec:
    """One table: ``key`` names the columns that together tell its rows apart."""

    name: str
    title: Texts
    meaning: Texts
    key: tuple[str, ...]
    columns: tuple[ColumnSpec, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def required(self) -> tuple[str, ...]:
        """The names of the columns that every file must hold."""
        return tuple(column.name for column in self.columns if column.required)

    def column(self, name: str) -> ColumnSpec:
        """Return one column; KeyError when the table has none of that name."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)


_FIELDS = frozenset(field.name for field in fields(ColumnSpec))


def _frozen(value: Any) -> Any:
    if isinstance(value, dict):
        return MappingProxyType({name: _frozen(inner) for name, inner in value.items()})
    return tuple(value) if isinstance(value, list) else value


def _column(table: str, given: Mapping[str, Any]) -> ColumnSpec:
    unknown = set(given) - _FIELDS
    if unknown or given["dtype"] not in KINDS or given.get("unit", "ratio") not in UNITS:
        raise ValueError(
            f"columns/{table}.toml, {given['name']}: {sorted(unknown) or given['dtype']} not known"
        )
    return ColumnSpec(**{name: _frozen(value) for name, value in given.items()})


@cache
def table_spec(name: str) -> TableSpec:
    """Return what the registry says about one table.

    Parameters
    ----------
    name : str
        One of ``TABLES``.

    Raises
    ------
    BadInputError
        There is no such table.
    """
    if name not in TABLES:
        raise BadInputError(
            N_("No table is called '{table}'. Use one of: {tables}."), table=name, tables=", ".join(TABLES)
        )
    data = tomllib.loads(files(__package__).joinpath("columns", f"{name}.toml").read_text(encoding="utf-8"))
    columns = tuple(_column(name, column) for column in data["columns"])
    return TableSpec(name, _frozen(data["title"]), _frozen(data["meaning"]), tuple(data["key"]), columns)


def arrow_type(dtype: str) -> pa.DataType:
    """Return the Arrow type in which a registry dtype is stored."""
    import pyarrow as pa

    types: dict[str, pa.DataType] = {
        "text": pa.string(),
        "code": pa.string(),
        "integer": pa.int64(),
        "money": pa.float64(),
        "number": pa.float64(),
        "ratio": pa.float64(),
        "flag": pa.bool_(),
        "date": pa.date32(),
    }
    return types[dtype]


def arrow_schema(name: str) -> pa.Schema:
    """Return the Arrow schema of one table: all its columns in registry order, missing = null."""
    import pyarrow as pa

    return pa.schema([(column.name, arrow_type(column.dtype)) for column in table_spec(name).columns])


def empty_table(name: str) -> pa.Table:
    """Return a table with the schema and no rows."""
    return arrow_schema(name).empty_table()
