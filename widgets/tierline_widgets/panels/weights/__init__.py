"""Weights, bands, missing outcomes, hysteresis and rules: typed, checked in place, rescored at once."""

from tierline_widgets.panels.weights.model import WeightsModel
from tierline_widgets.panels.weights.view import WeightsView

__all__ = ["WeightsModel", "WeightsView"]
