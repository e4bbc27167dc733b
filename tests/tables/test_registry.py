"""The registry: complete in both languages, consistent, and what the schema says."""

from __future__ import annotations

import re

import pyarrow as pa
import pytest

from tierline.errors import BadInputError
from tierline.messages import translate
from tierline.tables.headers import match_headers
from tierline.tables.registry import (
    KINDS,
    TABLES,
    UNITS,
    ColumnSpec,
    arrow_schema,
    empty_table,
    table_spec,
)

COLUMNS = [
    pytest.param(table, column, id=f"{table}.{column.name}")
    for table in TABLES
    for column in table_spec(table).columns
]
HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_column_is_told_in_both_languages(table: str, column: ColumnSpec) -> None:
    for texts in (column.title, column.meaning, *(column.codes or {}).values()):
        assert set(texts) == {"en", "zh"}
        assert HAN.search(texts["zh"]), texts
        assert not HAN.search(texts["en"]), texts
    assert column.meaning["en"].endswith(".")
    assert column.meaning["zh"].endswith("。")
    assert re.match(r"[A-Z]{2,3}-\d+", column.reference)


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_column_is_consistent(table: str, column: ColumnSpec) -> None:
    if column.dtype == "code":
        # an area's own number is the one code that is listed nowhere but in its table
        own_key = (column.name,) == table_spec(table).key
        assert own_key or (column.codes is None) != (column.references is None)
    else:
        assert column.codes is None
    if column.references is not None:
        other, _, name = column.references.partition(".")
        assert table_spec(other).key == (name,)
    low, high = column.limits
    assert low < high
    if column.not_before is not None:
        assert table_spec(table).column(column.not_before).dtype == "date"


@pytest.mark.parametrize("table", TABLES)
def test_no_header_means_two_columns(table: str) -> None:
    spec = table_spec(table)
    for column in spec.columns:
        for header in (column.name, *column.title.values(), *column.aliases, f"{column.zh}\n{column.name}"):
            others = [name for name in spec.required if name != column.name]
            places = match_headers("f", [header, *others], spec, {}, [])
            assert places[column.name] == 0, header


@pytest.mark.parametrize("table", TABLES)
def test_key_is_required(table: str) -> None:
    spec = table_spec(table)
    assert spec.key
    assert set(spec.key) <= set(spec.required)
    assert len(set(spec.names)) == len(spec.names)


def test_every_kind_and_unit_is_translated() -> None:
    for word in (*KINDS.values(), *UNITS.values()):
        assert HAN.search(translate(word, "zh")), word


def test_schema_types() -> None:
    schema = arrow_schema("accounts")
    expected = {
        "account_id": pa.string(),
        "industry": pa.string(),
        "employees": pa.int64(),
        "monthly_revenue": pa.float64(),
        "revenue_growth": pa.float64(),
        "has_website": pa.bool_(),
        "opened_on": pa.date32(),
    }
    assert {name: schema.field(name).type for name in expected} == expected
    assert schema.names == list(table_spec("accounts").names)
    assert empty_table("teams").num_rows == 0


def test_registry_cannot_be_changed() -> None:
    spec = table_spec("accounts")
    with pytest.raises(TypeError):
        spec.column("industry").codes["government"] = {}  # type: ignore[index]
    with pytest.raises(AttributeError):
        spec.columns[0].name = "x"  # type: ignore[misc]


def test_unknown_table_is_named() -> None:
    with pytest.raises(BadInputError, match=r"No table is called 'account'.*accounts, managers"):
        table_spec("account")
    with pytest.raises(KeyError):
        table_spec("accounts").column("nothing")
