"""What each tier holds, against the month before."""

from tierline_widgets.panels.tiers.model import TiersModel
from tierline_widgets.panels.tiers.view import TiersView

__all__ = ["TiersModel", "TiersView"]
