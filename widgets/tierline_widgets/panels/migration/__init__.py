"""Who moves from tier to tier under a scenario, which accounts they are, and which rule moved each."""

from tierline_widgets.panels.migration.model import MigrationModel
from tierline_widgets.panels.migration.view import MigrationView

__all__ = ["MigrationModel", "MigrationView"]
