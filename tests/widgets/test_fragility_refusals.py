"""What was typed wrong is told at its box, the box is marked, and the earlier result says whose it is."""

from __future__ import annotations

import re

import pytest

from tierline_widgets.panels.fragility import FragilityModel, FragilityView, ReplayModel, ReplayView
from tierline_widgets.planner import Desk
from tierline_widgets.session import Session

STAYS = "What stands below is still of the earlier entries."
NO_DISTANCES = ["", "x", "abc", "1, -2", "-1", "101", "1000", "0", "0.00", "0, 1", "1,2,3,4,5,6,7", "0.123"]


@pytest.fixture
def desk(session: Session) -> Desk:
    return Desk(session)


@pytest.fixture
def fragility(desk: Desk) -> FragilityView:
    view = FragilityView(FragilityModel(desk))
    view.act("type:noise", "20")
    view.act("type:draws", "12")
    return view


@pytest.fixture
def replays(desk: Desk) -> ReplayView:
    view = ReplayView(ReplayModel(desk))
    view.act("type:back", "1")  # three months are stored
    return view


def told_at(view: FragilityView | ReplayView, box: str) -> str:
    """Return what is told beneath a box that is marked wrong, and that it is told nowhere else."""
    view.refresh()
    marked = re.findall(r"<input [^>]*aria-invalid[^>]*>", view.html)
    assert [f'data-key="type:{box}"' in each for each in marked] == [True]
    place = f"{box}-fault"
    assert f'aria-describedby="{place}"' in marked[0]
    told = re.findall(rf'<span class="tl-fault" id="{place}" role="alert">([^<]+)</span></label>', view.html)
    assert view.html.count('role="alert"') == len(told) == 1
    assert view.html.startswith("<section")  # nothing above the panel
    return str(told[0])


@pytest.mark.parametrize("typed", NO_DISTANCES)
def test_distances_that_are_none_are_refused(fragility: FragilityView, typed: str) -> None:
    model = fragility.model
    before = model.near
    fragility.act("type:within", typed)
    fragility.act("near")
    assert told_at(fragility, "within")
    assert STAYS in fragility.html
    assert model.near is before
    fragility.act("type:within", "1")
    fragility.act("near")
    fragility.refresh()
    assert "aria-invalid" not in fragility.html
    assert STAYS not in fragility.html
    assert set(model.near["within"].to_pylist()) == {100}


@pytest.mark.parametrize(
    ("box", "typed"),
    [("noise", "x"), ("noise", "101"), ("noise", "-5"), ("draws", "0"), ("draws", "2.5"), ("seed", "-1")],
)
def test_noise_that_cannot_be_is_refused(fragility: FragilityView, box: str, typed: str) -> None:
    model = fragility.model
    fragility.act("shake")
    before = model.noise
    assert before is not None
    fragility.act(f"type:{box}", typed)
    fragility.act("shake")
    assert told_at(fragility, box)
    assert STAYS in fragility.html
    assert model.noise is before


def test_before_there_is_a_result_none_is_said_to_stay(fragility: FragilityView) -> None:
    fragility.act("type:noise", "-5")
    fragility.act("shake")
    assert told_at(fragility, "noise") == "Noise lies between 0 and 100 %. Type one, for example 5."
    assert STAYS not in fragility.html
    fragility.model.desk.session.speak("zh")
    assert "扰动须在" in told_at(fragility, "noise")


@pytest.mark.parametrize(
    ("box", "typed"),
    [
        ("months", ""),
        ("months", "0"),
        ("months", "x"),
        ("buffers", ""),
        ("buffers", "-1"),
        ("buffers", "on"),
        ("buffers", " ".join(map(str, range(90)))),
        ("back", "0"),
        ("last", "none"),
    ],
)
def test_a_grid_that_cannot_be_is_refused(replays: ReplayView, box: str, typed: str) -> None:
    model = replays.model
    replays.act("run")
    before = model.found
    assert before is not None
    replays.act(f"type:{box}", typed)
    replays.act("run")
    assert told_at(replays, box)
    assert STAYS in replays.html
    assert model.found is before
