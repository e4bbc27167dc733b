"""DuckDB: one machine, Parquet in and out, tables larger than memory."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tierline.engines.alike import refuse_unlike
from tierline.errors import BadInputError, UsageError
from tierline.messages import N_
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
            raise _unreadable(path, error) from error

    def need_alike(self, path: str, columns: Sequence[str]) -> None:
        """Refuse a folder whose files differ in these columns: DuckDB would cast to the first one's types."""
        held: dict[str, dict[str, str]] = {}
        for part in parts_of(Path(path)) if Path(path).is_dir() else ():
            try:
                types = _types(self._connection.read_parquet(str(part)))
            except self._error as error:
                raise _unreadable(str(part), error) from error
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
        if not path.parent.is_dir():
            raise BadInputError(
                N_("{folder}: there is no such folder to write {file} to."),
                folder=path.parent,
                file=path.name,
            )
        aside = path.with_name(f".{path.name}.writing-{os.getpid()}")
        order = ", ".join(self.order)
        ordered = f"SELECT * EXCLUDE ({order}) FROM ({sql}) ORDER BY {order}"
        try:
            copied = self._run(
                f"COPY ({ordered}) TO {_quoted(str(aside))} (FORMAT parquet, COMPRESSION zstd)"
            )
            (rows,) = copied.fetchone()
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
        return int(rows)

    def close(self) -> None:
        """Close the connection and remove what was laid aside."""
        self._connection.close()
        self._spill.cleanup()

    def _run(self, sql: str) -> Any:
        try:
            return self._connection.execute(sql)
        except self._error as error:
            raise BadInputError(
                N_("DuckDB could not finish: {why}. Mend the table, or use --engine kernel."),
                why=str(error).splitlines()[0],
            ) from error


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


def _unreadable(path: str, error: Exception) -> BadInputError:
    return BadInputError(
        N_("{file}: no Parquet that an engine can read. Check the path, or write it again. ({why})"),
        file=path,
        why=str(error).splitlines()[0],
    )
