"""The scenario at the desk: its name and state, undo and redo, its way from draft to published policy."""

from tierline_widgets.panels.scenario.model import ScenarioModel
from tierline_widgets.panels.scenario.view import ScenarioView

__all__ = ["ScenarioModel", "ScenarioView"]
