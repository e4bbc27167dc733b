"""Corrections and appeals on SQLite."""

from __future__ import annotations

from tests.store.points_replaced_checks import ReplacedChecks
from tests.store.points_step_checks import PointsChecks


class TestPoints(PointsChecks):
    pass


class TestReplaced(ReplacedChecks):
    pass
