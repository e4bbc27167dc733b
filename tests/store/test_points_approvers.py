"""An approver named in the table counts as one by command does; a decided event waits no more (LY-12)."""

from __future__ import annotations

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.store.events_cast import MONTH, OTHER, WAITS, Cast, line, put_event
from tierline.messages import LANGUAGES
from tierline.store.points_check import check_points
from tierline.store.points_events import approve_event, refuse_event
from tierline.store.scope import scope_for
from tierline.store.verification import verify


def put_supervisor(cast: Cast, name: str, area: str | None) -> None:
    file = cast.place.raw(MONTH) / "managers.parquet"
    table = pq.read_table(file)
    row = {"manager_id": name, "name": name, "login": name.lower(), "role": "supervisor", "area_id": area}
    pq.write_table(pa.concat_tables([table, pa.Table.from_pylist([row], schema=table.schema)]), file)


def told(cast: Cast, event: str, language: str) -> list[str]:
    found = check_points(cast.place, scope_for(cast.place), MONTH).findings
    return [each.what.render(language) for each in found if event in each.what.render(language)]


@pytest.mark.parametrize(
    ("area", "on", "kind"),
    [
        ("own", date(2026, 10, 8), None),
        ("other", date(2026, 10, 8), "approver_sight"),
        ("own", None, "approval_undated"),
        ("own", date(2999, 1, 1), "approval_ahead"),
    ],
)
def test_a_supervisor_of_another_area_no_day_and_a_day_to_come_make_an_event_wait(
    cast: Cast, area: str, on: date | None, kind: str | None
) -> None:
    rows = pq.read_table(cast.place.raw(MONTH) / "areas.parquet").to_pylist()
    areas, parents = {row["area_id"] for row in rows}, {row["parent_id"] for row in rows}
    home = cast.manager["area_id"]
    put_supervisor(cast, "S1", home if area == "own" else min(areas - parents - {home}))
    put_event(
        cast.place,
        WAITS,
        manager_id=cast.manager["manager_id"],
        evidence="report 7",
        approver="S1",
        approved_on=on,
    )
    before = {language: told(cast, WAITS, language) for language in LANGUAGES}
    cast.close()
    statement = cast.statement()
    event = line(statement, WAITS)
    assert event.status == ("counted" if kind is None else "pending")
    assert (event.kept > 0) is (kind is None)
    assert [each.kind for each in statement.findings if each.places.get("event") == WAITS] == (
        [] if kind is None else [kind]
    )
    for language in LANGUAGES:
        assert told(cast, WAITS, language) == before[language]
        assert len(before[language]) == (0 if kind is None else 1)
        assert all("S1" in each and each in statement.render(language) for each in before[language])
    assert verify(cast.place, recompute=True) == []
    if kind is not None:
        assert approve_event(cast.place, cast.boss, MONTH, WAITS).points > 0


def test_a_statement_says_what_became_of_an_event_that_waited(cast: Cast) -> None:
    cast.close()
    waiting = cast.statement()
    assert "it waits for approval" in waiting.render("en")
    approve_event(cast.place, cast.boss, MONTH, WAITS)
    refuse_event(cast.place, cast.boss, MONTH, OTHER, "not theirs")
    for language, waits in (("en", "waits for approval."), ("zh", "待审批。")):
        text = cast.statement().render(language)
        assert waits in waiting.render(language)
        assert waits not in text
        assert "tierline points event" not in text
    kinds = {each.places["event"]: each.kind for each in cast.statement().findings if "event" in each.places}
    assert (kinds[WAITS], kinds[OTHER]) == ("approved_since", "turned_down")
    assert verify(cast.place, recompute=True) == []
