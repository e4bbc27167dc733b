"""The panels: a folder each, with the model (no display in it) and the view that draws it."""
