"""Spark: a cluster, for a province that outgrows one machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from tierline.engines.alike import refuse_unlike, types_of
from tierline.engines.spark_errors import first_line, not_begun, not_finished, not_written
from tierline.engines.spark_target import Target, beside
from tierline.errors import BadInputError, UsageError
from tierline.messages import N_

_AT_ONCE = 32  # footers read at once, on the driver
_CHECKSUMS = "parquet.page.verify-checksum.enabled"  # by itself Spark writes them, but passes over them


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
        # a Java that was killed no longer takes calls
        self._error = (PySparkException, Py4JError, ConnectionError)
        self._read: dict[str, list[str]] = {}  # a path and its files
        self._found = SparkSession.getActiveSession() is not None
        builder = SparkSession.builder.appName("tierline").config("spark.sql.session.timeZone", "UTC")
        try:
            self._session = (builder if master is None else builder.master(master)).getOrCreate()
        except self._error as error:
            raise not_begun(error) from error

    def open(self, name: str, path: str) -> Any:
        """Make a Parquet file or folder known as a table."""
        import ibis
        from ibis.backends.sql.datatypes import PySparkType

        try:
            frame = self._session.read.option(_CHECKSUMS, "true").parquet(path)
        except self._error as error:
            raise BadInputError(
                N_("{file}: no Parquet that an engine can read. Check the path, or write it again. ({why})"),
                file=path,
                why=first_line(error),
            ) from error
        self._read[path] = sorted(frame.inputFiles())
        frame.createOrReplaceTempView(name)
        return ibis.schema({column: PySparkType.from_string(kind) for column, kind in frame.dtypes})

    def need_alike(self, path: str, columns: Sequence[str]) -> None:
        """Refuse a folder whose files differ in these columns: Spark would read null where one is absent.

        Footers only, many at once: a job for each file, as Spark's own reader begins it, takes far longer.
        """
        files = self._read[path]
        if len(files) < 2:
            return
        try:
            held = {file: types_of(text) for file, text in sorted(self._footers(files))}
        except self._error as error:
            raise not_finished(error) from error
        # what no file holds stands in the folders' names
        stored = [name for name in columns if any(name in types for types in held.values())]
        refuse_unlike(held, stored)

    def _footers(self, files: Sequence[str]) -> Iterator[tuple[str, str]]:
        """Yield each file and its schema as Parquet writes it."""
        context: Any = self._session.sparkContext
        java = context._jvm
        settings = java.org.apache.hadoop.conf.Configuration(context._jsc.hadoopConfiguration())
        settings.set("parquet.metadata.read.parallelism", str(_AT_ONCE))
        statuses = java.java.util.ArrayList()
        for file in files:
            place = java.org.apache.hadoop.fs.Path(java.java.net.URI(file))
            statuses.add(place.getFileSystem(settings).getFileStatus(place))
        reader = java.org.apache.parquet.hadoop.ParquetFileReader
        for footer in reader.readAllFootersInParallel(settings, statuses, True):
            schema = footer.getParquetMetadata().getFileMetaData().getSchema()
            yield footer.getFile().toString(), schema.toString()

    def fetch(self, sql: str) -> list[dict[str, Any]]:
        """Return a small result's rows."""
        try:
            return [row.asDict() for row in self._session.sql(sql).collect()]
        except self._error as error:
            raise not_finished(error) from error

    def write(self, sql: str, target: str) -> int:
        """Write a folder of Parquet files; an earlier one is replaced only by a whole one."""
        try:
            with Target(self._session.sparkContext, target) as place:
                place.prepare()
                found = self._session.sql(sql)
                columns = [_open_to_null(field.name, field.nullable) for field in found.schema.fields]
                found.selectExpr(*columns).write.option("compression", "zstd").parquet(place.beside)
                rows = self._session.read.parquet(place.beside).count()
                place.replace()
        except self._error as error:
            name = Path(beside(target)).name
            raise not_written(target, name, error) or not_finished(error) from error
        return int(rows)

    def close(self) -> None:
        """End the session, unless somebody else had begun it."""
        if not self._found:
            with suppress(*self._error):  # it may have ended by itself
                self._session.stop()


def _java() -> bool:
    home = os.environ.get("JAVA_HOME")
    return bool(shutil.which("java")) or (bool(home) and (Path(str(home)) / "bin" / "java").exists())


def _open_to_null(name: str, nullable: bool) -> str:
    """Return a column as every engine writes it: open to null, which Spark would rule out where it can."""
    # true of every row, but not known before they are read
    return f"`{name}`" if nullable else f"if(spark_partition_id() >= 0, `{name}`, NULL) AS `{name}`"
