"""What the records must hold on every database; run on SQLite here, on PostgreSQL in tests/service."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pyarrow as pa
import pytest
from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from tests.store import by_hand
from tierline.errors import BadInputError, ScopeError, UsageError
from tierline.store import audit
from tierline.store.records import Records
from tierline.store.roster import merge_managers
from tierline.store.scope import scope_for
from tierline.store.staff import Person, add_person, enter_creator, people, person, remove_person, system_user
from tierline.store.workspace import Workspace

_WRITER = """
import sys
from tierline.store.audit import append
from tierline.store.workspace import Workspace
workspace = Workspace.open(sys.argv[1])
for number in range(20):
    with workspace.records.writing() as connection:
        append(connection, who=sys.argv[2], action="look", rows=number)
"""


def _fill(workspace: Workspace, entries: int = 5) -> None:
    with workspace.records.writing() as connection:
        for number in range(entries):
            audit.append(
                connection, who="li.na", action="look", subject="accounts", columns=["姓名", "b"], rows=number
            )


def _off_guard(connection: Connection) -> None:
    """Take the guards away, as somebody with the database's password could."""
    if connection.dialect.name == "sqlite":
        for name in ("audit_no_update", "audit_no_delete", "audit_no_replace"):
            connection.execute(text(f"DROP TRIGGER {name}"))
    else:
        connection.execute(text("ALTER TABLE audit DISABLE TRIGGER ALL"))


def _broken(workspace: Workspace, *statements: str, anchors: dict[int, str] | None = None) -> str:
    with workspace.records.writing() as connection:
        _off_guard(connection)
        for statement in statements:
            connection.execute(text(statement))
    found = audit.verify_audit(workspace, anchors)
    assert found is not None
    return found.render("en")


class AuditChecks:
    def test_entries_form_a_chain(self, workspace: Workspace) -> None:
        _fill(workspace)
        trail = audit.audit_trail(workspace)
        assert [entry.sequence for entry in trail] == [1, 2, 3, 4, 5, 6]
        assert trail[0].action == "create"
        assert trail[0].previous == audit.START
        assert all(later.previous == entry.hash for entry, later in zip(trail, trail[1:], strict=False))
        assert trail[-1].columns == '["姓名","b"]'
        assert audit.verify_audit(workspace) is None
        assert audit.head(workspace) == (6, trail[-1].hash)

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE audit SET who = 'nobody' WHERE sequence = 2",
            "DELETE FROM audit WHERE sequence = 2",
            "DELETE FROM audit",
        ],
    )
    def test_the_database_refuses_changes(self, workspace: Workspace, statement: str) -> None:
        _fill(workspace)
        before = audit.audit_trail(workspace)
        with (
            pytest.raises(DBAPIError, match="append-only"),
            workspace.records.writing() as connection,
        ):
            connection.execute(text(statement))
        assert audit.audit_trail(workspace) == before

    def test_the_database_refuses_to_replace_or_empty(self, workspace: Workspace) -> None:
        _fill(workspace)
        statement = "TRUNCATE audit"
        if workspace.records.url.get_backend_name() == "sqlite":
            statement = "INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE sequence = 2"
        with pytest.raises(DBAPIError, match="append-only"), workspace.records.writing() as connection:
            connection.execute(text(statement))
        assert len(audit.audit_trail(workspace)) == 6

    def test_a_second_successor_is_refused(self, workspace: Workspace) -> None:
        _fill(workspace, 2)
        fork = (
            "INSERT INTO audit SELECT 9, at, who, action, month, subject, columns, rows, purpose, details, "
            "previous, 'x' FROM audit WHERE sequence = 2"
        )
        with pytest.raises(DBAPIError), workspace.records.writing() as connection:
            connection.execute(text(fork))

    @pytest.mark.parametrize(
        ("statement", "words"),
        [
            ("UPDATE audit SET who = 'nobody' WHERE sequence = 3", "entry 3 (look by nobody"),
            ("UPDATE audit SET rows = 7 WHERE sequence = 4", "entry 4 (look"),
            ("UPDATE audit SET details = 'x' WHERE sequence = 2", "entry 2"),
            ("DELETE FROM audit WHERE sequence = 3", "entry 3 of 5 is missing; the next one found is 4"),
            ("DELETE FROM audit WHERE sequence = 1", "entry 1 of 5 is missing"),
            ("UPDATE audit SET sequence = 99 WHERE sequence = 3", "entry 3 of 6 is missing"),
            ("UPDATE audit SET previous = 'x' WHERE sequence = 5", "entry 5 does not follow"),
        ],
    )
    def test_the_first_broken_entry_is_named(self, workspace: Workspace, statement: str, words: str) -> None:
        _fill(workspace)
        assert words in _broken(workspace, statement)

    def test_an_entry_hashed_anew_breaks_the_next(self, workspace: Workspace) -> None:
        _fill(workspace)
        third = audit.audit_trail(workspace)[2]
        forged = audit.Entry(**{**third.__dict__, "who": "nobody"})
        statement = f"UPDATE audit SET who = 'nobody', hash = '{forged.expected_hash()}' WHERE sequence = 3"
        assert "entry 4 does not follow" in _broken(workspace, statement)

    def test_an_end_cut_off_is_seen_by_what_a_month_noted(self, workspace: Workspace) -> None:
        _fill(workspace)
        number, entry = audit.head(workspace)
        assert audit.verify_audit(workspace, {number: entry}) is None
        words = _broken(workspace, "DELETE FROM audit WHERE sequence = 6", anchors={number: entry})
        assert "entry 6 is not the one a closed month has noted" in words

    def test_many_writers_make_one_chain(self, workspace: Workspace) -> None:
        writers = [
            subprocess.Popen([sys.executable, "-c", _WRITER, str(workspace.path), f"writer-{number}"])
            for number in range(3)
        ]
        assert [writer.wait(timeout=120) for writer in writers] == [0, 0, 0]
        trail = audit.audit_trail(workspace)
        assert len(trail) == 1 + 60
        assert audit.verify_audit(workspace) is None
        for number in range(3):
            rows = [entry.rows for entry in trail if entry.who == f"writer-{number}"]
            assert rows == list(range(20))

    def test_a_change_that_fails_leaves_no_entry(self, workspace: Workspace) -> None:
        before = audit.head(workspace)
        with pytest.raises(ZeroDivisionError), workspace.records.writing() as connection:
            audit.append(connection, who="a", action="look")
            raise ZeroDivisionError
        assert audit.head(workspace) == before

    def test_opened_again_it_is_all_there(self, workspace: Workspace) -> None:
        _fill(workspace)
        trail = audit.audit_trail(workspace)
        workspace.records.close()
        again = Workspace.open(workspace.path)
        assert audit.audit_trail(again) == trail

    def test_records_of_a_newer_version_are_left_alone(self, workspace: Workspace) -> None:
        with workspace.records.writing() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
        with pytest.raises(BadInputError, match="newer version"):
            Records(workspace.records_url)


class StaffChecks:
    def test_who_makes_the_workspace_is_administrator(self, workspace: Workspace, me: str) -> None:
        assert [(one.login, one.role, one.active) for one in people(workspace)] == [
            (me, "administrator", True)
        ]
        enter_creator(workspace)
        assert len(people(workspace)) == 1

    def test_added_changed_removed_and_brought_back(self, workspace: Workspace, me: str) -> None:
        add_person(workspace, Person("li.na", "", "account_manager", "M1"), by=me, reason="new")
        add_person(workspace, Person("li.na", "李娜", "planner"), by=me, reason="other work")
        assert person(workspace, "li.na") == Person(
            **{
                **person(workspace, "li.na").__dict__,
                "name": "李娜",
                "role": "planner",
                "manager_id": None,
                "reason": "other work",
            }
        )
        remove_person(workspace, "li.na", by=me, reason="left")
        assert [one.login for one in people(workspace)] == [me]
        assert [one.login for one in people(workspace, inactive=True)] == sorted(["li.na", me])
        add_person(workspace, Person("li.na", "李娜", "planner"), by=me, reason="back")
        assert scope_for(workspace, "li.na").whole
        actions = [(entry.action, entry.subject) for entry in audit.audit_trail(workspace)][1:]
        assert actions == [(f"staff-{what}", "li.na") for what in ("add", "add", "remove", "add")]

    def test_only_an_administrator_changes_staff(self, workspace: Workspace, me: str) -> None:
        add_person(workspace, Person("li.na", "", "planner"), by=me, reason="new")
        for by in ("li.na", "nobody", ""):
            with pytest.raises(ScopeError, match="administrator"):
                add_person(workspace, Person("li.na", "", "administrator"), by=by, reason="me too")
            with pytest.raises(ScopeError):
                remove_person(workspace, me, by=by, reason="out")

    def test_the_last_administrator_stays(self, workspace: Workspace, me: str) -> None:
        with pytest.raises(BadInputError, match="last administrator"):
            remove_person(workspace, me, by=me, reason="bye")
        with pytest.raises(BadInputError, match="last administrator"):
            add_person(workspace, Person(me, "", "planner"), by=me, reason="less work")
        add_person(workspace, Person("li.na", "", "administrator"), by=me, reason="new")
        remove_person(workspace, me, by="li.na", reason="bye")
        with pytest.raises(ScopeError):
            scope_for(workspace)

    @pytest.mark.parametrize(
        ("entry", "reason", "words"),
        [
            (Person("li.na", "", "king"), "new", "roles are"),
            (Person("li.na", "", "planner"), " ", "reason"),
            (Person("  ", "", "planner"), "new", "login is empty"),
        ],
    )
    def test_wrong_entries(
        self, workspace: Workspace, me: str, entry: Person, reason: str, words: str
    ) -> None:
        with pytest.raises(UsageError, match=words):
            add_person(workspace, entry, by=me, reason=reason)
        assert len(people(workspace, inactive=True)) == 1

    def test_unknown_login_is_not_removed(self, workspace: Workspace, me: str) -> None:
        with pytest.raises(BadInputError, match="not on the staff table"):
            remove_person(workspace, "nobody", by=me, reason="x")

    def test_managers_table_is_merged(self, workspace: Workspace) -> None:
        assert _merge(workspace, by_hand.MANAGERS) == {"added": 5, "changed": 0, "left": 0, "kept": 0}
        assert person(workspace, "m9").team_id == "T1"  # by the teams table
        assert _merge(workspace, by_hand.MANAGERS) == {"added": 0, "changed": 0, "left": 0, "kept": 0}
        promoted = [{**by_hand.MANAGERS[0], "role": "supervisor"}, *by_hand.MANAGERS[2:]]
        assert _merge(workspace, promoted) == {"added": 0, "changed": 1, "left": 1, "kept": 0}
        assert person(workspace, "m2").active is False
        assert len([e for e in audit.audit_trail(workspace) if e.action == "staff-merge"]) == 2

    def test_what_was_done_by_hand_holds(self, workspace: Workspace, me: str) -> None:
        _merge(workspace, by_hand.MANAGERS)
        remove_person(workspace, "m1", by=me, reason="misuse")
        add_person(workspace, Person("m2", "", "planner"), by=me, reason="other work")
        _merge(workspace, by_hand.MANAGERS)
        assert person(workspace, "m1").active is False
        assert person(workspace, "m2").role == "planner"

    def test_a_managers_table_makes_nobody_of_the_creator(self, workspace: Workspace, me: str) -> None:
        _merge(workspace, [{**by_hand.MANAGERS[0], "login": me}])
        assert scope_for(workspace).role == "administrator"

    def test_one_login_for_two_is_refused(self, workspace: Workspace) -> None:
        twice = [by_hand.MANAGERS[0], {**by_hand.MANAGERS[1], "login": " m1 "}]
        with pytest.raises(BadInputError, match="'m1' stands at M1, M2"):
            _merge(workspace, twice)
        assert person(workspace, "m1") is None

    def test_without_login_or_with_unknown_role_nobody_comes_in(self, workspace: Workspace) -> None:
        rows = [{**by_hand.MANAGERS[0], "login": None}, {**by_hand.MANAGERS[1], "role": "king"}]
        assert _merge(workspace, rows)["added"] == 0

    def test_closed_month_and_its_looks(self, workspace: Workspace) -> None:
        closed = by_hand.close(workspace)
        assert closed.load(scope_for(workspace, "m1"))["account_id"].to_pylist() == ["A", "B"]
        assert [e.action for e in audit.audit_trail(workspace, month="2026-10")] == [
            "staff-merge",
            "close",
            "look",
        ]
        assert audit.verify_audit(workspace) is None


def _merge(workspace: Workspace, rows: list[dict[str, Any]]) -> dict[str, int]:
    with workspace.records.writing() as connection:
        teams = pa.Table.from_pylist(by_hand.TEAMS)
        return merge_managers(
            connection, pa.Table.from_pylist(rows), teams, by=system_user(), month="2026-10"
        )
