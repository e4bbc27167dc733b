"""A page that was open while its month was replaced: the run that holds decides what it shows (LY-20)."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.store.moved_cast import MONTH, SEES, moved_at
from tests.widgets.points_visits import drawn, panes
from tierline.errors import ScopeError
from tierline.store.scope import scope_for
from tierline.store.workspace import Workspace
from tierline_widgets.points import Book
from tierline_widgets.session import Session


def test_an_open_page_follows_the_run_that_holds(tmp_path: Path) -> None:
    moved = moved_at(Workspace.create(tmp_path / "work"))
    logins = {who: login for who, login in moved.logins.items() if who != "own"}  # the staff table changes
    books = {
        who: Book(Session(moved.place, scope_for(moved.place, login), MONTH, "en"))
        for who, login in logins.items()
    }
    assert moved.manager in books["old leader"].statements()
    assert books["old leader"].policy() is books["old leader"].policy()
    books["old leader"].open(moved.manager)
    assert moved.manager not in books["new leader"].statements()
    now = moved.replace()
    for who, book in books.items():
        assert (moved.manager in book.statements()) is SEES[who], who
        assert {each.run for each in book.statements().values()} == {now.run}
        if SEES[who]:
            assert book.statement(moved.manager).run == now.run
        else:
            with pytest.raises(ScopeError, match="no statement of"):
                book.open(moved.manager)
    assert books["old leader"].past(MONTH) is None
    for who, login in moved.logins.items():
        shown = panes(Session(moved.place, scope_for(moved.place, login), MONTH, "en"))
        assert SEES[who] or moved.manager not in drawn(shown), who
