"""Manager by indicator: completion as figure and shade; who stands apart in one of them, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tierline.messages import _, current_language
from tierline_widgets.look.markup import button, card, text
from tierline_widgets.pane import Pane
from tierline_widgets.panels.team_points.model import TeamModel
from tierline_widgets.points import words

if TYPE_CHECKING:
    from tierline.performance.statement import Line, Statement

_FULL = 1_000_000
_MOST_TOLD = 6
_SHORT = frozenset({"floor", "nothing", "missed"})


class HeatView(Pane):
    """The panel of the heat map; a name opens the statement."""

    def __init__(self, model: TeamModel) -> None:
        self.model = model
        session = model.session
        super().__init__(lambda: draw(model), lambda: session.language, {"open": model.book.open})
        self.follow(model, "version")
        self.follow(model.book, "manager")
        self.follow(session, "language", "month")


def draw(model: TeamModel) -> str:
    """Return the panel's markup; nothing where there is no statement."""
    lines = model.indicators()
    if not lines or model.book.manager:
        return ""
    apart = {line.indicator: model.apart_in(line.indicator) for line in lines}
    hint = _(
        "Completion in per cent, the redder the further from full points; \u2715 is below the floor, "
        "\u2013 has no figure, \u25c6 stands apart from the others."
    )
    body = f"{_grid(model, lines, apart)}{_told(model, lines, apart)}"
    return card(_("Which indicators hold whom back?"), hint, body, name="heat")


def _grid(model: TeamModel, lines: list[Line], apart: dict[str, dict[str, int]]) -> str:
    language = current_language()
    heads = "".join(f'<th scope="col"><span>{text(line.title[language])}</span></th>' for line in lines)
    rows = "".join(_row(each, apart) for each in model.shown())
    head = f'<thead><tr><th scope="col">{text(_("Manager"))}</th>{heads}</tr></thead>'
    return (
        f'<div class="tl-scroll"><table class="tl-matrix tp-heat">{head}<tbody>{rows}</tbody></table></div>'
    )


def _row(statement: Statement, apart: dict[str, dict[str, int]]) -> str:
    name = button("open", statement.name or statement.manager_id, statement.manager_id, plain=True)
    cells = "".join(_cell(statement, line, apart) for line in statement.lines)
    return f'<tr><th scope="row">{name}</th>{cells}</tr>'


def _cell(statement: Statement, line: Line, apart: dict[str, dict[str, int]]) -> str:
    title = f"{words.who(statement)}, {line.title[current_language()]}: {words.completion(line.completion)}"
    if line.completion is None:
        return f'<td class="tl-none" title="{text(title)}">\u2013</td>'
    far = "\u25c6" if statement.manager_id in apart.get(line.indicator, {}) else ""
    sign = ("\u2715" if line.effect in _SHORT else "") + far
    shortfall = min(max(_FULL - line.completion, 0), _FULL)
    heat = min(100, shortfall * 200 // _FULL) if line.effect != "ceiling" else 0
    kind, shade = ("tl-fall", f"--heat:{heat}%") if heat else ("tl-same", "")
    shown = f"{line.completion // 10_000}"
    mark = f"<sup>{sign}</sup>" if sign else ""
    return f'<td class="{kind}" style="{shade}" title="{text(title)}">{shown}{mark}</td>'


def _told(model: TeamModel, lines: list[Line], apart: dict[str, dict[str, int]]) -> str:
    """Return who stands apart, in words, those below first."""
    every = {each.manager_id: each for each in model.every()}
    language = current_language()
    rows = [
        (side, line, every[name])
        for line in lines
        for name, side in apart[line.indicator].items()
        if name in every
    ]
    rows.sort(key=lambda row: (row[0], row[2].line(row[1].indicator).completion or 0))
    if not rows:
        return f'<p class="tl-note">{text(_("Nobody stands apart in any indicator."))}</p>'
    below, above = _("far below the others"), _("far above the others")
    said = _("{who}: {indicator} {side} ({completion})")
    told = "".join(
        "<li>{one}</li>".format(
            one=text(
                said.format(
                    who=words.who(who),
                    indicator=line.title[language],
                    side=above if side > 0 else below,
                    completion=words.completion(who.line(line.indicator).completion),
                )
            )
        )
        for side, line, who in rows[:_MOST_TOLD]
    )
    return (
        f'<h3 class="tp-sub">{text(_("Who stands apart"))}</h3><ul class="tl-facts">{told}</ul>{_rest(rows)}'
    )


def _rest(rows: list[tuple[int, Line, Statement]]) -> str:
    """Return how many more there are than are told."""
    more = len(rows) - _MOST_TOLD
    if more <= 0:
        return ""
    said = _("and {count} more, marked \u25c6 above").format(count=more)
    return f'<p class="tl-note">{text(said)}</p>'
