"""What the panels of points share: the statements in sight, whose is open, and how figures are written."""

from tierline_widgets.points.book import Book

__all__ = ["Book"]
