"""Two scenarios are approved and one is published: the other goes on plainly, and never unseen (VIP-10)."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.store.scenario_checks import DECEMBER, MONTH, POLICY, begun, hire, policy
from tierline.errors import ScopeError
from tierline.policy.delta import Change
from tierline.policy.resolved import Policy
from tierline.store import audit, scenario, scenario_edit, scenario_steps
from tierline.store.own_policies import baseline_policy
from tierline.store.scenario_records import history
from tierline.store.scenario_renewal import BehindError, behind
from tierline.store.scenario_state import Scenario
from tierline.store.workspace import Workspace

__all__ = ["policy"]

LINE = Change("tiers.A1.line", 82.5)
MONTHS = Change("hysteresis.months", 3)


def handed_in(workspace: Workspace, policy: Policy, changes: Sequence[Change]) -> Scenario:
    found = begun(workspace, policy, changes=changes)
    return scenario_steps.hand_in(workspace, found.id, on=found.number, by="li.na")


def approved(workspace: Workspace, policy: Policy, changes: Sequence[Change]) -> Scenario:
    found = handed_in(workspace, policy, changes)
    return scenario_steps.approve(workspace, found.id, on=found.number, by="boss")


def publish(workspace: Workspace, found: Scenario) -> Scenario:
    return scenario_steps.publish(workspace, found.id, DECEMBER, on=found.number, by="boss")


@pytest.fixture
def boss(workspace: Workspace) -> str:
    return hire(workspace, "boss")


def test_figures_of_its_own_are_approved_once_more_and_published(
    workspace: Workspace, policy: Policy, boss: str
) -> None:
    first = approved(workspace, policy, [LINE])
    second = approved(workspace, policy, [MONTHS])
    assert behind(workspace, second) is None
    publish(workspace, scenario.load(workspace, first.id))

    with pytest.raises(BehindError) as caught:
        publish(workspace, second)
    said = caught.value.render("en")
    for words in ("was approved", "'高线' was published by boss", "left the figures", "--on-new-text"):
        assert words in said
    assert "方案“高线”已批准之后，政策文本又有改动：boss 于" in caught.value.render("zh")
    assert scenario.load(workspace, second.id) == second

    with pytest.raises(ScopeError, match="somebody else"):
        scenario_steps.approve(workspace, second.id, on=second.number, by="li.na", on_new_text=True)
    renewed = scenario_steps.approve(workspace, second.id, on=second.number, by=boss, on_new_text=True)
    assert (renewed.state, renewed.policy_sha256) == (
        "approved",
        baseline_policy(workspace, POLICY, MONTH).sha256,
    )
    assert renewed.changes == second.changes
    assert renewed.contributors == {"li.na"}  # who approves it has not worked on it
    assert [each.kind for each in history(workspace, second.id)][-2:] == ["rebase", "approve"]
    assert behind(workspace, renewed) is None
    publish(workspace, renewed)
    december = baseline_policy(workspace, POLICY, "2026-12")
    assert (december.tiers[0].line, december.hysteresis.months) == (8250, 3)
    assert audit.verify_audit(workspace) is None


def test_handed_in_it_is_approved_on_the_new_text_only_when_that_is_said(
    workspace: Workspace, policy: Policy, boss: str
) -> None:
    waits = handed_in(workspace, policy, [MONTHS])
    publish(workspace, approved(workspace, policy, [LINE]))
    with pytest.raises(BehindError, match="policy's text was changed"):
        scenario_steps.approve(workspace, waits.id, on=waits.number, by=boss)
    renewed = scenario_steps.approve(workspace, waits.id, on=waits.number, by=boss, on_new_text=True)
    assert publish(workspace, renewed).state == "published"


def test_what_both_set_goes_back_to_who_worked_on_it(workspace: Workspace, policy: Policy, boss: str) -> None:
    second = approved(workspace, policy, [Change("tiers.A1.line", 84), MONTHS])
    publish(workspace, approved(workspace, policy, [LINE]))
    between = behind(workspace, second)
    assert between is not None
    assert (between.clashing, between.alike, between.renewable) == (("tiers.A1.line",), True, False)
    for on_new_text in (False, True):
        with pytest.raises(BehindError) as caught:
            scenario_steps.approve(
                workspace, second.id, on=second.number, by=boss, on_new_text=on_new_text
            ) if on_new_text else publish(workspace, second)
        assert "figures that this scenario sets too: Line of A1" in caught.value.render("en")
        assert "Send it back" in caught.value.render("en")
    found = scenario_steps.send_back(workspace, second.id, reason="both", on=second.number, by=boss)
    found = scenario_steps.hand_in(workspace, found.id, on=found.number, by="li.na")
    found = scenario_steps.approve(workspace, found.id, on=found.number, by=boss)
    publish(workspace, found)
    assert baseline_policy(workspace, POLICY, "2026-12").tiers[0].line == 8400


def test_other_figures_in_its_month_are_judged_anew(workspace: Workspace, policy: Policy, boss: str) -> None:
    second = approved(workspace, policy, [MONTHS])
    first = approved(workspace, policy, [LINE])
    since = DECEMBER.replace(month=10)  # the month of both is not closed yet
    scenario_steps.publish(workspace, first.id, since, on=first.number, by=boss)
    with pytest.raises(BehindError) as caught:
        scenario_steps.approve(workspace, second.id, on=second.number, by=boss, on_new_text=True)
    assert f"Other figures hold in {MONTH} since" in caught.value.render("en")
    found = scenario_steps.send_back(workspace, second.id, reason="new", on=second.number, by=boss)
    found = scenario_edit.rebase(workspace, found.id, on=found.number, by="li.na")
    found = scenario_steps.hand_in(workspace, found.id, on=found.number, by="li.na")
    assert scenario_steps.approve(workspace, found.id, on=found.number, by=boss).state == "approved"
