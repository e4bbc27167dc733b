"""Moves by cause without a display: the engine's split, sums that agree, a cause opens its accounts."""

from __future__ import annotations

import asyncio
import csv
from io import StringIO
from typing import Any

import pytest

from tests.frozen import MONTHS, Row, Stored
from tierline.errors import BadInputError
from tierline.simulate.attribution import WORK, attribute
from tierline.simulate.chosen import chosen
from tierline.simulate.moves_split import CAUSES
from tierline.store.audit import audit_trail
from tierline_widgets import work
from tierline_widgets.panels.attribution import AttributionModel, AttributionView
from tierline_widgets.panels.attribution.model import steps_taken
from tierline_widgets.planner import Desk
from tierline_widgets.session import Session


@pytest.fixture
def model(session: Session) -> AttributionModel:
    return AttributionModel(Desk(session))


def counted(stored: Stored, earlier: str, later: str) -> int:
    """Count moves from the two months' files alone."""
    before = {row["account_id"]: row["tier"] for row in stored(earlier)}
    after = {row["account_id"]: row["tier"] for row in stored(later)}
    return sum(before.get(each) != after.get(each) for each in before.keys() | after.keys())


@pytest.mark.parametrize(("earlier", "later"), [(0, 1), (1, 2), (0, 2)])
def test_the_parts_add_up_to_the_moves_of_the_files(
    model: AttributionModel, stored: Stored, earlier: int, later: int
) -> None:
    model.begin_with(MONTHS[earlier])
    model.end_with(MONTHS[later])
    model.split()
    session = model.desk.session
    wanted = attribute(session.closed(MONTHS[earlier]), session.closed(MONTHS[later]), session.scope)
    assert model.found is not None
    assert model.found.to_table().equals(wanted.to_table())
    held = model.balance()
    assert held.exact
    assert held.moves == counted(stored, MONTHS[earlier], MONTHS[later])
    assert sum(row["accounts"] for row in wanted.to_table().to_pylist()) == held.moves


def test_it_shows_how_far_it_is_and_can_be_stopped(model: AttributionModel) -> None:
    view = AttributionView(model)

    async def page(stop: bool) -> list[int]:
        seen: list[int] = []
        ended = asyncio.Event()

        def follow(change: Any) -> None:
            if change.name == "running" and not change.new:
                ended.set()
            elif change.name == "done" and change.new:
                seen.append(change.new)
                view.refresh()
                assert f'value="{change.new}" max="{WORK}"' in view.html
                if stop and change.new == 3:
                    asyncio.get_running_loop().call_soon(view.act, "stop")

        model.work.observe(follow, names=["running", "done"])
        view.act("split")
        await asyncio.wait_for(ended.wait(), 60)
        model.work.unobserve(follow, names=["running", "done"])
        return seen

    monkeypatch = pytest.MonkeyPatch()
    with monkeypatch.context() as slow:
        slow.setattr(work, "SLICE", 0)  # a look at what was pressed after every step
        assert asyncio.run(page(stop=True))[-1] < WORK
    assert model.found is None
    assert not model.work.running
    view.refresh()
    assert "<progress" not in view.html
    assert "Choose two months" in view.html
    assert asyncio.run(page(stop=False))[-1] == WORK
    assert model.found is not None


def test_it_begins_with_the_desk_s_month_and_does_nothing_unasked(model: AttributionModel) -> None:
    assert (model.earlier, model.later) == MONTHS[-2:]
    assert model.found is None
    with pytest.raises(BadInputError, match="Nothing has been split"):
        model.balance()
    model.desk.session.show_month(MONTHS[1])
    assert (model.earlier, model.later) == MONTHS[:2]


def test_every_cause_opens_its_accounts(model: AttributionModel) -> None:
    view = AttributionView(model)
    view.act("split")
    assert "The parts add up exactly" in view.html
    assert model.found is not None
    opened = 0
    for row in model.found.to_table().to_pylist():
        if not row["accounts"]:
            continue
        view.act("cause", row["cause"])
        opened += model.accounts.total
        assert model.accounts.total == row["accounts"]
        money = [each["revenue_fen"] for each in model.accounts.shown()]
        assert money == sorted(money, reverse=True)
        for each in model.accounts.shown():
            assert each["account_id"] in view.html
            if row["cause"] not in ("new", "gone"):
                taken = steps_taken(each)
                assert taken[0][1] == each["tier_before"]
                assert taken[-1][::2] == (row["cause"], each["tier"])
    assert opened == model.balance().moves
    view.act("cause", model.cause)
    assert (model.cause, model.accounts.total) == ("", 0)
    view.act("cause", "weather")
    assert model.cause == ""


def test_the_desk_s_filter_holds_here_too(model: AttributionModel) -> None:
    model.split()
    whole = model.found
    assert whole is not None
    desk = model.desk
    area = desk.accounts["area_id"].to_pylist()[0]
    assert desk.set_filter(area=area)
    assert model.found is not None
    wanted = whole.only(chosen(whole.accounts, area=area))
    assert model.found.to_table().equals(wanted.to_table())
    assert model.balance().exact
    desk.set_filter()
    assert model.found is whole


def test_months_that_cannot_be_split_are_told(model: AttributionModel) -> None:
    view = AttributionView(model)
    view.act("split")
    assert model.found is not None
    view.act("earlier", MONTHS[2])
    view.act("later", MONTHS[0])
    assert model.found is None
    view.act("split")
    assert "does not lie before" in view.html
    view.act("later", "1999-01")
    assert model.later == MONTHS[0]
    model.desk.session.show_month(MONTHS[0])
    view.act("split")
    assert "is the first closed month" in view.html


def test_an_export_is_on_record(model: AttributionModel) -> None:
    with pytest.raises(BadInputError, match="nothing to export"):
        model.export()
    model.split()
    model.open("data")
    name, content = model.export()
    rows = list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))
    assert name == f"tierline-{MONTHS[1]}-{MONTHS[2]}-data.csv"
    assert len(rows) == model.accounts.total
    last = audit_trail(model.desk.session.workspace)[-1]
    assert (last.action, last.subject, last.rows) == ("export", "moves by cause", len(rows))


def test_a_manager_sees_moves_of_own_accounts_only(
    manager_session: Session, manager: Row, stored: Stored
) -> None:
    model = AttributionModel(Desk(manager_session))
    model.split()
    assert model.found is not None
    own = {
        row["account_id"]
        for month in MONTHS[-2:]
        for row in stored(month)
        if row["manager_id"] == manager["manager_id"]
    }
    assert set(model.found.accounts["account_id"].to_pylist()) <= own
    assert model.balance().exact


@pytest.mark.parametrize("language", ["en", "zh"])
def test_it_is_drawn_in_both_languages(model: AttributionModel, language: str) -> None:
    model.desk.session.speak(language)
    view = AttributionView(model)
    view.act("split")
    view.act("cause", CAUSES[0])
    assert ("各部分相加完全相符" if language == "zh" else "The parts add up exactly") in view.html
