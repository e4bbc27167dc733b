from __future__ import annotations

from pathlib import Path

import pytest

from tests.machine_code.doubling import Doubling


@pytest.fixture
def doubling(tmp_path: Path) -> Doubling:
    return Doubling(tmp_path)
