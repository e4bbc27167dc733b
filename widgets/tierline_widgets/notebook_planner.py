"""The planner's panels as cells use them: one desk, one call a panel, worked out when the cell runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.store.scenario import load
from tierline_widgets.entered import typed_hundredths
from tierline_widgets.headings import headed, written
from tierline_widgets.panels.attribution import AttributionModel, AttributionView
from tierline_widgets.panels.capacity import CapacityModel, CapacityView
from tierline_widgets.panels.certificate import CertificateModel, CertificateView
from tierline_widgets.panels.fragility import FragilityModel, FragilityView
from tierline_widgets.panels.impact import ImpactModel, ImpactView
from tierline_widgets.panels.migration import MigrationModel, MigrationView
from tierline_widgets.panels.migration.model import EVERYONE
from tierline_widgets.panels.ruler_card import RulerCardModel, RulerCardView
from tierline_widgets.panels.scenario import ScenarioModel, ScenarioView
from tierline_widgets.panels.shelf import ShelfModel, ShelfView
from tierline_widgets.panels.suggest import SuggestModel, SuggestView
from tierline_widgets.panels.weights import WeightsModel, WeightsView
from tierline_widgets.planner.page import opened
from tierline_widgets.planner.trial import Trial
from tierline_widgets.recorded import rows_of

if TYPE_CHECKING:
    import pandas as pd

    from tierline_widgets.pane import Pane
    from tierline_widgets.planner.desk import Desk
    from tierline_widgets.ruler import Ruler
    from tierline_widgets.session import Session

PAGES = (N_("Tier boundaries"), N_("Reclassification"))  # what the notebooks call themselves


def desk(session: Session, scenario: str = "", lift: str = "", month: str = "") -> Desk:
    """Return the desk that the planner's panels stand on.

    Parameters
    ----------
    session : Session
        Turned to the scenario's month when that is another one and ``month`` is left open.
    scenario : str, optional
        Id of a scenario.
    lift : str, optional
        Without a scenario: points by which every line is tried higher, as typed; nothing is recorded.
    month : str, optional
        The month that is asked for, YYYY-MM: a scenario of another one is refused.

    Raises
    ------
    BadInputError
        There is no such scenario, it was deleted, it is of another month or policy, or ``lift`` is no number.
    """
    if not scenario:
        return Trial(session, typed_hundredths(lift, Message(N_("points to lift the lines"))) if lift else 0)
    _check(session, scenario, month)
    found = opened(session, scenario=scenario)
    if found.refusal is not None:
        raise found.refusal
    return found


def lines(at: Desk) -> RulerCardView:
    """Return the scores with the lines, and what lies between them."""
    return RulerCardView(RulerCardModel(at))


def weights(at: Desk) -> WeightsView:
    """Return weights, bands, hysteresis and rules."""
    return WeightsView(WeightsModel(at))


def impact(at: Desk) -> ImpactView:
    """Return what the scenario means for tiers and classes, and the expected profile (XJ-2)."""
    return ImpactView(ImpactModel(at))


def migration(at: Desk) -> MigrationView:
    """Return who moves from tier to tier, and the largest movers with the rule that moved each."""
    model = MigrationModel(at)
    if model.migration.moved:
        model.open(EVERYONE)
    return MigrationView(model)


def capacity(at: Desk) -> CapacityView:
    """Return hours demanded against hours available (XJ-11, LY-2, LY-6)."""
    return CapacityView(CapacityModel(at))


def suggestion(at: Desk, way: str) -> SuggestView:
    """Return lines that the engine suggests one way: "shares", "classes", "total", "grades", "breaks" or
    "risk".
    """
    model = SuggestModel(at)
    model.go_by(way)
    view = SuggestView(model)
    view.act("ask")  # what cannot be asked of this policy is said in place
    return view


def fragility(at: Desk) -> FragilityView:
    """Return the accounts near a line, and those that noise in revenue takes across one."""
    model = FragilityModel(at)
    model.shake()
    return FragilityView(model)


def attribution(at: Desk) -> AttributionView:
    """Return the moves since the month before by cause; of the first closed month there are none."""
    model = AttributionModel(at)
    if model.earlier:
        model.split()
    return AttributionView(model)


def certificate(at: Desk, account: str = "") -> CertificateView:
    """Return why one account is where it is.

    ``account`` is an id or part of a name; by default the largest account that the scenario moves, else the
    largest of all.
    """
    return CertificateView(CertificateModel(at, account or _largest(at)))


def record(at: Desk, part: str = "history") -> ScenarioView:
    """Return the scenario with its "changes" or its "history": every edit and step, by whom, when."""
    model = ScenarioModel(at)
    if model.found is not None:
        model.show(part)
    return ScenarioView(model)


def shelf(at: Desk) -> ShelfView:
    """Return the scenarios of the month."""
    return ShelfView(ShelfModel(at))


def table(view: Pane | Ruler, *columns: str) -> pd.DataFrame:
    """Return a panel's figures as people read them, in the reader's language.

    Parameters
    ----------
    view : Pane or Ruler
        One of the planner's panels.
    *columns : str
        Columns of ``figures`` in their order; all of them when none is named.

    Returns
    -------
    pandas.DataFrame
        Text: titled columns with units, money in the currency, hours and points with their decimals, none of
        them rounded.
    """
    import pandas as pd

    session = view.model.desk.session
    rows = rows_of(view.model)
    language = session.language
    names = columns or tuple(rows[0] if rows else ())
    told = {
        headed(name, language, session.currency): [written(name, row[name], language) for row in rows]
        for name in names
    }
    return pd.DataFrame(told, index=[""] * len(rows))


def _check(session: Session, scenario: str, month: str) -> None:
    """Refuse a scenario that cannot be shown in a month, naming both."""
    found = load(session.workspace, scenario)
    places = {"scenario": found.title or found.id, "of": found.month}
    if month and month != found.month:
        raise BadInputError(
            N_(
                "The scenario '{scenario}' is of {of}, but the parameter month asks for {month}. "
                "Leave month empty or set it to {of}, or name a scenario of {month}."
            ),
            **places,
            month=month,
        )
    if found.month not in session.months:
        raise BadInputError(
            N_("The scenario '{scenario}' is of {of}, which is not closed here. Closed are {months}."),
            **places,
            months=", ".join(session.months),
        )
    own = str(session.closed(found.month).manifest["policy"]["id"])
    if found.policy != own:
        raise BadInputError(
            N_(
                "The scenario '{scenario}' changes the policy {policy}, but {of} was closed under {own}. "
                "Name a scenario of {own}."
            ),
            **places,
            policy=found.policy,
            own=own,
        )


def _largest(at: Desk) -> str:
    movers = at.migration().movers()
    if len(movers):
        return str(movers.table(0, 1)["account_id"][0].as_py())
    import pyarrow.compute as pc

    if not at.accounts.num_rows:
        return ""
    order = pc.sort_indices(at.accounts["monthly_revenue"], sort_keys=[("", "descending")])
    return str(at.accounts["account_id"][order[0].as_py()].as_py())
