"""The closed months and the runs that closed them."""

from tierline_widgets.panels.months.model import MonthsModel
from tierline_widgets.panels.months.view import MonthsView

__all__ = ["MonthsModel", "MonthsView"]
