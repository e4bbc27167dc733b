"""The planner's page: the ruler, what it means, whom it moves, and the scenario's way to a policy."""

from __future__ import annotations

import ipywidgets as widgets

from tierline.errors import BadInputError, TierlineError
from tierline.messages import N_, Message, MessageList
from tierline.store.scenario import load
from tierline_widgets.page import Page, app, page
from tierline_widgets.panels.attribution import AttributionModel, AttributionView
from tierline_widgets.panels.capacity import CapacityModel, CapacityView
from tierline_widgets.panels.certificate import CertificateModel, CertificateView
from tierline_widgets.panels.fragility import FragilityModel, FragilityView, ReplayModel, ReplayView
from tierline_widgets.panels.header import HeaderView
from tierline_widgets.panels.impact import ImpactModel, ImpactView
from tierline_widgets.panels.migration import MigrationModel, MigrationView
from tierline_widgets.panels.ruler_card import RulerCardModel, RulerCardView
from tierline_widgets.panels.scenario import ScenarioModel, ScenarioView
from tierline_widgets.panels.shelf import ShelfModel, ShelfView
from tierline_widgets.panels.suggest import SuggestModel, SuggestView
from tierline_widgets.panels.weights import WeightsModel, WeightsView
from tierline_widgets.planner.desk import Desk
from tierline_widgets.planner.warming import warm_up
from tierline_widgets.session import Session
from tierline_widgets.soon import drawn_soon
from tierline_widgets.visitor import visit_asked

_LONGEST = 40  # signs of an address that are repeated to its reader


def planner_page() -> widgets.Widget:
    """Return the planner's page for whoever visits; the address may name a month and a scenario."""
    asked = ("month", "scenario", "policy")
    return app(lambda session: build(opened(session, *map(visit_asked, asked))), warm=warm_up)


def build(desk: Desk) -> Page:
    """Return the page of a desk: first what a line moved means, further down how sure and why."""
    bar = ScenarioView(ScenarioModel(desk))
    bar.add_class("ts-top")
    first = [
        (bar, 12),
        (RulerCardView(RulerCardModel(desk)), 12),
        (ImpactView(ImpactModel(desk)), 12),
    ]
    with drawn_soon():  # while the browser loads its scripts
        further = [
            (MigrationView(MigrationModel(desk)), 8),
            (WeightsView(WeightsModel(desk)), 4),
            (CapacityView(CapacityModel(desk)), 6),
            (SuggestView(SuggestModel(desk)), 6),
            (FragilityView(FragilityModel(desk)), 12),
            (ReplayView(ReplayModel(desk)), 12),
            (AttributionView(AttributionModel(desk)), 12),
            (CertificateView(CertificateModel(desk)), 12),
            (ShelfView(ShelfModel(desk)), 12),
        ]
    return page(HeaderView(desk.session, N_("Planner"), home="home.ipynb"), [*first, *further])


def opened(session: Session, month: str = "", scenario: str = "", policy: str = "") -> Desk:
    """Return the desk that an address asks for; what cannot be opened is told in place.

    Parameters
    ----------
    session : Session
    month : str, optional
        Closed month; by default the scenario's, else the newest.
    scenario : str, optional
        Id of a scenario.
    policy : str, optional
        Id of the policy that is expected; a month is planned under its own.
    """
    for wanted in (month, _month_of(session, scenario)):
        if wanted in session.months:
            session.show_month(wanted)
            break
    desk = Desk(session, scenario or None)
    said: list[Message | MessageList] = []
    if month and month not in session.months:
        places = {"asked": month[:_LONGEST], "shown": session.month}
        text = N_(
            "The month {asked} of the address is not closed here; shown is {shown}. Choose another above."
        )
        said.append(Message(text, places))
    if policy and policy != desk.base.id:
        text = N_(
            "The month {shown} is planned under its own policy {policy}, not under {asked} of the address."
        )
        places = {"asked": policy[:_LONGEST], "shown": session.month, "policy": desk.base.id}
        said.append(Message(text, places))
    if said:
        told = [desk.refusal.message] if desk.refusal is not None else []
        desk.tell(BadInputError(MessageList("", {}, (*said, *told))))
    return desk


def _month_of(session: Session, scenario: str) -> str:
    try:
        return load(session.workspace, scenario).month if scenario else ""
    except TierlineError:  # told by the desk, which is asked for it next
        return ""
