"""Tierline: score corporate customers, draw tier lines, see what a moved line would change.

The public names are loaded when first used, so that importing the package (and ``tierline
--help``) costs neither numba nor pandas.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from tierline._version import __version__

if TYPE_CHECKING:
    from tierline.monthly import run_month
    from tierline.policy.load import load_policy
    from tierline.store.statements import manager_points
    from tierline.tiering.explain import explain
    from tierline.tiering.score import score

_HOMES = {
    "load_policy": "tierline.policy.load",
    "score": "tierline.tiering.score",
    "explain": "tierline.tiering.explain",
    "run_month": "tierline.monthly",
    "manager_points": "tierline.store.statements",
}

__all__ = ["__version__", "explain", "load_policy", "manager_points", "run_month", "score"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
