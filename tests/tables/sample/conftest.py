"""One sample province of the default size, written once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from tierline.tables.sample import write_sample


@dataclass(frozen=True)
class Written:
    """A sample on disk."""

    folder: Path
    months: list[str]

    def table(self, name: str, month: str) -> pd.DataFrame:
        """Return one raw table."""
        return pd.read_parquet(self.folder / "raw" / f"month={month}" / f"{name}.parquet")

    def truth(self, name: str) -> pd.DataFrame:
        """Return one table of the ground truth."""
        return pd.read_parquet(self.folder / "ground_truth" / f"{name}.parquet")

    def panel(self, *columns: str) -> pd.DataFrame:
        """Return the accounts of all months end to end, with their month."""
        frames = [
            self.table("accounts", month)[["account_id", *columns]].assign(month=month)
            for month in self.months
        ]
        return pd.concat(frames, ignore_index=True)


@pytest.fixture(scope="session")
def province(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The default province: 20 000 accounts, 13 months."""
    folder = tmp_path_factory.mktemp("province")
    return Written(folder, list(write_sample(folder).rows))
