"""What can wait comes after what is being answered, once, in its order; without a loop at once."""

from __future__ import annotations

import asyncio

from traitlets import HasTraits, Int

from tierline_widgets.pane import Pane
from tierline_widgets.pane.pane import WAITING
from tierline_widgets.soon import drawn_soon, soon


class Counted(HasTraits):
    count = Int()


def test_without_a_loop_it_is_done_at_once() -> None:
    done: list[int] = []
    soon(lambda: done.append(1))
    assert done == [1]


def test_in_a_loop_it_waits_and_keeps_its_order_past_a_failure() -> None:
    done: list[int] = []

    async def page() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda _loop, _context: None)
        soon(lambda: done.append(1))
        soon(lambda: done.remove(9))
        soon(lambda: done.append(3))
        assert done == []
        while len(done) < 2:
            await asyncio.sleep(0)

    asyncio.run(page())
    assert done == [1, 3]


def test_a_panel_is_drawn_once_for_all_that_changed() -> None:
    model, drawn = Counted(), []

    def draw() -> str:
        drawn.append(model.count)
        return f"<p>{model.count}</p>"

    async def page() -> Pane:
        pane = Pane(draw, lambda: "en")
        pane.follow(model, "count")
        model.count += 1
        model.count += 1
        assert pane.html == "<p>0</p>"
        while pane.html == "<p>0</p>":
            await asyncio.sleep(0)
        return pane

    assert asyncio.run(page()).html == "<p>2</p>"
    assert drawn == [0, 2]


def test_a_picture_shows_how_things_stand() -> None:
    model = Counted()

    async def cell() -> str:
        pane = Pane(lambda: f"<p>{model.count}</p>", lambda: "en")
        pane.follow(model, "count")
        model.count = 5
        return pane.picture()

    assert "<p>5</p>" in asyncio.run(cell())


def test_a_panel_may_wait_until_its_place_is_shown() -> None:
    async def page() -> Pane:
        with drawn_soon():
            pane = Pane(lambda: "<p>here</p>", lambda: "zh")
        pane.refresh_soon()
        await asyncio.sleep(0.01)
        assert (pane.html, pane.language) == (WAITING, "zh")
        pane._heard(pane, {"act": "seen", "value": ""}, [])
        while pane.html == WAITING:
            await asyncio.sleep(0)
        return pane

    assert asyncio.run(page()).html == "<p>here</p>"
    with drawn_soon():  # nothing runs that could draw it later
        assert Pane(lambda: "<p>here</p>", lambda: "en").html == "<p>here</p>"
