"""What would raise the points: each shortfall, how far to full points, what a step gives."""

from tierline_widgets.panels.raise_points.model import RaiseModel
from tierline_widgets.panels.raise_points.view import RaiseView

__all__ = ["RaiseModel", "RaiseView"]
