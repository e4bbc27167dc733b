"""The look of every page: one style sheet, one palette, one set of building blocks."""
