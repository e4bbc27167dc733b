"""Written aside, renamed last, the same bytes every time."""

from __future__ import annotations

import pyarrow as pa
import pytest

from tests.store import by_hand
from tierline.errors import IntegrityError
from tierline.store.closed import ClosedMonth
from tierline.store.snapshots import Snapshot, content_hash, run_id, sha256_of
from tierline.store.workspace import Workspace

BASIS = {
    "month": "2026-10",
    "version": "1",
    "policy": {"sha256": "p"},
    "inputs": {"accounts": {"sha256": "a"}},
    "previous": {"month": "2026-09", "run": "r"},
    "replaces": None,
}


def _table(chunks: int) -> pa.Table:
    parts = pa.table({"x": pa.array([str(n % 7) for n in range(90)]).dictionary_encode(), "y": range(90)})
    return pa.concat_tables([parts.slice(n * 90 // chunks, 90 // chunks) for n in range(chunks)])


def test_bytes_follow_from_the_rows(workspace: Workspace) -> None:
    snapshot = Snapshot(workspace, "2026-10")
    snapshot.put_table("whole", _table(1))
    snapshot.put_table("pieces", _table(3).replace_schema_metadata({"pandas": "noise"}))
    assert snapshot.outputs["whole.parquet"]["sha256"] == snapshot.outputs["pieces.parquet"]["sha256"]
    assert snapshot.outputs["whole.parquet"]["rows"] == 90
    assert sha256_of(snapshot.folder / "whole.parquet") == snapshot.outputs["whole.parquet"]["sha256"]


@pytest.mark.parametrize(
    "change",
    [
        {"month": "2026-11"},
        {"version": "2"},
        {"policy": {"sha256": "q"}},
        {"inputs": {"accounts": {"sha256": "b"}}},
        {"inputs": {"accounts": {"sha256": "a"}, "areas": {"sha256": "a"}}},
        {"previous": None},
        {"previous": {"month": "2026-09", "run": "s"}},
        {"previous": {"month": "2026-09", "run": "r", "results_sha256": "h"}},
        {"replaces": "x"},
    ],
)
def test_a_run_is_named_by_what_went_into_it(change: dict[str, object]) -> None:
    assert run_id(BASIS) != run_id({**BASIS, **change})
    assert run_id(BASIS) == run_id({**BASIS, "totals": 5, "made": {"at": "now"}})
    assert len(run_id(BASIS)) == 12


def test_times_and_names_do_not_change_the_content() -> None:
    assert content_hash(BASIS) == content_hash({**BASIS, "made": {"by": "me"}, "content_sha256": "x"})
    assert content_hash(BASIS) != content_hash({**BASIS, "totals": 1})


def test_a_closed_run_is_never_overwritten(closed: ClosedMonth) -> None:
    snapshot = Snapshot(closed.workspace, "2026-10")
    with pytest.raises(IntegrityError, match="never overwritten"):
        snapshot.commit(closed.run)
    snapshot.discard()
    assert closed.workspace.closed("2026-10").run == closed.run


def test_an_unfinished_month_is_no_month(workspace: Workspace) -> None:
    snapshot = Snapshot(workspace, "2026-10")
    snapshot.put_table("accounts", by_hand.accounts())
    assert workspace.months() == []
    snapshot.discard()
    assert list(workspace.closed_folder.iterdir()) == []
