"""The planner at the socket: whoever opens it, and by whose link, sees the own customers only (LY-20)."""

from __future__ import annotations

import json
import time
from urllib.parse import urlencode

import pytest
from websockets.exceptions import InvalidStatus

from tests.frozen import MONTHS
from tests.server.conftest import CHIEF, Customers
from tests.server.kernel_line import PATIENCE_S
from tests.server.standing import Standing
from tierline.policy.delta import Change
from tierline.store.scenario import begin
from tierline.store.workspace import Workspace

pytestmark = pytest.mark.nginx

PLANNER = "planner.ipynb"
TITLE = "Plan of the chief alone"
Two = tuple[Customers, Customers]


@pytest.fixture(scope="module")
def link(workspace: Workspace) -> str:
    """The address of a scenario that somebody began who sees every customer."""
    policy = workspace.closed(MONTHS[-1]).policy()
    made = begin(workspace, policy, by=CHIEF, title=TITLE, changes=[Change("tiers.A1.line", 79)])
    return "?" + urlencode({"lang": "en", "month": MONTHS[-1], "scenario": made.id})


def test_the_link_of_one_who_sees_all_opens_the_own_customers_only(
    server: Standing, managers: Two, link: str
) -> None:
    own, other = managers
    page = server.opened(own.login, PLANNER, f"{link}&as={CHIEF}&login={CHIEF}")
    assert page.headers["x-tierline-visitor"] == own.login
    assert page.kernel
    with server.line(own.login, page.kernel) as line:
        states = line.states()
    text = page.body.decode() + json.dumps(states, ensure_ascii=False)
    assert own.manager_id in text
    assert other.told_by(text) == []


def test_no_panel_of_the_planner_tells_of_another_s_customer(
    server: Standing, managers: Two, link: str
) -> None:
    own, other = managers
    wanted = sorted(other.account_ids)[0]
    page = server.opened(own.login, PLANNER, link)
    assert page.kernel
    heard: list[str] = []
    with server.line(own.login, page.kernel) as line:
        panels: list[str] = []
        until = time.monotonic() + PATIENCE_S
        while len(panels) < 3:  # the page is served before the last of them is made
            assert time.monotonic() < until
            states = line.states().items()
            panels = [name for name, state in states if 'data-panel="' in str(state.get("html"))]
        for panel in panels:
            for act, value in (
                ("type:account", wanted),
                ("account", wanted),
                ("needle", wanted),
                ("open", wanted),
                ("cell", "0,0"),
                ("login", other.login),
                ("export", ""),
            ):
                for message in line.act(panel, act, value):
                    heard.append(json.dumps(message["content"], ensure_ascii=False))
                    heard += [bytes(part).decode("utf-8", "replace") for part in message.get("buffers", ())]
        heard.append(json.dumps(line.states(), ensure_ascii=False))
    told = set(other.told_by("".join(heard))) - {wanted}  # what was typed may stand in its box
    assert told == set()
    assert not any(name in "".join(heard) for name in other.names)


def test_the_planner_s_kernel_is_its_visitor_s_alone(server: Standing, managers: Two, link: str) -> None:
    own, other = managers
    page = server.opened(CHIEF, PLANNER, link)
    assert page.kernel
    assert TITLE in page.body.decode()  # else the tests above prove nothing
    for login in (own.login, other.login):
        with pytest.raises(InvalidStatus) as refused:
            server.line(login, page.kernel)
        assert refused.value.response.status_code == 403
        for forged in (("X-Tierline-User", CHIEF), ("x-tierline-visitor", CHIEF)):
            assert server.ask(login, f"/api/kernels/{page.kernel}", forged).status == 403
    assert server.past(f"/voila/render/{PLANNER}{link}", ("X-Tierline-User", CHIEF)).status == 403
    assert server.ask(None, f"/voila/render/{PLANNER}{link}").status == 401
