"""Always in sight: month and whether closed, policy, who I am and what I may see, language."""

from tierline_widgets.panels.header.view import HeaderView

__all__ = ["HeaderView"]
