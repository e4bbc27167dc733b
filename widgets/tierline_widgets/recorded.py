"""A panel's figures for the record: plain rows, named as in the data, so that runs can be compared."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING, Any

from tierline_widgets.panels.attribution import AttributionModel
from tierline_widgets.panels.fragility import FragilityModel
from tierline_widgets.panels.ruler_card import RulerCardModel
from tierline_widgets.panels.suggest import SuggestModel

if TYPE_CHECKING:
    from traitlets import HasTraits

Rows = list[dict[str, Any]]


@singledispatch
def rows_of(model: HasTraits) -> Rows:
    """Return a model's figures: its own ``figures`` where nothing else is said here."""
    found: Rows = model.figures()  # type: ignore[attr-defined]
    return found


@rows_of.register
def _lines(model: RulerCardModel) -> Rows:
    """Lines in hundredths, the lowest tier's 0; accounts today and in the scenario."""
    desk, found = model.desk, model.figures()
    lines = zip((*desk.base_lines, 0), (*desk.lines, 0), strict=True)
    counts = zip(found.base[:, 0].tolist(), found.totals[:, 0].tolist(), strict=True)
    return [
        {"tier": tier, "line_before": was, "line": line, "accounts_before": before, "accounts": after}
        for tier, (was, line), (before, after) in zip(desk.policy.tier_ids, lines, counts, strict=True)
    ]


@rows_of.register
def _suggested(model: SuggestModel) -> Rows:
    """Lines in hundredths and accounts, as they are and as suggested."""
    return [
        {"tier": row.tier, "line": row.scenario or 0, "suggested": row.suggested or 0, "accounts": row.then}
        for row in model.rows()
    ]


@rows_of.register
def _near(model: FragilityModel) -> Rows:
    rows: Rows = model.near.to_pylist()
    return rows


@rows_of.register
def _causes(model: AttributionModel) -> Rows:
    rows: Rows = [] if model.found is None else model.found.to_table().to_pylist()
    return rows
