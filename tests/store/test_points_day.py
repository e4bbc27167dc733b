"""A month is judged by the day on which it was closed, in whatever zone it is looked at later (LY-12)."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest

from tests.store.events_cast import MONTH, WAITS, Cast, line, put_event
from tests.store.test_points_approvers import put_supervisor
from tierline.store.points_check import check_points
from tierline.store.points_earlier import EarlierRule
from tierline.store.points_facts import day_of_run
from tierline.store.scope import scope_for
from tierline.store.verification import verify
from tierline.times import VARIABLE

AT = "2026-11-22T16:30:00.000000+00:00"  # the 23rd in Beijing, the 22nd in London
DAYS = {"Asia/Shanghai": date(2026, 11, 23), "Europe/London": date(2026, 11, 22)}
ZONES = tuple(DAYS)


def close_in(cast: Cast, monkeypatch: pytest.MonkeyPatch, zone: str) -> str:
    """Close the month at `AT` with an event that was approved on the 23rd; return the run."""
    put_supervisor(cast, "S1", cast.manager["area_id"])
    given: dict[str, Any] = {"manager_id": cast.manager["manager_id"], "evidence": "report 7"}
    put_event(cast.place, WAITS, **given, approver="S1", approved_on=date(2026, 11, 23))
    monkeypatch.setenv(VARIABLE, zone)
    monkeypatch.setattr("tierline.store.closing.now", lambda: AT)
    monkeypatch.setattr("tierline.monthly_steps.today", lambda: DAYS[zone])
    return cast.close()


def told(cast: Cast) -> list[str]:
    found = check_points(cast.place, scope_for(cast.place), MONTH).findings
    return [each.what.render("en") for each in found]


@pytest.mark.parametrize(("closed_in", "read_in"), [ZONES, ZONES[::-1]])
def test_in_another_zone_the_month_is_the_same(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, closed_in: str, read_in: str
) -> None:
    run = close_in(cast, monkeypatch, closed_in)
    held = closed_in == "Europe/London"
    assert line(cast.statement(), WAITS).status == ("pending" if held else "counted")
    found = told(cast)
    assert any("a day to come (taken in on 2026-11-22)" in each for each in found) is held
    monkeypatch.setenv(VARIABLE, read_in)
    monkeypatch.setattr("tierline.monthly_steps.today", lambda: DAYS[read_in])
    closed = cast.place.closed(MONTH)
    assert closed.manifest["made"]["day"] == DAYS[closed_in].isoformat()
    assert day_of_run(closed) == DAYS[closed_in]
    assert verify(cast.place, recompute=True) == []
    assert cast.close() == run
    assert told(cast) == found


@pytest.mark.parametrize(("closed_in", "read_in"), [ZONES, ZONES[::-1]])
def test_a_run_that_does_not_say_its_day_is_sound_all_the_same(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, closed_in: str, read_in: str
) -> None:
    """As earlier versions wrote it: what waited names the day, what counted counts."""
    run = close_in(cast, monkeypatch, closed_in)
    file = cast.place.closed(MONTH).folder / "manifest.json"
    manifest = json.loads(file.read_text("utf-8"))
    del manifest["made"]["day"]
    file.write_text(json.dumps(manifest), "utf-8")
    monkeypatch.setenv(VARIABLE, read_in)
    assert day_of_run(cast.place.closed(MONTH)) == date(2026, 11, 22)  # told, or as the moment reads
    found = verify(cast.place, recompute=True)
    assert all(isinstance(each.what, EarlierRule) for each in found)
    assert len(found) == (0 if closed_in == "Europe/London" else 1)
    assert cast.close() == run
