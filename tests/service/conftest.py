"""A real PostgreSQL server for the length of the tests, in a folder of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from tests import machine
from tierline.store.staff import system_user
from tierline.store.workspace import Workspace


def _as_postgres(*command: str | Path) -> list[str]:
    words = [str(word) for word in command]
    # the server refuses to run as root
    return ["runuser", "-u", "postgres", "--", *words] if os.geteuid() == 0 else words


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    programs = machine.postgres_programs()
    if programs is None:
        reason = "PostgreSQL is not installed: nothing was tested on the server's database"
        if os.environ.get("CI"):
            pytest.fail(reason)
        pytest.skip(reason)
    folder = Path(tempfile.mkdtemp(prefix="tierline-pg-"))
    if os.geteuid() == 0:
        shutil.chown(folder, "postgres", "postgres")
    data, log, port = folder / "data", folder / "log", _free_port()

    def run(*command: str | Path) -> None:
        # pg_ctl hands its output on to the server, which would keep a pipe open for ever
        with (folder / "output").open("ab") as output:
            subprocess.run(_as_postgres(*command), check=True, stdout=output, stderr=output, cwd=folder)

    try:
        run(
            programs / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "--no-sync",
            "-E", "UTF8", "--locale=C.UTF-8",
        )  # fmt: skip
        options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1 -c fsync=off"
        run(programs / "pg_ctl", "-D", data, "-w", "-l", log, "-o", options, "start")
        try:
            yield f"postgresql://postgres@127.0.0.1:{port}"
        finally:
            run(programs / "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def records_url(postgres: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A database of its own for a test, named as a server's administrator names it."""
    name = f"records_{uuid.uuid4().hex}"
    engine = create_engine(
        postgres.replace("postgresql://", "postgresql+psycopg://") + "/postgres", isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    engine.dispose()
    url = f"{postgres}/{name}"
    monkeypatch.setenv("TIERLINE_RECORDS_URL", url)
    return url


@pytest.fixture
def workspace(records_url: str, tmp_path: Path) -> Iterator[Workspace]:
    made = Workspace.create(tmp_path / "work")
    yield made
    made.records.close()


@pytest.fixture
def me() -> str:
    return system_user()
