"""The scenarios there are: opened, set side by side, laid on one another."""

from tierline_widgets.panels.shelf.model import ShelfModel
from tierline_widgets.panels.shelf.view import ShelfView

__all__ = ["ShelfModel", "ShelfView"]
