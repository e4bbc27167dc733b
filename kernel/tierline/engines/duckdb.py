"""DuckDB: one machine, Parquet in and out, tables larger than memory."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from typing import Any

from tierline.errors import BadInputError, UsageError
from tierline.messages import N_


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

        pattern = str(Path(path) / "*.parquet") if Path(path).is_dir() else path
        try:
            self._connection.read_parquet(pattern, file_row_number=True, filename=True).create_view(name)
            described = self._connection.table(name)
            from ibis.backends.sql.datatypes import DuckDBType

            kinds = map(str, described.types)
            return ibis.schema(
                {
                    # in quotes: the type of a column that Arrow wrote without one value
                    column: DuckDBType.from_string(kind.strip('"'))
                    for column, kind in zip(described.columns, kinds, strict=True)
                }
            )
        except self._error as error:
            raise _unreadable(path, error) from error

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


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _unreadable(path: str, error: Exception) -> BadInputError:
    return BadInputError(
        N_("{file}: no Parquet that an engine can read. Check the path, or write it again. ({why})"),
        file=path,
        why=str(error).splitlines()[0],
    )
