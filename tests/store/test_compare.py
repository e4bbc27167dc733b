"""By which columns two files of a table differ: one that came later and says nothing is no difference."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tierline.store.compare import changed_columns

STORED: dict[str, list[Any]] = {"account_id": ["K1", "K2"], "tier": ["A1", None], "score": [8350, 100]}


def files(folder: Path, fresh: pa.Table, stored: pa.Table | None = None) -> tuple[Path, Path]:
    before, after = folder / "stored.parquet", folder / "fresh.parquet"
    pq.write_table(pa.table(STORED) if stored is None else stored, before)
    pq.write_table(fresh, after)
    return before, after


@pytest.mark.parametrize(
    ("fresh", "wanted"),
    [
        (STORED, []),
        ({**STORED, "raised_by": pa.nulls(2, pa.string())}, []),
        ({**STORED, "raised_by": [None, "M1"]}, ["raised_by"]),
        ({**STORED, "tier": ["A1", "C"]}, ["tier"]),
        ({**STORED, "tier": [None, None], "score": [8350, 101]}, ["tier", "score"]),
        ({name: STORED[name] for name in ("account_id", "tier")}, None),
        ({name: values[:1] for name, values in STORED.items()}, None),
    ],
    ids=["same", "a silent column", "a new column", "a value", "two columns", "a column gone", "a row gone"],
)
def test_what_differs_is_named_and_what_cannot_be_matched_is_not(
    tmp_path: Path, fresh: dict[str, Any], wanted: list[str] | None
) -> None:
    assert changed_columns(*files(tmp_path, pa.table(fresh))) == wanted


def test_codes_and_other_widths_are_compared_by_what_they_say(tmp_path: Path) -> None:
    fresh = pa.table({**STORED, "tier": pa.array(["A1", None]).dictionary_encode()})
    assert changed_columns(*files(tmp_path, fresh)) == []
    wider = fresh.set_column(2, "score", pa.array([8350, 100], pa.int32()))
    assert changed_columns(*files(tmp_path, wider, fresh)) == []


def test_of_other_files_and_of_one_that_is_not_there_nothing_is_said(tmp_path: Path) -> None:
    before, after = files(tmp_path, pa.table(STORED))
    for gone in (before, after):
        pair = [tmp_path / "none.parquet" if each == gone else each for each in (before, after)]
        assert changed_columns(*pair) is None
    plain = tmp_path / "profile.json"
    plain.write_text("{}", "utf-8")
    assert changed_columns(plain, plain) is None
