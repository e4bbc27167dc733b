"""Events of a month that is not closed yet, on the page of those who may approve them (LY-12, LY-20)."""

from __future__ import annotations

from typing import Any

import pytest

from tests.months import MONTHS
from tests.store.events_cast import MONTH, OTHER, WAITS, Cast, cast_at, line
from tests.widgets.points_visits import drawn, login_of, of_role, panes, sent
from tierline.monthly import run_month
from tierline.store.audit import audit_trail
from tierline.store.points_open import open_months
from tierline.store.points_records import EVENT, read
from tierline.store.scope import scope_for
from tierline.store.staff import Person, add_person, people, system_user
from tierline_widgets.pane import Pane
from tierline_widgets.session import Session


@pytest.fixture(scope="module")
def cast(tmp_path_factory: pytest.TempPathFactory) -> Cast:
    """Two months closed, and the third open with two events that wait."""
    found = cast_at(tmp_path_factory.mktemp("open") / "work")
    for month in MONTHS[:-1]:
        run_month(found.place, month, policy="xinjiang-2008")
    assert open_months(found.place) == [MONTH]
    return found


def shown_to(cast: Cast, login: str, language: str = "en") -> dict[str, Pane]:
    return panes(Session(cast.place, scope_for(cast.place, login), MONTHS[-2], language))


def decisions(cast: Cast) -> list[Any]:
    with cast.place.records.reading() as connection:
        return read(connection, EVENT, month=MONTH)


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Events of an open month"), ("zh", "未关账月份的事项")]
)
def test_an_open_month_is_read_when_it_is_asked_for(cast: Cast, language: str, word: str) -> None:
    before = len(audit_trail(cast.place))
    shown = shown_to(cast, "chief", language)
    pane = shown["OpenEventsView"]
    assert word in pane.html
    assert f'data-act="look" data-value="{MONTH}"' in pane.html
    assert WAITS not in drawn(shown)
    looks = [each for each in audit_trail(cast.place)[before:] if each.month == MONTH]
    assert looks == []
    pane.act("look", MONTH)
    assert "report 7" in pane.html
    assert f'data-act="approve-event" data-value="{WAITS}"' in pane.html
    (look,) = [each for each in audit_trail(cast.place)[before:] if each.month == MONTH]
    assert (look.who, look.action, look.subject) == ("chief", "look", "point_events")
    pane.act("close")
    assert WAITS not in sent(shown)


def test_nobody_else_reads_or_decides(cast: Cast) -> None:
    """LY-20: not the manager, another team's leader, an inspector or analyst; not by a forged act."""
    own = cast.manager["manager_id"]
    me = system_user()
    elsewhere = next(
        one.login
        for one in people(cast.place)
        if one.role == "team_leader" and one.team_id not in (None, cast.manager["team_id"])
    )
    add_person(cast.place, Person("ana", "ana", "analyst"), by=me, reason="test")
    manager = login_of(cast.place, own)
    assert "OpenEventsView" not in shown_to(cast, manager)
    for login in (of_role(cast.place, "quality_inspector")[0], "ana", elsewhere):
        shown = shown_to(cast, login)
        pane = shown["OpenEventsView"]
        assert bool(pane.html) is (login == elsewhere)
        for month in (MONTH, MONTHS[0], "2026-12", "../closed", ""):
            pane.act("look", month)
            pane.act(f"type:text-{WAITS}", "seen")
            for act in ("approve-event", "refuse-event"):
                pane.act(act, WAITS)
            assert not [each for each in (f">{WAITS} ", f">{OTHER} ", "report 7") if each in sent(shown)]
    assert decisions(cast) == []


def test_whom_it_is_about_and_who_reported_it_get_no_button(cast: Cast) -> None:
    me, own = system_user(), cast.manager["manager_id"]
    add_person(cast.place, Person("same", "same", "supervisor", manager_id=own), by=me, reason="test")
    raiser = next(one for one in people(cast.place) if one.manager_id == _raiser(cast))
    for login, told in (("same", "is the one concerned"), (raiser.login, "reported this event")):
        pane = shown_to(cast, login)["OpenEventsView"]
        pane.act("look", MONTH)
        assert WAITS in pane.html
        assert f'data-act="approve-event" data-value="{WAITS}"' not in pane.html
        pane.act("approve-event", WAITS)
        assert told in pane.html
    assert decisions(cast) == []


def _raiser(cast: Cast) -> str:
    from tierline.store.points_events import events_asked

    every = events_asked(cast.place, cast.boss, MONTH)
    found: str = next(each.row["raised_by"] for each in every if each.row["event_id"] == WAITS)
    return found


def test_what_is_approved_here_counts_at_the_close_and_what_is_refused_does_not(cast: Cast) -> None:
    pane = shown_to(cast, "chief")["OpenEventsView"]
    pane.act("approve-event", WAITS)
    assert "Choose the open month first" in pane.html
    pane.act("look", MONTH)
    pane.act("refuse-event", OTHER)
    assert "Write a few words" in pane.html
    pane.act(f"type:text-{OTHER}", "not theirs")
    pane.act("refuse-event", OTHER)
    assert "is refused and does not count" in pane.html
    pane.act("approve-event", WAITS)
    assert f"counts when {MONTH} is closed" in pane.html
    assert f'data-act="approve-event" data-value="{WAITS}"' not in pane.html
    assert [(each.who, each.step) for each in decisions(cast)] == [("chief", "refuse"), ("chief", "approve")]
    run_month(cast.place, MONTH, policy="xinjiang-2008")
    statement = cast.statement()
    assert (line(statement, WAITS).status, line(statement, OTHER).status) == ("counted", "refused")
    assert shown_to(cast, "chief")["OpenEventsView"].html == ""
    pane.act("look", MONTH)  # the page of before: there is nothing open any more
    pane.act("approve-event", WAITS)
    assert "was approved before 2026-10 was closed" in pane.html
    assert len(decisions(cast)) == 2
