"""Where the accounts stand on the score, and where the lines run."""

from tierline_widgets.panels.scores.model import ScoresModel
from tierline_widgets.panels.scores.view import ScoresView

__all__ = ["ScoresModel", "ScoresView"]
