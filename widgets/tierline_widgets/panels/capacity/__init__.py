"""Whether the hours that a scenario demands can be given, and by whom not."""

from tierline_widgets.panels.capacity.model import CapacityModel
from tierline_widgets.panels.capacity.view import CapacityView

__all__ = ["CapacityModel", "CapacityView"]
