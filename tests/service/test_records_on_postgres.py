"""The records hold on PostgreSQL what they hold on SQLite."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from tests.store import points_replaced_checks, points_step_checks, scenario_checks, scenario_step_checks
from tests.store.record_checks import AuditChecks, StaffChecks
from tierline.store.tables import metadata
from tierline.store.workspace import Workspace

pytestmark = pytest.mark.postgres
policy = scenario_checks.policy


class TestAuditOnPostgres(AuditChecks):
    pass


class TestStaffOnPostgres(StaffChecks):
    pass


class TestScenariosOnPostgres(scenario_checks.ScenarioChecks):
    pass


class TestStepsOnPostgres(scenario_step_checks.StepChecks):
    pass


class TestPointsOnPostgres(points_step_checks.PointsChecks):
    pass


class TestReplacedOnPostgres(points_replaced_checks.ReplacedChecks):
    pass


def test_the_database_is_the_one_named(workspace: Workspace, tmp_path: Path) -> None:
    assert workspace.records.url.get_backend_name() == "postgresql"
    assert not list((tmp_path / "work").glob("records.sqlite*"))
    with workspace.records.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM staff")).scalar() == 1


def test_migrations_make_what_the_code_names(workspace: Workspace) -> None:
    with workspace.records.reading() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
