"""What was planned, approved and published decides the next month, and is named there (VIP-10, XJ-5)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.told import Tell
from tierline.policy.load import load_policy
from tierline.store import staff
from tierline.store.own_policies import published_file
from tierline.store.scope import scope_for
from tierline.store.staff import Person, add_person, system_user
from tierline.store.workspace import Workspace
from tierline.tiering.score import score
from tierline_widgets.panels.certificate.model import CertificateModel
from tierline_widgets.panels.certificate.printed import printed
from tierline_widgets.planner import Desk
from tierline_widgets.session import Session

POLICY, LINE = "xinjiang-2008", "tiers.B1.line"
CLOSED, NEXT = "2026-09", "2026-10"


def test_the_next_month_is_tiered_by_the_published_lines(
    tell: Tell, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def scenario(*words: object) -> str:
        said = tell("scenario", *words, "--workspace", folder, "--json")
        assert said.code == 0, said.err
        return said.out

    place = Workspace.open(folder)
    add_person(place, Person("li.na", "", "planner"), by=system_user(), reason="test")
    name = json.loads(scenario("new", "--title", "Wider B1"))["id"]
    scenario("set", name, f"{LINE}=20", "tiers.B2.line=15", "hysteresis.enabled=off")
    scenario("hand-in", name)
    monkeypatch.setattr(staff, "system_user", lambda: "li.na")
    scenario("approve", name)
    scenario("publish", name, "--from", f"{NEXT}-01")
    monkeypatch.undo()
    assert tell("monthly", "--workspace", folder, "--month", NEXT, "--no-reports").code == 0

    scope = scope_for(place)
    before, after = place.closed(CLOSED), place.closed(NEXT)
    policy = after.policy()
    file = published_file(place, POLICY)
    assert file is not None
    assert policy == load_policy(after.folder / "policy.toml", NEXT)
    assert policy.text == file.read_text(encoding="utf-8")
    assert [tier.line for tier in policy.tiers if tier.id in ("B1", "B2")] == [2000, 1500]
    assert [tier.line for tier in before.policy().tiers if tier.id in ("B1", "B2")] != [2000, 1500]
    accounts, results = (after.load(scope, table) for table in ("accounts", "results"))
    previous = before.load(scope, "results")
    overrides = after.load(scope, "overrides")
    expected = score(accounts, policy, previous, overrides)
    assert results["tier"].to_pylist() == expected["tier"].to_pylist()

    # by hand: the tier by the score alone is the published lines', and was another by those of before
    lines = {tier.id: tier.line for tier in policy.tiers}
    shipped = load_policy(POLICY, NEXT)
    moved = []
    for row in results.to_pylist():
        own = row["score"]
        assert row["tier_by_score"] == next(each for each, line in lines.items() if own >= line)
        moved += [row] * (row["tier_by_score"] != next(t.id for t in shipped.tiers if own >= t.line))
    assert moved

    account = next(row["account_id"] for row in moved if row["reason"] == "score")
    words = ("explain", account, "--workspace", folder)
    told = json.loads(tell(*words, "--month", NEXT, "--json").out)["policy_version"]
    assert (told["number"], told["since"], told["title"]) == (1, f"{NEXT}-01", "Wider B1")
    assert (told["by"], told["scenario"], told["sha256"]) == ("li.na", name, policy.sha256)
    named = f"1, holds from {NEXT}-01: 'Wider B1', published by li.na"
    assert f"Version of the policy: {named}" in tell(*words, "--month", NEXT).out
    assert f"政策版本：第 1 版，自 {NEXT}-01 起生效" in tell(*words, "--month", NEXT, "--lang", "zh").out
    assert "nothing published here holds in the month" in tell(*words, "--month", CLOSED).out

    model = CertificateModel(Desk(Session(place, scope, NEXT)), account)
    for language, wanted in (("en", named), ("zh", f"第 1 版，自 {NEXT}-01 起生效")):
        assert wanted.replace("'", "&#x27;") in printed(model, language)[1].decode().replace(
            "&#39;", "&#x27;"
        )
    model.desk.session.show_month(CLOSED)
    model.choose(account)
    assert "nothing published" in model.version_words("en")
