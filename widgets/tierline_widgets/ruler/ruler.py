"""The ruler's place on the page: what it shows goes out as traits, what is done comes in as messages."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import anywidget
from traitlets import Bool, Bytes, Dict, HasTraits, Int, List, Unicode

from tierline.errors import TierlineError
from tierline.messages import use_language
from tierline.policy.resolved import Tier
from tierline.simulate.index import Preview, WhatIfIndex, checked_lines
from tierline_widgets.look.markup import style_sheet
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.ruler.bundle import script
from tierline_widgets.ruler.heads import Measure, table_heads
from tierline_widgets.ruler.heard import handed_in, serial_of
from tierline_widgets.ruler.picture import draw_ruler, ruler_style
from tierline_widgets.ruler.wording import wording

Exact = Callable[[tuple[int, ...]], Preview]


class Ruler(anywidget.AnyWidget):
    """Draw the scores with a handle for every line; answer a drag in the browser, a release exactly.

    Heights are counts on a log or a linear scale, so that thin tiers are seen beside thick ones; the scores
    run evenly, and what lies close together is told apart by the zoom.

    Every trait is written here and read by the browser; the browser writes none. It sends one kind of
    message, a move let go of, which is checked before it is taken.

    Parameters
    ----------
    language : callable
        Returns the reader's language, "en" or "zh".
    exact : callable, optional
        Takes lines (hundredths, best tier first) and returns the engine's figures for them; called before a
        move is taken. A TierlineError it raises refuses the move and is said in place. Default: the
        index's own preview.
    currency : str
        Code of the currency of the measures that are money.
    measures : mapping of str to Measure, optional
        Names of measures beyond revenue and ICT revenue.
    readonly : bool
        Show the lines without letting them be moved.

    Attributes
    ----------
    lines : list of int
        Where the lines stand, hundredths, best tier first. Moved by ``put`` and by the reader.
    committed : dict
        ``{"lines": [...], "serial": n}``: the reader's last move that was taken. Observe this to hear of it.
    confirmed : dict
        ``{"edition": n, "lines": [...], "moves": [[[...]]]}``: the engine's own figures for these lines.
    problem : str
        What is said in place, already in the reader's language.
    made_on : dict
        ``{"where": name, "on": mark}``: what a move let go of is made on. A browser keeps the move under the
        name until it is answered; one that was lost is offered again, and put back on the same mark only.
        Empty: nothing is kept.
    """

    _esm = script()
    _css = style_sheet() + ruler_style()
    index = Bytes().tag(sync=True)
    edition = Int(0).tag(sync=True)
    baseline = List(Int()).tag(sync=True)
    lines = List(Int()).tag(sync=True)
    answered = Int(0).tag(sync=True)
    committed = Dict().tag(sync=True)
    confirmed = Dict().tag(sync=True)
    tier_names = List(Unicode()).tag(sync=True)
    tier_titles = List(Unicode()).tag(sync=True)
    colours = List(List(Unicode())).tag(sync=True)
    heads = List(Dict()).tag(sync=True)
    hours = List(Int()).tag(sync=True)
    texts = Dict().tag(sync=True)
    language = Unicode("en").tag(sync=True)
    readonly = Bool(False).tag(sync=True)
    problem = Unicode().tag(sync=True)
    made_on = Dict().tag(sync=True)

    def __init__(
        self,
        language: Callable[[], str] = lambda: "en",
        exact: Exact | None = None,
        *,
        currency: str = "CNY",
        measures: Mapping[str, Measure] | None = None,
        readonly: bool = False,
    ) -> None:
        self._language = language
        self._exact = exact
        self._currency = currency
        self._measures = dict(measures or {})
        self._shown: WhatIfIndex | None = None
        self._tiers: tuple[Tier, ...] = ()
        super().__init__(readonly=readonly)
        self.on_msg(self._heard)
        self.refresh()

    def show(
        self,
        index: WhatIfIndex,
        *,
        lines: Sequence[int] | None = None,
        baseline: Sequence[int] | None = None,
        tiers: Sequence[Tier] = (),
        hours: Sequence[int] = (),
    ) -> None:
        """Put another index on the ruler.

        Parameters
        ----------
        index : WhatIfIndex
            Its tiers, measures and hysteresis are what the ruler shows and answers by; the tiers to compare
            with are the index's own base.
        lines, baseline : sequence of int, optional
            Hundredths, best tier first: where the handles and the ghosts stand. Default: the index's lines;
            for the ghosts, those that are shown already when the tiers are the same.
        tiers : sequence of Tier, optional
            The policy's tiers, for their titles.
        hours : sequence of int, optional
            Staff hours that one account of each tier takes in a year, in hundredths of an hour.

        Raises
        ------
        BadInputError
            Lines that cross or lie outside the scale.
        ValueError
            Hours or titles for another number of tiers.
        """
        for given in (tiers, hours):
            if given and len(given) != len(index.tiers):
                raise ValueError(f"{len(given)} entries for {len(index.tiers)} tiers")
        placed = _checked(index.lines if lines is None else lines, index)
        same = self.tier_names == list(index.tiers) and self.baseline
        ghosts = self.baseline if same else index.lines
        ghosts = _checked(ghosts if baseline is None else baseline, index)
        with self.hold_sync():
            self._shown = index
            self._tiers = tuple(tiers)
            self.index = index.to_bytes()
            self.edition += 1
            self.tier_names = list(index.tiers)
            self.colours = [list(pair) for pair in tier_colours(len(index.tiers))]
            self.hours = [int(hour) for hour in hours]
            self.baseline = ghosts
            self.lines = placed
            self.problem = ""
            self._confirm(index.preview(placed), placed)
            self.refresh()

    def put(self, lines: Sequence[int], figures: Preview | None = None) -> None:
        """Move the handles from here (undo, a suggestion, another scenario); nothing is handed in.

        ``figures`` are the engine's own for these lines, when they are known already.
        """
        if self._shown is None:
            raise ValueError("no index is shown yet")
        placed = _checked(lines, self._shown)
        with self.hold_sync():
            self.problem = ""
            self.lines = placed
            self._confirm(figures or self._shown.preview(placed), placed)

    def refresh(self, _change: Any = None) -> None:
        """Say everything anew in the reader's language."""
        language = self._language()
        with use_language(language), self.hold_sync():
            self.language = language
            self.texts = wording()
            self.tier_titles = [getattr(tier.title, language) for tier in self._tiers]
            if self._shown is not None:
                self.heads = table_heads(self._shown, self._measures, self._currency)

    def follow(self, model: HasTraits, *names: str) -> None:
        """Speak anew whenever one of ``names`` (the language) changes on ``model``."""
        model.observe(self.refresh, names=list(names))

    def complain(self, said: str) -> None:
        """Say ``said`` in place; an empty text takes it away."""
        self.problem = said

    def set_state(self, sync_data: Any) -> None:
        """Leave every trait as it is: the browser moves lines by messages, which are checked."""

    def framed(self, kind: str = "") -> str:
        """Return the ruler's markup with the frame that a page gives it, seen before the ruler is alive."""
        with use_language(self.language):
            drawn = draw_ruler(self, self._shown)
        kinds = " ".join(filter(None, ("tl", *self._dom_classes, kind)))
        language = "zh-CN" if self.language == "zh" else "en"
        return f'<style>{ruler_style()}</style><div class="{kinds}" lang="{language}">{drawn}</div>'

    def picture(self) -> str:
        """Return the ruler as markup that stands alone, for a report or a saved notebook."""
        return f"<style>{style_sheet()}</style>{self.framed('tl-static')}"

    def _repr_mimebundle_(self, **kwargs: Any) -> Any:
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        return {**(data or {}), "text/html": self.picture()}, metadata

    def _heard(self, _widget: Any, content: Any, _buffers: Any) -> None:
        if self.readonly or self._shown is None:
            return
        with self.hold_sync():
            try:
                move = handed_in(content, self._shown.tiers, self.answered)
                figures = (self._exact or self._shown.preview)(move.lines)
            except TierlineError as error:
                self.problem = error.render(self._language())
                self.answered = max(serial_of(content) or 0, self.answered)
                return
            self.problem = ""
            self.lines = list(move.lines)
            self._confirm(figures, move.lines)
            self.answered = move.serial
            self.committed = {"lines": list(move.lines), "serial": move.serial}

    def _confirm(self, figures: Preview, lines: Sequence[int]) -> None:
        self.confirmed = {"edition": self.edition, "lines": list(lines), "moves": figures.moves.tolist()}


def _checked(lines: Sequence[int], index: WhatIfIndex) -> list[int]:
    return [int(line) for line in checked_lines(lines, index.tiers)[:-1]]
