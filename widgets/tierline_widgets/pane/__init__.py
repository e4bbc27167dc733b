"""The one widget behind every panel: markup out, named acts in."""

from tierline_widgets.pane.pane import Pane

__all__ = ["Pane"]
