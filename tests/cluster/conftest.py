"""A real Spark of two local tasks, started once."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from tierline.engines.spark import Spark

QUIET = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.sql.shuffle.partitions": "2",
    "spark.driver.memory": "1g",
}


@pytest.fixture(scope="session")
def spark() -> Iterator[Spark]:
    options = " ".join(f"--conf {name}={value}" for name, value in QUIET.items())
    with pytest.MonkeyPatch.context() as patched:
        patched.setitem(os.environ, "PYSPARK_SUBMIT_ARGS", f"{options} pyspark-shell")
        patched.setitem(os.environ, "SPARK_LOCAL_IP", "127.0.0.1")
        engine = Spark("local[2]")
        yield engine
        engine.close()
