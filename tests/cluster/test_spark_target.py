"""What Spark writes is whole or not there: on a full disk, where nothing is taken, when it is killed."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.engines import months
from tests.engines.all_kinds import all_kinds
from tests.engines.in_duckdb import by_account
from tests.engines.months import Month, stored_columns
from tierline.engines.engine import score_files
from tierline.engines.spark import Spark
from tierline.engines.spark_errors import not_begun, not_finished, not_written
from tierline.errors import BadInputError
from tierline.tiering.stream import score_parquet

NODE = platform.node()


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Month:
    return months.province(tmp_path_factory.mktemp("province"))


def held(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.spark
@pytest.mark.parametrize("given", ["alone", "with both"])
def test_every_file_has_the_schema_of_the_kernels(spark: Spark, tmp_path: Path, given: str) -> None:
    month, kernel, target = all_kinds(tmp_path), tmp_path / "by-kernel.parquet", tmp_path / "by-spark"
    both = [str(month.previous), str(month.overrides)] if given == "with both" else [None, None]
    score_parquet(month.accounts, kernel, month.policy, previous=both[0], overrides=both[1])
    score_files(spark, str(month.accounts), str(target), month.policy, *both)
    parts = sorted(target.glob("*.parquet"))
    assert parts
    for part in parts:
        assert stored_columns(part) == stored_columns(kernel)
        assert pq.read_schema(part).remove_metadata().equals(month.expected.schema)
    found = pq.read_table(target).cast(month.expected.schema)
    assert by_account(found).equals(by_account(pq.read_table(kernel)))


@pytest.mark.spark
def test_a_full_disk_and_one_that_is_read_only(spark: Spark, month: Month, small_disk: Path) -> None:
    target = small_disk / "tiers"
    target.mkdir()
    (target / "part-of-last-month.parquet").write_bytes(b"old")
    (small_disk / "ballast").write_bytes(b"x" * 50_000)

    def refused() -> str:
        with pytest.raises(BadInputError) as told:
            score_files(spark, str(month.accounts), str(target), month.policy)
        assert told.value.exit_code == 3
        assert told.value.render("zh") != told.value.render("en")
        assert held(small_disk) == {"tiers", "ballast"}
        assert held(target) == {"part-of-last-month.parquet"}
        return told.value.render("en")

    assert refused().startswith(f"{target} cannot be written: the disk is full. It is as it was.")
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    assert refused().startswith(f"{target} cannot be written: Mkdirs failed to create file:")


@pytest.mark.spark
def test_there_must_be_a_folder_to_write_to(spark: Spark, month: Month, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")
    for folder in (tmp_path / "file", tmp_path / "none" / "deep"):
        with pytest.raises(BadInputError, match="there is no such folder to write out to") as told:
            score_files(spark, str(month.accounts), str(folder / "out"), month.policy)
        assert str(folder) in str(told.value)
    assert held(tmp_path) == {"file"}


@pytest.mark.spark
def test_what_killed_runs_left_is_swept(spark: Spark, month: Month, tmp_path: Path) -> None:
    over = [f"tiers.writing-{NODE}-{2**70}", f"tiers.writing-{NODE}-{os.getpid()}"]
    kept = [f"tiers.writing-{NODE}-{os.getppid()}", f"tiers.writing-{NODE}x-{2**70}", str(os.getpid())]
    for name in (*over, *kept):
        (tmp_path / name).mkdir()
        (tmp_path / name / "part-0.parquet").write_bytes(b"half")
    score_files(spark, str(month.accounts), str(tmp_path / "tiers"), month.policy)
    assert held(tmp_path) == {"tiers", *kept}


_KILLED = """
import os, signal, sys
from pyspark.sql import SparkSession
from tierline.cli import main
from tierline.engines.spark_target import Target
replace = Target.replace
def killed(place):
    assert os.listdir(place.beside)
    java = SparkSession.getActiveSession().sparkContext._jvm
    os.kill(java.java.lang.ProcessHandle.current().pid(), signal.SIGKILL)
    replace(place)
Target.replace = killed
main(sys.argv[1:])
"""


@pytest.mark.spark
@pytest.mark.timeout(600)
def test_a_java_that_was_killed(month: Month, tmp_path: Path) -> None:
    words = [
        "score",
        str(month.accounts),
        str(tmp_path / "tiers"),
        "--engine",
        "spark",
        "--master",
        "local[2]",
    ]
    ran = subprocess.run(
        [sys.executable, "-c", _KILLED, *words, *month.arguments], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 3, ran.stderr
    assert "Spark ended before it had finished, mostly for want of memory." in ran.stderr
    assert held(tmp_path) == set()


class _Thrown(Exception):
    """An exception of Java's, as py4j passes it on."""

    def __init__(self, *lines: str) -> None:
        super().__init__("An error occurred while calling o1.parquet.\n: " + "\nCaused by: ".join(lines))
        self._lines = lines

    @property
    def java_exception(self) -> _Thrown:
        return self

    def toString(self) -> str:
        return self._lines[0]

    def getCause(self) -> None:  # another machine's causes come as text only
        return None


ABORTED = (
    "org.apache.spark.SparkException: Job aborted due to stage failure: Task 0 in stage 1.0 failed 4 times"
)
WRITING = "org.apache.spark.SparkException: [TASK_WRITE_FAILED] Task failed while writing rows to hdfs://c/tiers.beside"
FULL = "java.io.IOException: No space left on device"


@pytest.mark.spark
@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([ABORTED, WRITING, FULL], "hdfs://c/tiers cannot be written: the disk is full. It is as it was."),
        (
            [WRITING, "org.apache.hadoop.hdfs.protocol.DSQuotaExceededException: The DiskSpace quota of /t"],
            "hdfs://c/tiers cannot be written: the disk is full.",
        ),
        (
            [
                "org.apache.hadoop.security.AccessControlException: Permission denied: user=li, "
                'access=WRITE, inode="/":hdfs:hdfs:drwxr-xr-x'
            ],
            "hdfs://c/tiers cannot be written: Permission denied: user=li, access=WRITE",
        ),
        (
            [ABORTED, "java.io.FileNotFoundException: /n/tiers.beside/_temporary/0 (Permission denied)"],
            "hdfs://c/tiers cannot be written: /n/tiers.beside/_temporary/0 (Permission denied).",
        ),
        (
            [
                ABORTED,
                f"{FULL}\n\tat org.apache.spark.storage.DiskBlockObjectWriter.write(DiskBlockObj.scala)",
            ],
            "Spark has no room for temporary files: the disk is full.",
        ),
        ([ABORTED, "java.lang.OutOfMemoryError: Java heap space"], "Spark ended before it had finished"),
        (
            [ABORTED, WRITING, "java.io.FileNotFoundException: /in/part-1.parquet (Permission denied)"],
            f"Spark could not finish: {ABORTED}. Mend the table",
        ),
    ],
    ids=["full", "quota", "rights", "rights on a worker", "laid aside", "memory", "a table"],
)
def test_why_in_plain_words(lines: list[str], said: str) -> None:
    error = _Thrown(*lines)
    told = not_written("hdfs://c/tiers", "tiers.beside", error) or not_finished(error)
    assert told.render("en").startswith(said)
    assert told.render("zh") != told.render("en")
    assert "could not be started" in not_begun(error).render("en")


@pytest.mark.spark
def test_a_java_that_no_longer_answers() -> None:
    from py4j.protocol import Py4JError, Py4JNetworkError

    for error in (
        ConnectionRefusedError(111, "Connection refused"),
        Py4JNetworkError("Answer from Java side is empty"),
        Py4JError("An error occurred while calling o86.delete"),
    ):
        assert "Spark ended before it had finished" in not_finished(error).render("en")
    refused = Py4JError("An error occurred while calling o1.x. Trace:\npy4j.Py4JException: no such method")
    assert "Spark could not finish" in not_finished(refused).render("en")
