"""An account's own values: those that its tier depends on, and others tried in their place."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.policy.figures import RATIO, figure_text
from tierline.policy.resolved import Policy
from tierline.tables.registry import ColumnSpec, table_spec
from tierline.tables.values import is_missing, read_number

NUMBERS = ("integer", "money", "number", "ratio")
FLAGS = ("true", "false")


@dataclass(frozen=True)
class Field:
    """A value that the policy reads; ``indicator`` says whether it gives points or only a rule reads it."""

    column: str
    spec: ColumnSpec
    value: Any
    indicator: bool

    @property
    def codes(self) -> tuple[str, ...]:
        """What can be chosen from; empty where a figure or text is typed."""
        return FLAGS if self.spec.dtype == "flag" else tuple(self.spec.codes or ())

    @property
    def written(self) -> str:
        """The value as it would be typed; "" for none."""
        value = self.value
        if value is None:
            return ""
        if isinstance(value, bool):
            return FLAGS[0] if value else FLAGS[1]
        if self.spec.dtype == RATIO:
            return figure_text(value, RATIO).replace("\u202f", "").replace(",", "")
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return str(value)


@dataclass(frozen=True)
class ColumnName:
    """A column's title in whatever language a sentence is written."""

    spec: ColumnSpec

    def render(self, language: str | None = None) -> str:
        """Return the title."""
        return self.spec.titled(language)


def fields(policy: Policy, row: pa.Table) -> list[Field]:
    """Return every value of the account (one row) that the policy reads, indicators first."""
    spec = table_spec(policy.subject)
    scored = {each.column for each in policy.indicators}
    found = [
        Field(name, spec.column(name), _plain(row[name][0].as_py()), name in scored)
        for name in policy.columns
        if name in row.column_names
    ]
    return sorted(found, key=lambda each: not each.indicator)


def read_value(field: Field, typed: str) -> Any:
    """Return what was typed as a value of the column; an empty box is a missing value.

    Raises
    ------
    BadInputError
        It is no value of that kind, out of range, or missing where intake asks for one.
    """
    spec = field.spec
    name = ColumnName(spec)
    if is_missing(typed):
        if spec.required:
            raise BadInputError(N_("{name}: every account has one. Type it."), name=name)
        return None
    if spec.dtype in NUMBERS:
        return _number(spec, typed, name)
    if field.codes:
        if typed not in field.codes:
            raise BadInputError(N_("{name}: '{typed}' is not one of its codes."), name=name, typed=typed)
        return typed == FLAGS[0] if spec.dtype == "flag" else typed
    return typed.strip()


def with_values(row: pa.Table, tried: Mapping[str, Any]) -> pa.Table:
    """Return the account's row with other values in some columns."""
    for name, value in tried.items():
        place = row.column_names.index(name)
        kind = row.schema.field(name).type
        if pa.types.is_dictionary(kind):
            kind = kind.value_type
        if isinstance(value, float) and not pa.types.is_floating(kind):
            kind = pa.float64()
        row = row.set_column(place, name, pa.array([value], kind))
    return row


def _number(spec: ColumnSpec, typed: str, name: ColumnName) -> float | int:
    try:
        found = read_number(typed, ratio=spec.dtype == "ratio")
    except ValueError:
        raise BadInputError(
            N_("{name}: '{typed}' is no number. Type one, or nothing for a missing value."),
            name=name,
            typed=typed.strip(),
        ) from None
    if spec.dtype == "money":
        found = round(found * 100) / 100
    low, high = spec.limits
    if not low <= found <= high or (spec.dtype == "integer" and not found.is_integer()):
        raise BadInputError(
            N_("{name}: {typed} is not possible. Type {kind} from {low} to {high}."),
            name=name,
            typed=typed.strip(),
            kind=Message(N_("a whole number")) if spec.dtype == "integer" else Message(N_("a number")),
            low=_end(spec, low),
            high=_end(spec, high),
        )
    return int(found) if spec.dtype == "integer" else found


def _end(spec: ColumnSpec, value: float) -> str:
    return figure_text(value, RATIO) if spec.dtype == RATIO else f"{value:,.15g}"


def _plain(value: Any) -> Any:
    return None if isinstance(value, float) and math.isnan(value) else value
