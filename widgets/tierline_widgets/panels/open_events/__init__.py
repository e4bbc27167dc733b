"""Events of a month that is not closed yet and that need an approval, for those who may give it."""

from tierline_widgets.panels.open_events.model import OpenEventsModel
from tierline_widgets.panels.open_events.view import OpenEventsView

__all__ = ["OpenEventsModel", "OpenEventsView"]
