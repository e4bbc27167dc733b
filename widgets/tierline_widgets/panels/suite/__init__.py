"""What the suite holds: the apps and notebooks that are there."""

from tierline_widgets.panels.suite.model import SuiteModel
from tierline_widgets.panels.suite.view import SuiteView

__all__ = ["SuiteModel", "SuiteView"]
