"""The team's points: a table, a heat map by indicator, who stands apart, two statements side by side."""

from tierline_widgets.panels.team_points.compare import CompareView
from tierline_widgets.panels.team_points.heat import HeatView
from tierline_widgets.panels.team_points.model import TeamModel
from tierline_widgets.panels.team_points.view import TeamView

__all__ = ["CompareView", "HeatView", "TeamModel", "TeamView"]
