from __future__ import annotations

import json
from pathlib import Path

import ipywidgets
import pytest

from tests.frozen import MONTHS, Row, Stored
from tierline.errors import BadInputError, ScopeError
from tierline.store.scope import scope_for
from tierline.store.staff import system_user
from tierline.store.workspace import Workspace
from tierline_widgets import home, notebook
from tierline_widgets.home_page import build
from tierline_widgets.page import app, trouble
from tierline_widgets.pane import Pane
from tierline_widgets.panels.header import HeaderView
from tierline_widgets.panels.suite import SuiteModel, SuiteView
from tierline_widgets.session import Session, open_session
from tierline_widgets.visitor import AS


def _panels(page: ipywidgets.Widget) -> list[Pane]:
    return [page] if isinstance(page, Pane) else list(page.children)


def _everything_sent(panels: list[Pane]) -> str:
    """All that the browser can read, as text."""
    return json.dumps(
        [{k: v for k, v in panel.get_state().items() if k not in ("_esm", "_css")} for panel in panels],
        default=str,
    )


@pytest.fixture
def visit(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setenv("TIERLINE_WORKSPACE", str(workspace.path))
    for name in ("QUERY_STRING", "HTTP_ACCEPT_LANGUAGE", AS):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_the_home_page_has_its_panels(visit: pytest.MonkeyPatch) -> None:
    drawn = "".join(panel.html for panel in _panels(home()))
    for name in ("tiers", "scores", "trend", "months", "suite"):
        assert f'data-panel="{name}"' in drawn
    assert "all customers" in drawn
    assert f"{MONTHS[-1]}" in drawn


def test_the_address_and_the_browser_choose_the_language(visit: pytest.MonkeyPatch) -> None:
    visit.setenv("HTTP_ACCEPT_LANGUAGE", "zh-CN,zh;q=0.9")
    assert 'data-page-language="zh"' in _panels(home())[0].html
    visit.setenv("QUERY_STRING", "lang=en")
    assert 'data-page-language="en"' in _panels(home())[0].html


def test_the_switch_turns_every_panel(session: Session) -> None:
    page = build(session)
    page.children[0].act("language", "zh")
    assert {panel.language for panel in page.children} == {"zh"}
    assert "What does each tier hold" not in "".join(panel.html for panel in page.children)
    page.children[0].act("language", "<script>")
    assert session.language == "en"


def test_the_month_turns_every_panel(session: Session) -> None:
    page = build(session)
    page.children[0].act("month", MONTHS[1])
    drawn = "".join(panel.html for panel in page.children)
    assert f"{MONTHS[1]} as closed" in drawn
    page.children[0].act("month", "2031-01")
    assert "2031-01 is not closed" in page.children[0].html
    assert session.month == MONTHS[1]


def test_a_stranger_sees_a_page_without_a_row(visit: pytest.MonkeyPatch, stored: Stored) -> None:
    visit.setenv(AS, "stranger")
    page = home()
    assert isinstance(page, Pane)
    assert "You may not see any customer here" in page.html
    assert "tierline staff add" in page.html
    sent = _everything_sent([page])
    assert not [
        row for row in stored(MONTHS[-1]) if row["account_id"] in sent or (row["name"] or "-") in sent
    ]
    page.act("language", "zh")
    assert "您在此无权查看任何客户" in page.html


def test_a_manager_s_browser_never_gets_another_s_rows(
    manager_session: Session, manager: Row, stored: Stored
) -> None:
    page = build(manager_session)
    panels = [
        *page.children,
        notebook.intake(manager_session),
        notebook.profile(manager_session),
        notebook.moves(manager_session),
        notebook.lookup(manager_session),
    ]
    moves = panels[-2]
    every = [row for month in MONTHS for row in stored(month)]
    own = {row["account_id"] for row in every if row["manager_id"] == manager["manager_id"]}
    others = {row["account_id"] for row in every} - own
    assert own
    assert others
    for i in range(len(moves.model.tiers) + 1):
        for j in range(len(moves.model.tiers) + 1):
            moves.act("cell", f"{i},{j}")
            sent = _everything_sent(panels)
            assert not [account for account in others if account in sent]
    own_now = [row for row in stored(MONTHS[-1]) if row["manager_id"] == manager["manager_id"]]
    assert panels[2].model.accounts == len(own_now)


def test_a_page_is_seen_before_it_is_alive(session: Session) -> None:
    page = build(session)
    data = page._repr_mimebundle_()
    assert "application/vnd.jupyter.widget-view+json" in data
    assert all(panel.html in data["text/html"] for panel in page.children)
    assert "<script" not in data["text/html"]


def test_every_look_is_on_record(workspace: Workspace, manager: Row) -> None:
    from tierline.store.audit import audit_trail

    before = len(audit_trail(workspace, who=manager["login"]))
    build(Session(workspace, scope_for(workspace, manager["login"])))
    entries = audit_trail(workspace, who=manager["login"])[before:]
    assert entries
    assert {entry.action for entry in entries} == {"look"}


def test_no_workspace_is_a_page_with_the_next_step(visit: pytest.MonkeyPatch, tmp_path: Path) -> None:
    visit.setenv("TIERLINE_WORKSPACE", str(tmp_path / "nowhere"))
    drawn = _panels(home())[0].html
    assert "There is no closed month to show yet" in drawn
    assert "tierline demo" in drawn


def test_no_closed_month_is_a_page_with_the_next_step(visit: pytest.MonkeyPatch, tmp_path: Path) -> None:
    Workspace.create(tmp_path / "empty")
    visit.setenv("TIERLINE_WORKSPACE", str(tmp_path / "empty"))
    assert "no month is closed yet" in _panels(home())[0].html


def test_a_broken_page_shows_no_traceback(visit: pytest.MonkeyPatch) -> None:
    def fail(_session: Session) -> ipywidgets.Widget:
        raise PermissionError(13, "Permission denied", "accounts.parquet")

    page = app(fail)
    assert isinstance(page, Pane)
    assert "The page could not be shown" in page.html
    assert "accounts.parquet" in page.html
    assert "Traceback" not in page.html


def test_trouble_speaks_chinese() -> None:
    assert "还没有可显示的已结账月份" in trouble(BadInputError("x"), "zh").html


def test_a_session_refuses_a_month_that_is_not_closed(workspace: Workspace) -> None:
    with pytest.raises(BadInputError, match="2001-01 is not closed"):
        open_session(workspace.path, "2001-01")


def test_parts_name_themselves(tmp_path: Path, session: Session) -> None:
    (tmp_path / "apps").mkdir()
    (tmp_path / "books").mkdir()
    told = {"title": {"en": "Plan", "zh": "规划"}, "summary": {"en": "Lines", "zh": "分数线"}}
    (tmp_path / "apps" / "plan.ipynb").write_text(json.dumps({"metadata": {"tierline": told}}))
    (tmp_path / "apps" / "quiet.ipynb").write_text(json.dumps({"metadata": {}}))
    (tmp_path / "books" / "10_x.ipynb").write_text(json.dumps({"metadata": {"tierline": told}}))
    model = SuiteModel(tmp_path / "apps", tmp_path / "books")
    assert [(part.kind, part.file) for part in model.parts] == [
        ("app", "plan.ipynb"),
        ("notebook", "10_x.ipynb"),
    ]
    view = SuiteView(model, session)
    assert 'href="plan.ipynb?lang=en"' in view.html
    session.speak("zh")
    assert "规划" in view.html


def test_the_shipped_suite_names_itself(session: Session) -> None:
    drawn = SuiteView(SuiteModel(), session).html.replace("<wbr>", "")
    assert "home.ipynb" in drawn
    assert "10_intake_and_scoring.ipynb" in drawn


def test_the_header_always_says_month_policy_and_scope(manager_session: Session) -> None:
    drawn = HeaderView(manager_session, "Home").html
    assert manager_session.policy().id in drawn
    assert "closed" in drawn
    assert "own customers" in drawn


def test_only_an_administrator_looks_as_somebody_else(
    workspace: Workspace, manager: Row, monkeypatch: pytest.MonkeyPatch
) -> None:
    me = system_user()
    assert open_session(workspace.path, login=manager["login"]).scope.login == manager["login"]
    monkeypatch.setattr("tierline.store.scope.system_user", lambda: manager["login"])
    assert open_session(workspace.path).scope.login == manager["login"]
    with pytest.raises(ScopeError, match="only an administrator"):
        open_session(workspace.path, login=me)
    monkeypatch.setenv(AS, me)
    with pytest.raises(ScopeError, match="only an administrator"):
        open_session(workspace.path)
