"""What if: a slider for each indicator of the own statement, answered by the engine."""

from tierline_widgets.panels.points_whatif.model import WhatIfModel
from tierline_widgets.panels.points_whatif.view import WhatIfView

__all__ = ["WhatIfModel", "WhatIfView"]
