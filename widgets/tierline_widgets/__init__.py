"""Panels, pages and apps of Tierline: what a person sees of the engine's figures.

Names are loaded when first used, so that the launcher and the tests of a model cost no widgets.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tierline_widgets.home_page import home
    from tierline_widgets.notebook import (
        figures,
        intake,
        lookup,
        months,
        moves,
        opening,
        profile,
        scores,
        tiers,
        trend,
    )
    from tierline_widgets.notebook_planner import (
        attribution,
        capacity,
        certificate,
        desk,
        fragility,
        impact,
        lines,
        migration,
        record,
        shelf,
        suggestion,
        table,
        weights,
    )
    from tierline_widgets.planner.page import planner_page
    from tierline_widgets.session import Session, open_session

_HOMES = {
    "Session": "tierline_widgets.session",
    "open_session": "tierline_widgets.session",
    "home": "tierline_widgets.home_page",
    "planner_page": "tierline_widgets.planner.page",
    "figures": "tierline_widgets.notebook",
    "opening": "tierline_widgets.notebook",
    "intake": "tierline_widgets.notebook",
    "scores": "tierline_widgets.notebook",
    "tiers": "tierline_widgets.notebook",
    "trend": "tierline_widgets.notebook",
    "profile": "tierline_widgets.notebook",
    "moves": "tierline_widgets.notebook",
    "lookup": "tierline_widgets.notebook",
    "months": "tierline_widgets.notebook",
    "attribution": "tierline_widgets.notebook_planner",
    "capacity": "tierline_widgets.notebook_planner",
    "certificate": "tierline_widgets.notebook_planner",
    "desk": "tierline_widgets.notebook_planner",
    "fragility": "tierline_widgets.notebook_planner",
    "impact": "tierline_widgets.notebook_planner",
    "migration": "tierline_widgets.notebook_planner",
    "record": "tierline_widgets.notebook_planner",
    "lines": "tierline_widgets.notebook_planner",
    "shelf": "tierline_widgets.notebook_planner",
    "suggestion": "tierline_widgets.notebook_planner",
    "table": "tierline_widgets.notebook_planner",
    "weights": "tierline_widgets.notebook_planner",
}

__all__ = [
    "Session",
    "attribution",
    "capacity",
    "certificate",
    "desk",
    "figures",
    "fragility",
    "home",
    "impact",
    "intake",
    "lines",
    "lookup",
    "migration",
    "months",
    "moves",
    "open_session",
    "opening",
    "planner_page",
    "profile",
    "record",
    "scores",
    "shelf",
    "suggestion",
    "table",
    "tiers",
    "trend",
    "weights",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
