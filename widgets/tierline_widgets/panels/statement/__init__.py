"""One statement of points: what it comes to, line by line, on what it rests, printed."""

from tierline_widgets.panels.statement.lines import LinesView
from tierline_widgets.panels.statement.model import StatementModel
from tierline_widgets.panels.statement.view import StatementView

__all__ = ["LinesView", "StatementModel", "StatementView"]
