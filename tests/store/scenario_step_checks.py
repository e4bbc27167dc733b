"""The way of a scenario, on every database: handed in, approved by another, published, healed."""

from __future__ import annotations

import datetime as dt

import pytest
from sqlalchemy import text

from tests.store.scenario_checks import MONTH, POLICY, begun, hire, set_to
from tierline.errors import BadInputError, IntegrityError, ScopeError, UsageError
from tierline.policy.delta import Change
from tierline.policy.load import load_policy
from tierline.policy.resolved import Policy
from tierline.store import audit, scenario, scenario_edit, scenario_steps
from tierline.store.own_policies import baseline_policy, own_policy, published_file
from tierline.store.scenario_state import Record, fold, kind_of, state_of
from tierline.store.workspace import Workspace

DECEMBER = dt.date(2026, 12, 1)


class StepChecks:
    def test_from_draft_to_published(self, workspace: Workspace, policy: Policy) -> None:
        boss = hire(workspace, "boss")
        found = set_to(workspace, begun(workspace, policy), policy, line=82.5)
        found = scenario_steps.hand_in(workspace, found.id, on=found.number, by="li.na")
        with pytest.raises(BadInputError, match=r"is handed in \(li\.na"):
            set_to(workspace, found, policy, line=83)
        with pytest.raises(ScopeError, match="somebody else"):
            scenario_steps.approve(workspace, found.id, on=found.number, by="li.na")
        with pytest.raises(BadInputError, match="only when it is approved"):
            scenario_steps.publish(workspace, found.id, DECEMBER, on=found.number, by=boss)
        found = scenario_steps.approve(workspace, found.id, on=found.number, by=boss)
        with pytest.raises(BadInputError, match=r"is approved .*, or have it sent back"):
            scenario.rename(workspace, found.id, "x", on=found.number, by="li.na")
        found = scenario_steps.publish(workspace, found.id, DECEMBER, on=found.number, by=boss)
        assert found.state == "published"
        with pytest.raises(BadInputError, match=r"Begin a copy of it and change that\.$"):
            scenario.delete(workspace, found.id, on=found.number, by="li.na")

        file = published_file(workspace, POLICY)
        assert file == workspace.path / "policies" / POLICY / "policy.toml"
        assert own_policy(workspace, POLICY) == file
        assert load_policy(file, "2026-12").tiers[0].line == 8250
        assert load_policy(file, "2026-11").tiers == policy.tiers
        assert own_policy(workspace, "generic-abcd") == "generic-abcd"

        steps = [entry for entry in audit.audit_trail(workspace) if entry.subject == found.id]
        assert [(entry.action, entry.who) for entry in steps] == [
            ("scenario-create", "li.na"),
            ("scenario-hand-in", "li.na"),
            ("scenario-approve", boss),
            ("scenario-publish", boss),
        ]
        digest = found.delta.digest()
        assert all(digest in entry.details for entry in steps[1:])
        assert "2026-12-01" in steps[-1].details
        assert audit.verify_audit(workspace) is None

    def test_sent_back_it_is_open_again(self, workspace: Workspace, policy: Policy) -> None:
        boss = hire(workspace, "boss")
        found = set_to(workspace, begun(workspace, policy), policy, line=82.5)
        found = scenario_steps.hand_in(workspace, found.id, on=found.number, by="li.na")
        with pytest.raises(UsageError):
            scenario_steps.send_back(workspace, found.id, reason=" ", on=found.number, by=boss)
        found = scenario_steps.send_back(workspace, found.id, reason="too high", on=found.number, by=boss)
        assert (found.state, found.steps["send-back"].after["reason"]) == ("sent-back", "too high")
        found = set_to(workspace, found, policy, line=81)
        found = scenario_steps.hand_in(workspace, found.id, on=found.number, by="li.na")
        assert scenario_steps.approve(workspace, found.id, on=found.number, by=boss).state == "approved"

    def test_whoever_edited_it_may_not_approve_it(self, workspace: Workspace, policy: Policy) -> None:
        found = begun(workspace, policy)
        hire(workspace, "wang.wei")
        analyst = hire(workspace, "an", "analyst")
        found = set_to(workspace, found, policy, by="wang.wei", line=82)
        found = scenario_steps.hand_in(workspace, found.id, on=found.number, by="li.na")
        for login, words in (
            ("wang.wei", "somebody else"),
            (analyst, "these roles may: planner, administrator"),
        ):
            with pytest.raises(ScopeError, match=words):
                scenario_steps.approve(workspace, found.id, on=found.number, by=login)

    def test_an_empty_scenario_is_not_handed_in(self, workspace: Workspace, policy: Policy) -> None:
        found = begun(workspace, policy)
        with pytest.raises(BadInputError, match="changes nothing"):
            scenario_steps.hand_in(workspace, found.id, on=1, by="li.na")

    def test_what_was_changed_behind_the_records_is_not_approved(
        self, workspace: Workspace, policy: Policy
    ) -> None:
        boss = hire(workspace, "boss")
        found = set_to(workspace, begun(workspace, policy), policy, line=82.5)
        found = scenario_steps.hand_in(workspace, found.id, on=found.number, by="li.na")
        with workspace.records.writing() as connection:
            if connection.dialect.name == "sqlite":
                connection.execute(text("DROP TRIGGER scenario_records_no_update"))
            else:
                connection.execute(text("ALTER TABLE scenario_records DISABLE TRIGGER ALL"))
            connection.execute(
                text("UPDATE scenario_records SET after = '{\"tiers.A1.line\": 99}' WHERE number = 2")
            )
        with pytest.raises(IntegrityError, match="its records were changed"):
            scenario_steps.approve(workspace, found.id, on=found.number, by=boss)

    def test_after_a_publication_others_are_taken_over(self, workspace: Workspace, policy: Policy) -> None:
        boss = hire(workspace, "boss")
        other = begun(workspace, policy, changes=[Change("hysteresis.months", 3)])
        found = set_to(workspace, begun(workspace, policy), policy, line=82.5)
        found = scenario_steps.hand_in(workspace, found.id, on=found.number, by="li.na")
        found = scenario_steps.approve(workspace, found.id, on=found.number, by=boss)
        scenario_steps.publish(workspace, found.id, dt.date(2026, 10, 1), on=found.number, by=boss)

        with pytest.raises(BadInputError, match="was changed since the scenario began"):
            scenario_edit.edit(workspace, other.id, {"hysteresis.buffer": "off"}, on=1, by="li.na")
        with pytest.raises(BadInputError, match="was changed since"):
            scenario.begin(workspace, policy, by="li.na")
        with pytest.raises(BadInputError, match="was changed since"):
            scenario_steps.hand_in(workspace, other.id, on=1, by="li.na")
        other = scenario_edit.rebase(workspace, other.id, on=1, by="li.na")
        assert other.policy_sha256 == baseline_policy(workspace, POLICY, MONTH).sha256
        other = scenario_steps.hand_in(workspace, other.id, on=other.number, by="li.na")
        other = scenario_steps.approve(workspace, other.id, on=other.number, by=boss)
        scenario_steps.publish(workspace, other.id, DECEMBER, on=other.number, by=boss)
        december = baseline_policy(workspace, POLICY, "2026-12")
        assert (december.tiers[0].line, december.hysteresis.months) == (8250, 3)

    def test_values_that_begin_later_leave_a_draft_of_the_month_as_it_is(
        self, workspace: Workspace, policy: Policy
    ) -> None:
        boss = hire(workspace, "boss")
        other = begun(workspace, policy, changes=[Change("hysteresis.months", 3)])
        found = set_to(workspace, begun(workspace, policy), policy, line=82.5)
        found = scenario_steps.hand_in(workspace, found.id, on=found.number, by="li.na")
        found = scenario_steps.approve(workspace, found.id, on=found.number, by=boss)
        assert (found.holds_from, state_of(found).render("en")) == ("", "approved")
        found = scenario_steps.publish(workspace, found.id, DECEMBER, on=found.number, by=boss)
        assert found.holds_from == "2026-12-01"
        assert state_of(found).render("en") == "published, holds from 2026-12-01"
        assert state_of(found).render("zh") == "已发布，自 2026-12-01 起生效"

        made_on, today = policy.sha256, baseline_policy(workspace, POLICY, MONTH).sha256
        assert made_on != today
        assert scenario.begin(workspace, policy, by="li.na").policy_sha256 == today
        other = scenario_edit.edit(workspace, other.id, {"hysteresis.buffer": "off"}, on=1, by="li.na")
        other = scenario_edit.undo(workspace, other.id, on=2, by="li.na")
        assert other.policy_sha256 == made_on
        other = scenario_steps.hand_in(workspace, other.id, on=3, by="li.na")
        assert (other.number, other.policy_sha256) == (5, today)
        other = scenario_steps.approve(workspace, other.id, on=5, by=boss)
        scenario_steps.publish(workspace, other.id, DECEMBER, on=6, by=boss)
        december = baseline_policy(workspace, POLICY, "2026-12")
        assert (december.tiers[0].line, december.hysteresis.months) == (8250, 3)

    def test_a_publication_without_a_day_is_read_as_before(self) -> None:
        first = {"policy": "p", "month": "m", "policy_sha256": "s", "title": "", "origin": "", "changes": {}}
        records = [
            Record("id", 1, "t", "who", "create", "", {}, first),
            Record("id", 2, "t", "boss", "publish", "", {}, {"policy": "p"}),
        ]
        assert fold(records).holds_from == ""
        assert state_of(fold(records)).render("en") == kind_of(records[1]).render("en") == "published"

    def test_a_published_file_is_healed_but_not_believed(self, workspace: Workspace, policy: Policy) -> None:
        boss = hire(workspace, "boss")
        found = set_to(workspace, begun(workspace, policy), policy, line=82.5)
        found = scenario_steps.hand_in(workspace, found.id, on=found.number, by="li.na")
        found = scenario_steps.approve(workspace, found.id, on=found.number, by=boss)
        scenario_steps.publish(workspace, found.id, DECEMBER, on=found.number, by=boss)
        file = published_file(workspace, POLICY)
        assert file is not None
        whole = file.read_bytes()
        for left_behind in (None, policy.text.encode()):  # stopped between the records and the file
            if left_behind is None:
                file.unlink()
            else:
                file.write_bytes(left_behind)
            assert published_file(workspace, POLICY) == file
            assert file.read_bytes() == whole
        file.write_bytes(whole.replace(b"82.5", b"62.5"))
        with pytest.raises(IntegrityError, match="changed by hand"):
            baseline_policy(workspace, POLICY, MONTH)
