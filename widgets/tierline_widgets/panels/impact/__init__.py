"""What a scenario changes for every tier and class, and whether the tiers still look as expected."""

from tierline_widgets.panels.impact.model import ImpactModel
from tierline_widgets.panels.impact.view import ImpactView

__all__ = ["ImpactModel", "ImpactView"]
