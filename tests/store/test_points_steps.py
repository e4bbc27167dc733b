"""Corrections and appeals on SQLite."""

from __future__ import annotations

from tests.store.points_step_checks import PointsChecks


class TestPoints(PointsChecks):
    pass
