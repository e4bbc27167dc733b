from __future__ import annotations

import csv
import json
from io import StringIO

import pytest

from tests.frozen import MONTHS, Stored
from tierline.store.audit import audit_trail
from tierline.store.staff import system_user
from tierline_widgets.panels.accounts.export import COLUMNS, csv_bytes
from tierline_widgets.panels.moves import MovesModel, MovesView
from tierline_widgets.session import Session


@pytest.fixture
def model(session: Session) -> MovesModel:
    return MovesModel(session)


@pytest.fixture
def pairs(stored: Stored) -> list[tuple[str, str]]:
    now = {row["account_id"]: row["tier"] for row in stored(MONTHS[-1])}
    before = {row["account_id"]: row["tier"] for row in stored(MONTHS[-2])}
    return [(before.get(one, "new"), now.get(one, "gone")) for one in {*now, *before}]


def test_the_matrix_counts_every_account_of_both_months(
    model: MovesModel, pairs: list[tuple[str, str]]
) -> None:
    rows, columns = [*model.tiers, "new"], [*model.tiers, "gone"]
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            assert model.squares[i][j].accounts == pairs.count((row, column))
    assert sum(square.accounts for line in model.squares for square in line) == len(pairs)


def test_money_in_the_matrix_is_this_month_s(model: MovesModel, stored: Stored) -> None:
    staying = sum(square.revenue for line in model.squares for square in line[:-1])
    assert staying == sum(round((row["monthly_revenue"] or 0) * 100) for row in stored(MONTHS[-1]))


def test_up_down_and_same_add_up(model: MovesModel, pairs: list[tuple[str, str]]) -> None:
    rank = {tier: place for place, tier in enumerate(model.tiers)}
    both = [(rank[a], rank[b]) for a, b in pairs if a in rank and b in rank]
    assert model.sum_of("up").accounts == sum(b < a for a, b in both)
    assert model.sum_of("down").accounts == sum(b > a for a, b in both)
    assert model.sum_of("same").accounts == sum(b == a for a, b in both)


def test_at_first_everyone_who_changed_tier_is_listed(model: MovesModel) -> None:
    assert model.accounts.total == model.sum_of("up").accounts + model.sum_of("down").accounts


def test_a_cell_opens_its_accounts_and_closes_again(model: MovesModel) -> None:
    everyone = model.accounts.total
    i, j = next(
        (i, j)
        for i in range(len(model.tiers))
        for j in range(len(model.tiers))
        if i != j and model.squares[i][j].accounts
    )
    model.choose(f"{i},{j}")
    assert model.accounts.total == model.squares[i][j].accounts
    assert {(row["before"], row["tier"]) for row in model.accounts.kept().to_pylist()} == {
        (model.tiers[i], model.tiers[j])
    }
    model.choose(f"{i},{j}")
    assert model.accounts.total == everyone


@pytest.mark.parametrize("value", ["", "1", "a,b", "99,0", "0,99", "-1,0", "1,2,3"])
def test_a_cell_that_is_not_there_opens_nothing(model: MovesModel, value: str) -> None:
    chosen, total = model.chosen, model.accounts.total
    model.choose(value)
    assert (model.chosen, model.accounts.total) == (chosen, total)


def test_new_and_gone_accounts_can_be_opened(model: MovesModel, pairs: list[tuple[str, str]]) -> None:
    size = len(model.tiers)
    for i, j in [(size, j) for j in range(size)] + [(i, size) for i in range(size)]:
        if model.squares[i][j].accounts:
            model.choose(f"{i},{j}")
            kept = model.accounts.kept().to_pylist()
            assert len(kept) == model.squares[i][j].accounts
            assert all(row["before" if i == size else "tier"] is None for row in kept)


def test_the_first_month_says_so(session: Session) -> None:
    view = MovesView(MovesModel(session))
    session.show_month(MONTHS[0])
    assert "Nothing to compare yet" in view.html
    assert view.model.squares == []
    assert view.model.accounts.total == 0


def test_the_list_is_sorted_filtered_and_paged(model: MovesModel) -> None:
    accounts = model.accounts
    revenue = [row["monthly_revenue"] for row in accounts.kept().to_pylist()]
    assert revenue == sorted(revenue, reverse=True)
    accounts.sort_by("name")
    names = [row["name"] for row in accounts.kept().to_pylist()]
    assert names == sorted(names)
    accounts.sort_by("name")
    assert [row["name"] for row in accounts.kept().to_pylist()] == sorted(names, reverse=True)
    accounts.sort_by("password")
    assert accounts.sort == "name"
    accounts.turn("1")
    assert accounts.shown()[0] == accounts.kept().to_pylist()[8]
    for page, held in (("999", accounts.pages - 1), ("-5", 0), ("x", 0)):
        accounts.turn(page)
        assert accounts.page == held
    wanted = accounts.kept().to_pylist()[0]
    accounts.look_for(f" {wanted['account_id'].lower()} ")
    assert [row["account_id"] for row in accounts.shown()] == [wanted["account_id"]]
    accounts.look_for(".*")
    assert accounts.found == 0


def test_an_export_is_what_is_listed_and_is_on_record(model: MovesModel) -> None:
    view = MovesView(model)
    sent = []
    view.send = lambda content, buffers=None: sent.append((content, buffers))  # type: ignore[method-assign]
    recorded = len(audit_trail(model.session.workspace))
    view.act("export")
    (content, buffers) = sent[0]
    assert content["save"]["name"].endswith(".csv")
    assert buffers[0].startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(StringIO(buffers[0].decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert [row["account_id"] for row in rows] == [
        row["account_id"] for row in model.accounts.kept().to_pylist()
    ]
    entry = audit_trail(model.session.workspace)[recorded:][-1]
    assert (entry.action, entry.purpose, entry.rows, entry.who) == (
        "export",
        "export",
        len(rows),
        model.session.scope.login,
    )


def test_an_export_in_another_s_name_says_who_was_at_the_keyboard(manager_session: Session) -> None:
    manager_session.record_export("moves", ["account_id"], 3)
    entry = audit_trail(manager_session.workspace)[-1]
    assert (entry.action, entry.who, entry.month) == ("export", manager_session.scope.login, MONTHS[-1])
    details = json.loads(entry.details)
    assert details == {"run": manager_session.closed().run, "system_user": system_user()}


def test_a_name_that_is_a_formula_stays_text() -> None:
    written = csv_bytes([{"name": "=1+1"}, {"name": None}, {"name": "天山"}], ("name",)).decode("utf-8-sig")
    assert written.split("\r\n")[:4] == ["name", "'=1+1", '""' if '""' in written else "", "天山"]


def test_the_drawing_holds_one_page_of_rows(model: MovesModel) -> None:
    view = MovesView(model)
    listed = model.accounts.kept().to_pylist()
    assert len(listed) > 8
    drawn = [row["account_id"] for row in listed if row["account_id"] in view.html]
    assert drawn == [row["account_id"] for row in listed[:8]]
