"""How sure the tiers are: near lines, noise in revenue, stored months under other hysteresis."""

from tierline_widgets.panels.fragility.model import FragilityModel
from tierline_widgets.panels.fragility.replay_model import ReplayModel
from tierline_widgets.panels.fragility.replay_view import ReplayView
from tierline_widgets.panels.fragility.view import FragilityView

__all__ = ["FragilityModel", "FragilityView", "ReplayModel", "ReplayView"]
