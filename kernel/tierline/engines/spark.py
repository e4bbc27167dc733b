"""Spark: a cluster, for a province that outgrows one machine."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Any

from tierline.errors import BadInputError, UsageError
from tierline.messages import N_


class Spark:
    """A Spark session; paths may be those of the cluster's file system (hdfs://, s3a://).

    Parameters
    ----------
    master : str or None
        local[2], spark://host:7077, yarn, k8s://...; None leaves it to Spark's own configuration.
    """

    dialect = "spark"
    order: tuple[str, ...] = ()  # rows lie in as many files as there were tasks

    def __init__(self, master: str | None = None) -> None:
        try:
            from py4j.protocol import Py4JError
            from pyspark.errors import PySparkException
            from pyspark.sql import SparkSession
        except ImportError as error:
            raise UsageError(
                N_("PySpark is not installed. Run: {command}"), command="pip install 'tierline[spark]'"
            ) from error
        if not _java():
            raise UsageError(
                N_(
                    "Spark needs Java, and none was found. Install Java 17 or later "
                    "(Debian, Ubuntu: {command}) or set JAVA_HOME."
                ),
                command="apt-get install openjdk-17-jre-headless",
            )
        self._error = (PySparkException, Py4JError)
        self._found = SparkSession.getActiveSession() is not None
        builder = SparkSession.builder.appName("tierline").config("spark.sql.session.timeZone", "UTC")
        self._session = (builder if master is None else builder.master(master)).getOrCreate()

    def open(self, name: str, path: str) -> Any:
        """Make a Parquet file or folder known as a table."""
        import ibis
        from ibis.backends.sql.datatypes import PySparkType

        try:
            frame = self._session.read.parquet(path)
        except self._error as error:
            raise BadInputError(
                N_("{file}: no Parquet that an engine can read. Check the path, or write it again. ({why})"),
                file=path,
                why=_first_line(error),
            ) from error
        self._refuse_unlike(frame)
        frame.createOrReplaceTempView(name)
        return ibis.schema({column: PySparkType.from_string(kind) for column, kind in frame.dtypes})

    def _refuse_unlike(self, frame: Any) -> None:
        """Refuse a folder in which a file lacks a column of another: Spark would read null there."""
        files = sorted(frame.inputFiles())
        held = [set(self._session.read.parquet(file).columns) for file in files] if len(files) > 1 else []
        for column in frame.columns:
            having = [column in names for names in held]
            if any(having) and not all(having):  # none: the folders' names hold it
                raise BadInputError(
                    N_("{file}: the column '{column}' is {found} here, but {expected} in {first}. "
                       "Write all files of the folder alike."),
                    file=files[having.index(False)].rsplit("/", 1)[-1], column=column, found="-",
                    expected=dict(frame.dtypes)[column], first=files[having.index(True)].rsplit("/", 1)[-1],
                )  # fmt: skip

    def fetch(self, sql: str) -> list[dict[str, Any]]:
        """Return a small result's rows."""
        try:
            return [row.asDict() for row in self._session.sql(sql).collect()]
        except self._error as error:
            raise _failed(error) from error

    def write(self, sql: str, target: str) -> int:
        """Write a folder of Parquet files; an earlier one is replaced only by a whole one."""
        aside = f"{target.rstrip('/')}.writing-{os.getpid()}"
        files, place = self._files(target)
        _files, beside = self._files(aside)
        try:
            self._session.sql(sql).write.option("compression", "zstd").parquet(aside)
            rows = self._session.read.parquet(aside).count()
            files.delete(place, True)
            moved = files.rename(beside, place)
        except self._error as error:
            raise _failed(error) from error
        finally:
            files.delete(beside, True)
        if not moved:
            raise BadInputError(N_("{file} could not be written. Check the folder's rights."), file=target)
        return int(rows)

    def close(self) -> None:
        """End the session, unless somebody else had begun it."""
        if not self._found:
            self._session.stop()

    def _files(self, path: str) -> tuple[Any, Any]:
        """Return the file system of a path, and the path as it knows it."""
        context: Any = self._session.sparkContext
        place = context._jvm.org.apache.hadoop.fs.Path(path)
        return place.getFileSystem(context._jsc.hadoopConfiguration()), place


def _java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return bool(shutil.which("java")) or (bool(home) and (Path(str(home)) / "bin" / "java").exists())


def _failed(error: Exception) -> BadInputError:
    return BadInputError(
        N_("Spark could not finish: {why}. Mend the table, or use --engine kernel."),
        why=_first_line(error),
    )


def _first_line(error: Exception) -> str:
    thrown = getattr(error, "java_exception", None)  # what Java says, without the call that led to it
    return str(error if thrown is None else thrown.toString()).strip().splitlines()[0]
