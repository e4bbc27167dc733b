"""A bit that was flipped in a table of a closed month is not read, though nobody asks for the file's hash."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.frozen import MONTHS, close_months
from tests.tiering_stream.files import found_pages
from tierline.errors import IntegrityError
from tierline.store.runfolder import RunFolder
from tierline.store.scope import scope_for


def test_a_flipped_bit_of_a_closed_month(tmp_path: Path) -> None:
    month = close_months(tmp_path / "work").closed(MONTHS[-1])
    path = month.folder / "accounts.parquet"
    page = found_pages(path, 0, "monthly_revenue")[-1]
    content = bytearray(path.read_bytes())
    content[(page.body + page.end) // 2] ^= 1
    path.write_bytes(content)
    with pytest.raises(IntegrityError, match=r"accounts\.parquet: the file is missing or damaged"):
        RunFolder.of(month).table("accounts", ["monthly_revenue"])
    with pytest.raises(IntegrityError, match="missing or damaged"):
        month.load(scope_for(month.workspace), "accounts", ["account_id", "monthly_revenue"], "test")
