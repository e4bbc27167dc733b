"""The tier ruler on a planner's desk: what is dragged and let go of becomes an edit of the scenario."""

from tierline_widgets.panels.ruler_card.model import RulerCardModel
from tierline_widgets.panels.ruler_card.view import RulerCardView

__all__ = ["RulerCardModel", "RulerCardView"]
