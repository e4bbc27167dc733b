"""Twelve months of one manager's points, and the own place among others without their names."""

from tierline_widgets.panels.points_trend.model import PointsTrendModel
from tierline_widgets.panels.points_trend.view import PointsTrendView

__all__ = ["PointsTrendModel", "PointsTrendView"]
