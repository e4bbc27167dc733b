"""Who moved since the month before, and why."""

from tierline_widgets.panels.moves.model import MovesModel
from tierline_widgets.panels.moves.view import MovesView

__all__ = ["MovesModel", "MovesView"]
