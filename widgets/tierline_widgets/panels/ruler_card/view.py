"""The ruler, drawn from the desk."""

from __future__ import annotations

from typing import Any

from tierline_widgets.panels.ruler_card.model import RulerCardModel
from tierline_widgets.ruler import Ruler


class RulerCardView(Ruler):
    """The panel of the lines: everything else on the page follows what happens here."""

    def __init__(self, model: RulerCardModel) -> None:
        self.model = model
        desk = model.desk
        session = desk.session
        super().__init__(
            lambda: session.language, model.exact, currency=desk.base.currency, readonly=model.readonly
        )
        self.count()
        self.mark()
        self.follow(session, "language")
        model.observe(self.count, names=["counted"])
        model.observe(self.place, names=["placed"])
        model.observe(lambda change: setattr(self, "readonly", change.new), names=["readonly"])
        desk.observe(self.mark, names=["scenario_version", "graded"])

    def mark(self, _change: Any = None) -> None:
        """Tell the browser what a move is made on by now."""
        self.made_on = self.model.desk.made_on()

    def count(self, _change: Any = None) -> None:
        """Show the desk's index, its lines, and the baseline's as ghosts."""
        desk = self.model.desk
        self.show(
            self.model.index,
            lines=desk.lines,
            baseline=desk.base_lines,
            tiers=desk.policy.tiers,
            hours=desk.hours or (),
        )

    def place(self, _change: Any = None) -> None:
        """Move the handles to the desk's lines."""
        self.put(self.model.desk.lines, self.model.figures())
