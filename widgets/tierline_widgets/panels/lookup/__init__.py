"""Why one account stands where it stands."""

from tierline_widgets.panels.lookup.model import LookupModel
from tierline_widgets.panels.lookup.view import LookupView

__all__ = ["LookupModel", "LookupView"]
