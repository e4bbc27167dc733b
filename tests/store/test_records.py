"""The records on SQLite, and how a workspace finds them."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

import tierline.store
from tests.store import by_hand
from tests.store.record_checks import AuditChecks, StaffChecks
from tierline.errors import BadInputError, IntegrityError
from tierline.store import records
from tierline.store.staff import ROLES
from tierline.store.tables import metadata
from tierline.store.workspace import Workspace
from tierline.tables.registry import table_spec


class TestAuditOnSqlite(AuditChecks):
    pass


class TestStaffOnSqlite(StaffChecks):
    pass


def test_write_ahead_log(workspace: Workspace) -> None:
    with sqlite3.connect(workspace.path / "records.sqlite") as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_last_migration_is_the_form_this_version_expects() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(tierline.store.__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [records.HEAD]


def test_migrations_make_what_the_code_names(workspace: Workspace) -> None:
    with workspace.records.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []


def test_roles_are_those_of_the_managers_table() -> None:
    assert set(ROLES) == set(table_spec("managers").column("role").codes or ())


def test_made_by_several_at_once(tmp_path: Path) -> None:
    code = "import sys; from tierline.store.workspace import Workspace; Workspace.create(sys.argv[1]).records"
    makers = [subprocess.Popen([sys.executable, "-c", code, str(tmp_path / "work")]) for _ in range(3)]
    assert [maker.wait(timeout=120) for maker in makers] == [0, 0, 0]
    assert len(Workspace.open(tmp_path / "work").records.url.database or "") > 0


def test_damaged_records(workspace: Workspace) -> None:
    workspace.records.close()
    for leftover in workspace.path.glob("records.sqlite-*"):
        leftover.unlink()
    (workspace.path / "records.sqlite").write_bytes(b"this is no database at all" * 100)
    with pytest.raises(IntegrityError, match="records are damaged"):
        Workspace.open(workspace.path)


def test_lost_records_make_nobody_an_administrator(workspace: Workspace) -> None:
    by_hand.close(workspace)
    workspace.records.close()
    for file in workspace.path.glob("records.sqlite*"):
        file.unlink()
    with pytest.raises(IntegrityError, match="records are missing although 1 months are closed"):
        Workspace.open(workspace.path)
    assert not (workspace.path / "records.sqlite").exists()


@pytest.mark.parametrize("url", ["mysql://root:hunter2@db/x", "hunter2", "postgresql:hunter2", "://hunter2"])
def test_wrong_url_is_refused_without_being_repeated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    monkeypatch.setenv("TIERLINE_RECORDS_URL", url)
    with pytest.raises(BadInputError, match="TIERLINE_RECORDS_URL") as caught:
        Workspace.create(tmp_path / "work")
    assert "hunter2" not in str(caught.value)


def test_password_is_never_printed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIERLINE_RECORDS_URL", "postgresql://li:hunter2@127.0.0.1:1/records")
    with pytest.raises(BadInputError, match="records cannot be used") as caught:
        Workspace.create(tmp_path / "work")
    workspace = Workspace(tmp_path / "work")
    shown = [str(caught.value), repr(workspace), str(workspace.records_url), repr(workspace.records_url)]
    assert not [text for text in shown if "hunter2" in text]
    assert "***" in str(caught.value)


def test_url_from_the_settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "workspace.toml").write_text(f'records_url = "sqlite:///{tmp_path}/elsewhere.sqlite"\n')
    Workspace.create(folder)
    assert (tmp_path / "elsewhere.sqlite").exists()
    assert not (folder / "records.sqlite").exists()
    monkeypatch.setenv("TIERLINE_RECORDS_URL", f"sqlite:///{tmp_path}/third.sqlite")
    Workspace.create(folder)
    assert (tmp_path / "third.sqlite").exists()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ('records_url = "postgresql://li:hunter2@db', "not valid TOML"),
        ('recordsurl = "hunter2"', "only setting here is records_url"),
        ("records_url = 5", "only setting here"),
    ],
)
def test_wrong_settings_file(tmp_path: Path, content: str, words: str) -> None:
    (tmp_path / "workspace.toml").write_text(content)
    with pytest.raises(BadInputError, match=words) as caught:
        Workspace.open(tmp_path)
    assert "hunter2" not in str(caught.value)
