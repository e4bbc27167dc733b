"""The planner's panels as cells use them: one desk, one call a panel, worked out when the cell runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tierline.messages import N_, Message
from tierline_widgets.entered import typed_hundredths
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

if TYPE_CHECKING:
    from tierline_widgets.planner.desk import Desk
    from tierline_widgets.session import Session

PAGES = (N_("Tier boundaries"), N_("Reclassification"))  # what the notebooks call themselves


def desk(session: Session, scenario: str = "", lift: str = "") -> Desk:
    """Return the desk that the planner's panels stand on.

    Parameters
    ----------
    session : Session
        Turned to the scenario's month when that is another one.
    scenario : str, optional
        Id of a scenario.
    lift : str, optional
        Without a scenario: points by which every line is tried higher, as typed; nothing is recorded.

    Raises
    ------
    BadInputError
        There is no such scenario, it stands on another text of the policy, or ``lift`` is no number.
    """
    if not scenario:
        return Trial(session, typed_hundredths(lift, Message(N_("points to lift the lines"))) if lift else 0)
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


def _largest(at: Desk) -> str:
    movers = at.migration().movers()
    if len(movers):
        return str(movers.table(0, 1)["account_id"][0].as_py())
    import pyarrow.compute as pc

    if not at.accounts.num_rows:
        return ""
    order = pc.sort_indices(at.accounts["monthly_revenue"], sort_keys=[("", "descending")])
    return str(at.accounts["account_id"][order[0].as_py()].as_py())
