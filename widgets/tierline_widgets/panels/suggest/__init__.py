"""Lines suggested by the engine: what is asked of them, how they were found, what binds."""

from tierline_widgets.panels.suggest.model import SuggestModel
from tierline_widgets.panels.suggest.view import SuggestView

__all__ = ["SuggestModel", "SuggestView"]
