"""The panels as cells use them: one call a panel, interactive in JupyterLab, a picture elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tierline.messages import N_
from tierline_widgets.panels.header import HeaderView
from tierline_widgets.panels.intake import IntakeModel, IntakeView
from tierline_widgets.panels.lookup import LookupModel, LookupView
from tierline_widgets.panels.months import MonthsModel, MonthsView
from tierline_widgets.panels.moves import MovesModel, MovesView
from tierline_widgets.panels.profile import ProfileModel, ProfileView
from tierline_widgets.panels.scores import ScoresModel, ScoresView
from tierline_widgets.panels.tiers import TiersModel, TiersView
from tierline_widgets.panels.trend import TrendModel, TrendView
from tierline_widgets.recorded import rows_of
from tierline_widgets.session import Session

if TYPE_CHECKING:
    import pandas as pd

    from tierline_widgets.pane import Pane
    from tierline_widgets.ruler import Ruler


def opening(session: Session, page: str = N_("Intake and scoring")) -> HeaderView:
    """Return the head: month and whether closed, policy, who I am and what I may see, language."""
    return HeaderView(session, page)


def intake(session: Session) -> IntakeView:
    """Return what came in, what was accepted, what was refused and why."""
    return IntakeView(IntakeModel(session))


def scores(session: Session) -> ScoresView:
    """Return the distribution of scores with the lines."""
    return ScoresView(ScoresModel(session))


def tiers(session: Session) -> TiersView:
    """Return what each tier holds, against the month before."""
    return TiersView(TiersModel(session))


def trend(session: Session) -> TrendView:
    """Return how the tiers developed over the closed months."""
    return TrendView(TrendModel(session))


def profile(session: Session) -> ProfileView:
    """Return the means per tier and where they contradict the expected order (XJ-2)."""
    return ProfileView(ProfileModel(session))


def moves(session: Session) -> MovesView:
    """Return who moved since the month before, and why."""
    return MovesView(MovesModel(session))


def lookup(session: Session, account: str = "") -> LookupView:
    """Return why one account stands where it stands; ``account`` is an id or part of a name."""
    return LookupView(LookupModel(session, account))


def months(session: Session) -> MonthsView:
    """Return the closed months and the runs that closed them."""
    return MonthsView(MonthsModel(session))


def figures(view: Pane | Ruler) -> pd.DataFrame:
    """Return a panel's figures for the record, named as in the data, so that runs can be compared."""
    import pandas as pd

    return pd.DataFrame(rows_of(view.model))
