"""Near lines, noise and replay without a display: the engine's figures, and refusals that keep the state."""

from __future__ import annotations

import csv
import re
from io import StringIO

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.frozen import MONTHS
from tierline.errors import BadInputError
from tierline.policy.resolved import Hysteresis
from tierline.simulate.fragility import near_lines, shake
from tierline.simulate.replay import replay, settings, stored_months
from tierline.store.audit import audit_trail
from tierline.store.summary import fen
from tierline_widgets.panels.fragility import FragilityModel, FragilityView, ReplayModel, ReplayView
from tierline_widgets.panels.fragility.scatter import Dot, heaps
from tierline_widgets.panels.fragility.setting import numbers_text
from tierline_widgets.planner import Desk
from tierline_widgets.session import Session


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


@pytest.fixture
def shaken(desk: Desk) -> FragilityModel:
    model = FragilityModel(desk)
    model.boxes.enter("noise", "20")
    model.boxes.enter("draws", "12")
    model.boxes.enter("seed", "7")
    return model


@pytest.fixture
def replayed(desk: Desk) -> ReplayModel:
    model = ReplayModel(desk)
    model.boxes.enter("back", "1")  # three months are stored
    return model


def lower(desk: Desk) -> list[int]:
    return [line - 250 for line in desk.lines]


def test_near_lines_are_those_of_the_scenario_and_the_filter(desk: Desk) -> None:
    model = FragilityModel(desk)
    model.boxes.enter("within", "3；0.25")
    model.look_near()
    revenue = fen(desk.accounts["monthly_revenue"])

    def wanted() -> object:
        return near_lines(desk.after.outcome.score, desk.policy, [25, 300], revenue, desk.chosen)

    assert model.near.equals(wanted())
    desk.set_lines(lower(desk))
    assert model.near.equals(wanted())
    areas = sorted(set(desk.accounts["area_id"].to_pylist()))
    desk.set_filter(area=areas[0])
    assert model.near.equals(wanted())
    assert model.counted == desk.index.accounts


def test_noise_is_the_engine_s_and_never_begun_by_itself(shaken: FragilityModel) -> None:
    desk = shaken.desk
    assert shaken.noise is None
    assert not shaken.work.running
    shaken.shake()
    wanted = shake(desk.accounts, desk.policy, desk.previous, desk.overrides, noise=2000, draws=12, seed=7)
    assert shaken.noise is not None
    assert np.array_equal(shaken.noise.flips, wanted.flips)
    assert np.array_equal(shaken.noise.pairs, wanted.pairs)
    assert shaken.fragile.table is not None
    assert shaken.fragile.table.equals(wanted.fragile())
    assert (shaken.work.done, shaken.work.total) == (12, 12)


def test_noise_is_void_when_the_scenario_changes(shaken: FragilityModel) -> None:
    view = FragilityView(shaken)
    view.act("shake")
    assert shaken.noise is not None
    assert "stand in another tier" in view.html
    shaken.desk.set_lines(lower(shaken.desk))
    assert shaken.noise is None
    assert shaken.fragile.total == 0
    assert "Shake again" in view.html
    view.act("shake")
    assert not shaken.void


def test_the_fragile_accounts_are_paged_and_their_export_is_on_record(shaken: FragilityModel) -> None:
    with pytest.raises(BadInputError, match="nothing to export"):
        shaken.export()
    shaken.shake()
    whole = shaken.fragile.table
    assert whole is not None
    assert shaken.fragile.total > 8
    shaken.turn("1")
    assert shaken.fragile.shown() == whole.slice(8, 8).to_pylist()
    shaken.turn("999")
    assert shaken.fragile.page == shaken.fragile.pages - 1
    name, content = shaken.export()
    rows = list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))
    assert name == f"tierline-{MONTHS[-1]}-fragile.csv"
    assert [row["account_id"] for row in rows] == whole["account_id"].to_pylist()
    last = audit_trail(shaken.desk.session.workspace)[-1]
    assert (last.action, last.subject, last.rows) == ("export", "fragile accounts", whole.num_rows)


def test_only_the_scope_s_accounts_are_fragile(manager_session: Session) -> None:
    model = FragilityModel(Desk(manager_session))
    model.boxes.enter("noise", "60")
    model.shake()
    assert model.fragile.table is not None
    own = set(manager_session.rows()["account_id"].to_pylist())
    assert set(model.fragile.table["account_id"].to_pylist()) <= own


def test_the_replay_is_the_engine_s(replayed: ReplayModel) -> None:
    desk = replayed.desk
    assert replayed.found is None
    replayed.boxes.enter("months", "1, 2")
    replayed.boxes.enter("buffers", "off 3.5")
    replayed.run()
    tried = settings([1, 2], [None, 350])
    own = desk.policy.hysteresis
    tried = tried if own in tried else (*tried, own)  # today's, which the scenario leaves as it is
    session = desk.session
    months = stored_months([session.closed(month) for month in MONTHS], session.scope)
    assert replayed.found == replay(months, tried, 1).to_pylist()
    assert [replayed.own(row) for row in replayed.found].count(True) == 1
    assert replayed.replayed == list(MONTHS)


def test_the_scenario_s_policy_can_grade_every_month(replayed: ReplayModel) -> None:
    desk = replayed.desk
    desk.set_lines(lower(desk))
    replayed.grade_by("scenario")
    replayed.boxes.enter("months", "2")
    replayed.boxes.enter("buffers", "off")
    replayed.run()
    session = desk.session
    months = stored_months([session.closed(month) for month in MONTHS], session.scope, desk.policy)
    tried = (*settings([2], [None]), desk.policy.hysteresis)
    assert replayed.found == replay(months, tried, 1).to_pylist()
    desk.set_lines(lower(desk))
    assert replayed.found is None
    assert replayed.void


def test_a_setting_is_taken_into_the_scenario(replayed: ReplayModel) -> None:
    replayed.boxes.enter("months", "4")
    replayed.boxes.enter("buffers", "off, 7.25")
    view = ReplayView(replayed)
    view.act("run")
    assert replayed.found is not None
    view.act("use", "1")
    assert replayed.desk.policy.hysteresis == Hysteresis(True, 4, 725)
    assert replayed.found is not None  # what was replayed holds under any hysteresis
    assert replayed.own(replayed.found[1])
    view.act("use", "0")
    assert replayed.desk.policy.hysteresis == Hysteresis(True, 4, None)
    view.act("use", "99")
    assert 'role="alert"' in view.html
    assert replayed.desk.policy.hysteresis == Hysteresis(True, 4, None)


def test_too_few_months_are_told_in_place(desk: Desk) -> None:
    model = ReplayModel(desk)
    view = ReplayView(model)
    view.act("run")
    assert model.found is None
    assert "at least 5 closed months" in view.html


@pytest.mark.parametrize("language", ["en", "zh"])
def test_both_are_drawn_in_both_languages(
    shaken: FragilityModel, replayed: ReplayModel, language: str
) -> None:
    shaken.desk.session.speak(language)
    fragility, replays = FragilityView(shaken), ReplayView(replayed)
    fragility.act("shake")
    replays.act("run")
    assert ("最易翻转的客户" if language == "zh" else "Most fragile accounts") in fragility.html
    assert ("反复率" if language == "zh" else "Flap rate") in replays.html
    assert replays.html.count("tl-dot") >= 1


def test_a_dot_has_its_number_in_the_table(replayed: ReplayModel) -> None:
    view = ReplayView(replayed)
    view.act("run")
    drawn = [row for row in replayed.found or [] if row["mean_lag"] is not None]
    assert len(re.findall(r'class="tl-dot(?: [^"]*)?" style', view.html)) == len(drawn)
    keys = [int(key) for key in re.findall(r'class="tl-key[^"]*">(\d+)<', view.html)]
    assert keys == list(range(1, len(replayed.found or []) + 1))
    named = re.findall(r'class="tl-dot-name(?: tl-own)?"[^>]*>([^<]+)<', view.html)
    assert sorted(number for name in named for number in _numbers(name)) == [
        number for number, row in enumerate(replayed.found or [], 1) if row["mean_lag"] is not None
    ]


def _numbers(name: str) -> list[int]:
    spans = [[int(end) for end in span.split("\u2013")] for span in name.split(", ")]
    return [number for span in spans for number in range(span[0], span[-1] + 1)]


@given(
    st.lists(st.tuples(st.floats(0, 100), st.floats(0, 100)), max_size=12),
)
def test_dots_that_touch_share_a_name_and_others_do_not(places: list[tuple[float, float]]) -> None:
    dots = [Dot(number, x, y, "", False) for number, (x, y) in enumerate(places, 1)]
    found = heaps(dots)
    assert sorted(dot.number for heap in found for dot in heap) == [dot.number for dot in dots]
    of = {dot.number: place for place, heap in enumerate(found) for dot in heap}
    for one in dots:
        for other in dots:
            if _touch(one, other):
                assert of[one.number] == of[other.number]
    for heap in found:  # each is held together by dots that touch
        reached = {heap[0].number}
        for _step in heap:
            for one in heap:
                if one.number not in reached and any(
                    _touch(one, other) for other in heap if other.number in reached
                ):
                    reached.add(one.number)
        assert len(reached) == len(heap)


def _touch(one: Dot, other: Dot) -> bool:
    left, bottom, right, top = one.box
    return left < other.box[2] and other.box[0] < right and bottom < other.box[3] and other.box[1] < top


@pytest.mark.parametrize(("found", "said"), [([3], "3"), ([2, 1, 4], "1\u20132, 4"), ([1, 3, 5], "1, 3, 5")])
def test_numbers_in_short(found: list[int], said: str) -> None:
    assert numbers_text(found) == said
