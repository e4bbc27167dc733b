"""Rows shown page by page, the whole of them kept out of the browser."""

from tierline_widgets.panels.listed.model import Listed
from tierline_widgets.panels.listed.view import draw_pages

__all__ = ["Listed", "draw_pages"]
