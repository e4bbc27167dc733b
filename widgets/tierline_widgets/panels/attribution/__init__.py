"""Every move between two closed months, split into what caused it."""

from tierline_widgets.panels.attribution.model import AttributionModel
from tierline_widgets.panels.attribution.view import AttributionView

__all__ = ["AttributionModel", "AttributionView"]
