"""The planner's work on one scenario: its figures without a display, and the page that shows them."""

from tierline_widgets.planner.desk import Desk

__all__ = ["Desk"]
