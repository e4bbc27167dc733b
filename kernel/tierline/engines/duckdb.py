"""DuckDB: one machine, Parquet in and out, tables larger than memory."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from tierline.engines.alike import refuse_unlike
from tierline.engines.duckdb_errors import not_finished, not_laid_aside, not_written, unreadable
from tierline.errors import BadInputError, UsageError
from tierline.messages import N_
from tierline.tables.aside import aside, told
from tierline.tables.parquet_checksums import refuse_wrong_checksums
from tierline.tables.parquet_damage import UNREADABLE, damaged
from tierline.tables.parquet_parts import parts_of


class DuckDB:
    """An embedded DuckDB without a database file."""

    dialect = "duckdb"
    order: tuple[str, ...] = ("filename", "file_row_number")

    def __init__(self) -> None:
        try:
            import duckdb
        except ImportError as error:
            raise UsageError(
                N_("DuckDB is not installed. Run: {command}"), command="pip install 'tierline[engines]'"
            ) from error
        self._error = duckdb.Error
        self._no_memory = duckdb.OutOfMemoryException
        self._columns: dict[str, Sequence[str]] = {}  # a path and the columns of it that are read
        self._connection = duckdb.connect()
        # what does not fit into memory goes here, not into the current folder
        self._spill = tempfile.TemporaryDirectory(prefix="tierline-duckdb-")
        self._connection.execute(f"SET temp_directory = {_quoted(self._spill.name)}")

    def open(self, name: str, path: str) -> Any:
        """Make a Parquet file, or all those of a folder, known as a table."""
        import ibis

        try:
            parts = [str(part) for part in parts_of(Path(path))] if Path(path).is_dir() else path
            self._connection.read_parquet(parts, file_row_number=True, filename=True).create_view(name)
            return ibis.schema(_types(self._connection.table(name)))
        except self._error as error:
            raise unreadable(path, error) from error

    def need_alike(self, path: str, columns: Sequence[str]) -> None:
        """Refuse a folder whose files differ in these columns: DuckDB would cast to the first one's types.

        DuckDB passes over the checksums of pages, too, so they are looked at here.
        """
        self._columns[path] = columns
        held: dict[str, dict[str, str]] = {}
        _refuse_twice(Path(path), columns)
        for part in _local(Path(path)):
            refuse_wrong_checksums(part, columns)
        for part in parts_of(Path(path)) if Path(path).is_dir() else ():
            try:
                types = _types(self._connection.read_parquet(str(part)))
            except self._error as error:
                raise unreadable(str(part), error) from error
            held[part.as_posix()] = {name: str(kind) for name, kind in types.items()}
        refuse_unlike(held, columns)

    def fetch(self, sql: str) -> list[dict[str, Any]]:
        """Return a small result's rows."""
        found = self._run(sql)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]

    def write(self, sql: str, target: str) -> int:
        """Write Parquet in the order of the input; an earlier file is replaced only by a whole one."""
        path = Path(target)
        if path.suffix.lower() != ".parquet":
            raise UsageError(N_("{file}: DuckDB writes Parquet. Let OUT end in .parquet."), file=path.name)
        order = ", ".join(self.order)
        ordered = f"SELECT * EXCLUDE ({order}) FROM ({sql}) ORDER BY {order}"
        # it would mark a column in which it knows of no null as one that never holds any
        self._run("SET disabled_optimizers = 'statistics_propagation'")
        with aside(path) as place:
            with told(path):  # DuckDB's own words for a folder without rights are no help
                place.touch()
                place.unlink()  # it would write beside a file that is there
            copy = f"COPY ({ordered}) TO {_quoted(str(place))} (FORMAT parquet, COMPRESSION zstd)"
            try:
                found: Any = self._connection.execute(copy).fetchone()
            except self._error as error:
                raise not_written(path, place, error) or self._failure(error) from error
        return int(found[0])

    def close(self) -> None:
        """Close the connection and remove what was laid aside."""
        self._connection.close()
        self._spill.cleanup()

    def _run(self, sql: str) -> Any:
        try:
            return self._connection.execute(sql)
        except self._error as error:
            raise self._failure(error) from error

    def _failure(self, error: Exception) -> BadInputError:
        said = not_laid_aside(self._spill.name, error)
        if said is None and not isinstance(error, self._no_memory):
            said = self._damaged()
        return said or not_finished(error)

    def _damaged(self) -> BadInputError | None:
        """Read every file through alone: DuckDB does not always say which one it could not read."""
        for path, columns in self._columns.items():
            names = ", ".join('"' + name.replace('"', '""') + '"' for name in columns)
            for part in parts_of(Path(path)) if Path(path).is_dir() else [Path(path)]:
                try:
                    read = f"SELECT bit_xor(hash({names})) FROM read_parquet({_quoted(str(part))})"
                    self._connection.execute(read).fetchall()
                except self._error as error:
                    return None if isinstance(error, self._no_memory) else damaged(part, error)
        return None


def _refuse_twice(path: Path, columns: Sequence[str]) -> None:
    """Refuse a column that a file holds twice: DuckDB would read the first and rename the second."""
    import pyarrow.parquet as pq

    for part in _local(path):
        names: list[str] = []
        with suppress(*UNREADABLE):  # told where the checksums are looked at
            names = pq.read_schema(part).names
        for column in columns:
            if names.count(column) > 1:
                raise BadInputError(
                    N_("{file}: the column {column} is there twice ('{first}' and '{second}'). "
                       "Delete or rename one."),
                    file=part.name, column=column, first=column, second=column,
                )  # fmt: skip


def _local(path: Path) -> list[Path]:
    return parts_of(path) if path.is_dir() else [path] * path.is_file()


def _types(relation: Any) -> dict[str, Any]:
    from ibis.backends.sql.datatypes import DuckDBType

    kinds = map(str, relation.types)
    # in quotes: the type of a column that Arrow wrote without one value
    return {
        column: DuckDBType.from_string(kind.strip('"'))
        for column, kind in zip(relation.columns, kinds, strict=True)
    }


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
