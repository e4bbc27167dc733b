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
}

__all__ = [
    "Session",
    "figures",
    "home",
    "intake",
    "lookup",
    "months",
    "moves",
    "open_session",
    "opening",
    "planner_page",
    "profile",
    "scores",
    "tiers",
    "trend",
]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
