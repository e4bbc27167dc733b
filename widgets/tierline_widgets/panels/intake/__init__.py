"""What came in, what was accepted, what was refused and why."""

from tierline_widgets.panels.intake.model import IntakeModel
from tierline_widgets.panels.intake.view import IntakeView

__all__ = ["IntakeModel", "IntakeView"]
