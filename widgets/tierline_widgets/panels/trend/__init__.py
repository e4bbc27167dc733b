"""How the tiers developed over the closed months."""

from tierline_widgets.panels.trend.model import TrendModel
from tierline_widgets.panels.trend.view import TrendView

__all__ = ["TrendModel", "TrendView"]
