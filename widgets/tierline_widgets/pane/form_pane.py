"""A pane with boxes to type into."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from tierline_widgets.look.form import TYPED
from tierline_widgets.pane.pane import Act, Pane


class FormPane(Pane):
    """A pane whose boxes hand on what is typed into them.

    Parameters
    ----------
    draw, language, acts
        As for ``Pane``.
    typed : callable
        Takes the name of a box and its text; names that it does not know are its to leave alone.
    """

    def __init__(
        self,
        draw: Callable[[], str],
        language: Callable[[], str],
        acts: Mapping[str, Act],
        typed: Callable[[str, str], None],
    ) -> None:
        self._typed = typed
        super().__init__(draw, language, acts)

    def act(self, name: str, value: str = "") -> None:
        """Do what a press does, or take what was typed."""
        if name.startswith(TYPED):
            self._typed(name.removeprefix(TYPED), value)
        else:
            super().act(name, value)
