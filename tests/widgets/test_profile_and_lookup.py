from __future__ import annotations

import pytest

from tests.frozen import MONTHS, Row, Stored
from tierline.errors import ScopeError
from tierline_widgets.panels.lookup import LookupModel, LookupView
from tierline_widgets.panels.profile import ProfileModel, ProfileView
from tierline_widgets.session import Session


def test_means_are_those_of_the_rows(session: Session, stored: Stored) -> None:
    model = ProfileModel(session)
    classes = {tier.id: tier.class_id for tier in session.policy().tiers}
    assert model.groups
    for (column, group), mean in model.means.items():
        own = [row for row in stored(MONTHS[-1]) if group in (row["tier"], classes[row["tier"]])]
        values = [row[column] for row in own if row[column] is not None]
        assert mean == pytest.approx(sum(values) / len(values))


def test_contradictions_are_named_in_words(session: Session) -> None:
    model = ProfileModel(session)
    view = ProfileView(model)
    assert ("Nothing contradicts" in view.html) == (not model.contradictions)
    model.contradictions = [{"en": "Employees: B above A", "zh": "员工数：B 高于 A"}]
    assert "Employees: B above A" in view.html
    assert "Nothing contradicts" not in view.html
    session.speak("zh")
    assert "员工数：B 高于 A" in view.html


def test_a_manager_s_profile_is_of_own_accounts(
    manager_session: Session, manager: Row, stored: Stored
) -> None:
    own = [row for row in stored(MONTHS[-1]) if row["manager_id"] == manager["manager_id"]]
    model = ProfileModel(manager_session)
    for tier in {row["tier"] for row in own}:
        values = [row["monthly_revenue"] for row in own if row["tier"] == tier]
        assert model.means["monthly_revenue", tier] == pytest.approx(sum(values) / len(values))


def test_search_finds_by_id_and_by_name(session: Session, stored: Stored) -> None:
    rows = stored(MONTHS[-1])
    model = LookupModel(session)
    wanted = rows[17]
    model.look_for(wanted["account_id"].lower())
    assert [one.account_id for one in model.matches] == [wanted["account_id"]]
    part = wanted["name"][:2]
    model.look_for(part)
    having = [row for row in rows if part in (row["name"] or "")]
    assert model.found == len(having)
    assert [one.score for one in model.matches] == sorted((row["score"] for row in having), reverse=True)[:8]
    model.look_for("   ")
    assert (model.found, model.matches) == (0, [])
    model.look_for("(")  # text, not a pattern
    assert model.found == sum("(" in (row["name"] or "") for row in rows)


def test_the_explanation_is_the_engine_s_result(session: Session, stored: Stored) -> None:
    model = LookupModel(session)
    view = LookupView(model)
    for row in stored(MONTHS[-1])[::97]:
        view.act("account", row["account_id"])
        found = model.explanation
        assert found is not None
        assert (found.score, found.tier, found.reason) == (row["score"], row["tier"], row["reason"])
        assert sum(one.contribution for one in found.contributions) + found.rounding == row["score"]
        assert row["account_id"] in view.html


def test_it_begins_with_the_account_named(session: Session, stored: Stored) -> None:
    row = stored(MONTHS[-1])[5]
    assert LookupModel(session, row["account_id"]).account == row["account_id"]
    assert LookupModel(session, "no such account").account == ""


def test_it_follows_the_month(session: Session, stored: Stored) -> None:
    earlier = {row["account_id"]: row for row in stored(MONTHS[0])}
    row = next(row for row in stored(MONTHS[-1]) if row["account_id"] in earlier)
    fresh = next(row for row in stored(MONTHS[-1]) if row["account_id"] not in earlier)
    model = LookupModel(session, row["account_id"])
    session.show_month(MONTHS[0])
    assert model.explanation is not None
    assert model.explanation.score == earlier[row["account_id"]]["score"]
    session.show_month(MONTHS[-1])
    model.choose(fresh["account_id"])
    session.show_month(MONTHS[0])
    assert (model.account, model.explanation) == ("", None)


def test_another_manager_s_account_is_refused_in_place(
    manager_session: Session, manager: Row, stored: Stored
) -> None:
    other = next(row for row in stored(MONTHS[-1]) if row["manager_id"] != manager["manager_id"])
    model = LookupModel(manager_session)
    with pytest.raises(ScopeError):
        model.choose(other["account_id"])
    view = LookupView(model)
    view.act("account", other["account_id"])
    assert 'role="alert"' in view.html
    assert (other["name"] or "-") not in view.html
    model.look_for(other["account_id"])
    assert model.found == 0
