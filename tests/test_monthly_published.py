"""What is published in a workspace is used from its day on; months closed before stay as they are (VIP-3)."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from tests import months
from tierline.errors import BadInputError
from tierline.monthly import run_month
from tierline.policy.delta import Change
from tierline.store import scenario, scenario_steps
from tierline.store.own_policies import baseline_policy
from tierline.store.staff import Person, add_person, system_user
from tierline.store.workspace import Workspace

POLICY = "xinjiang-2008"


def publish(workspace: Workspace, line: float, since: dt.date, month: str) -> str:
    boss = system_user()
    add_person(workspace, Person("li.na", "Li Na", "planner"), by=boss, reason="test")
    policy = baseline_policy(workspace, POLICY, month)
    change = Change(f"tiers.{policy.tiers[0].id}.line", line)
    found = scenario.begin(workspace, policy, by="li.na", changes=[change])
    found = scenario_steps.hand_in(workspace, found.id, on=found.number, by="li.na")
    found = scenario_steps.approve(workspace, found.id, on=found.number, by=boss)
    found = scenario_steps.publish(workspace, found.id, since, on=found.number, by=boss)
    sha256: str = found.steps["publish"].after["policy_sha256"]
    return sha256


def test_a_published_policy_is_used_by_the_next_month(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TIERLINE_RECORDS_URL", raising=False)
    workspace = Workspace.create(months.raw_months(tmp_path / "work"))
    august, september, october = months.MONTHS
    first = run_month(workspace, august)
    with pytest.raises(BadInputError, match="which is closed"):
        publish(workspace, 82.5, dt.date(2026, 8, 31), august)
    sha256 = publish(workspace, 82.5, dt.date(2026, 10, 1), august)

    second = run_month(workspace, september)
    assert second.manifest["policy"] == {"id": POLICY, "sha256": sha256}
    assert workspace.closed(september).policy().tiers == workspace.closed(august).policy().tiers
    third = run_month(workspace, october)
    assert third.manifest["policy"]["sha256"] == sha256
    assert workspace.closed(october).policy().tiers[0].line == 8250

    # a month closed before keeps the text it was closed with
    assert run_month(workspace, august).status == "same"
    assert workspace.closed(august).manifest["policy"] == first.manifest["policy"]
    assert run_month(workspace, october, policy=POLICY).status == "same"


def test_a_policy_of_ones_own_is_published_on_its_own_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TIERLINE_RECORDS_URL", raising=False)
    workspace = Workspace.create(months.raw_months(tmp_path / "work"))
    august, september, _october = months.MONTHS
    own = tmp_path / "own.toml"
    shipped = baseline_policy(workspace, POLICY, august)
    own.write_text("# our own\n" + shipped.text, encoding="utf-8")
    run_month(workspace, august, policy=own)
    sha256 = publish(workspace, 82.5, dt.date(2026, 9, 1), august)
    run = run_month(workspace, september)
    assert run.manifest["policy"]["sha256"] == sha256
    assert workspace.closed(september).policy().text.startswith("# our own\n")
    assert workspace.closed(september).policy().tiers[0].line == 8250
