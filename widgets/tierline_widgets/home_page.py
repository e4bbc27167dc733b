"""The home page: what the suite holds, the closed months, the tiers and their development."""

from __future__ import annotations

import ipywidgets as widgets

from tierline.messages import N_
from tierline_widgets.page import Page, app, page
from tierline_widgets.panels.header import HeaderView
from tierline_widgets.panels.months import MonthsModel, MonthsView
from tierline_widgets.panels.scores import ScoresModel, ScoresView
from tierline_widgets.panels.suite import SuiteModel, SuiteView
from tierline_widgets.panels.tiers import TiersModel, TiersView
from tierline_widgets.panels.trend import TrendModel, TrendView
from tierline_widgets.session import Session


def home() -> widgets.Widget:
    """Return the home page for whoever visits."""
    return app(build)


def build(session: Session) -> Page:
    """Return the home page of ``session``."""
    return page(
        HeaderView(session, N_("Home")),
        [
            (TiersView(TiersModel(session)), 12),
            (ScoresView(ScoresModel(session)), 12),
            (TrendView(TrendModel(session)), 12),
            (MonthsView(MonthsModel(session)), 12),
            (SuiteView(SuiteModel(), session), 12),
        ],
    )
