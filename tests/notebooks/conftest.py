from __future__ import annotations

import pytest

from tests.frozen import close_months
from tierline.store.workspace import Workspace


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return close_months(tmp_path_factory.mktemp("frozen") / "work")
