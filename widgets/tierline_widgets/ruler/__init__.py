"""The tier ruler: drag the lines over the scores, see at once what each tier would hold."""

from tierline_widgets.ruler.heads import Measure
from tierline_widgets.ruler.ruler import Ruler

__all__ = ["Measure", "Ruler"]
