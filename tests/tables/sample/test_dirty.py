"""What was put in is what intake refuses, row for row; the rest means the same as in the tidy sample."""

from __future__ import annotations

import csv
from pathlib import Path

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from tierline.tables.faults import REASONS
from tierline.tables.intake import take_in
from tierline.tables.sample import write_sample

MONTHS = ("2026-08", "2026-09", "2026-10")


@pytest.fixture(scope="module")
def tidy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tidy")
    write_sample(folder, accounts=4000, months=3)
    return folder


@pytest.fixture(scope="module")
def dirty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dirty")
    write_sample(folder, accounts=4000, months=3, dirty=True)
    return folder


@pytest.fixture(scope="module")
def truth(dirty: Path) -> pd.DataFrame:
    return pd.read_parquet(dirty / "ground_truth" / "dirty.parquet")


def _raw(folder: Path, month: str) -> Path:
    return folder / "raw" / f"month={month}"


def test_every_reason_has_its_turn(truth: pd.DataFrame) -> None:
    shared = {"too_small": "out_of_range", "too_large": "out_of_range"}
    codes = {"duplicate_key" if "row" in kind else shared.get(kind, kind) for kind in REASONS}
    assert set(truth["reason"]) == codes


def test_about_one_row_in_a_hundred_is_spoilt(truth: pd.DataFrame) -> None:
    accounts = truth[truth["table"] == "accounts"].groupby("month").size() / 4000
    assert ((accounts > 0.009) & (accounts < 0.013)).all()


def test_files_come_in_three_forms(dirty: Path) -> None:
    raw = (_raw(dirty, "2026-08") / "accounts.csv").read_bytes()
    text = raw.decode("gb18030")
    header = text.splitlines()[0]
    assert header.startswith('"集团编号",')
    for written in ('万"', "年", "是", "１", "元"):
        assert written in text
    with pytest.raises(UnicodeDecodeError):
        raw.decode("utf-8")
    assert (_raw(dirty, "2026-09") / "accounts.csv").read_bytes().startswith(b'\xef\xbb\xbf"account_id",')
    schema = pq.read_schema(_raw(dirty, "2026-10") / "accounts.parquet")
    assert set(schema.types) == {pa.string()}


@pytest.mark.parametrize("month", MONTHS)
def test_exactly_the_spoilt_rows_are_refused(
    dirty: Path, truth: pd.DataFrame, month: str, tmp_path: Path
) -> None:
    intake = take_in(_raw(dirty, month), month, tmp_path)
    refused = set()
    for name, path in intake.quarantine_files.items():
        with path.open(encoding="utf-8-sig", newline="") as stream:
            refused |= {(name, int(row["row"]), row["reason"]) for row in csv.DictReader(stream)}
    here = truth[truth["month"] == month]
    assert refused == set(zip(here["table"], here["row"], here["reason"], strict=True))


@pytest.mark.parametrize("month", MONTHS)
def test_the_rest_means_the_same_as_in_the_tidy_sample(
    tidy: Path, dirty: Path, truth: pd.DataFrame, month: str, tmp_path: Path
) -> None:
    taken = take_in(_raw(dirty, month), month, tmp_path / "dirty").tables
    plain = take_in(_raw(tidy, month), month, tmp_path / "tidy").tables
    here = truth[(truth["month"] == month) & (truth["table"] == "accounts")]
    spoilt = set(here["row"])
    first = (
        1 if (_raw(dirty, month) / "accounts.parquet").exists() else 2
    )  # below the heading, where there is one
    kept = [place for place in range(plain["accounts"].num_rows) if place + first not in spoilt]
    assert taken["accounts"].equals(plain["accounts"].take(pa.array(kept)))
    for name in ("managers", "teams", "areas", "overrides", "targets", "actuals", "point_events"):
        assert taken[name].equals(plain[name])
    gone = pc.is_in(plain["transfers"]["account_id"], taken["accounts"]["account_id"].combine_chunks())
    assert taken["transfers"].equals(plain["transfers"].filter(gone))
