"""Before files of a closed month are built on or explained: are they those that were written at the close?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tierline.errors import IntegrityError
from tierline.messages import N_
from tierline.store.snapshots import MANIFEST, content_hash, sha256_of

if TYPE_CHECKING:
    from tierline.store.closed import ClosedMonth


def check_sound(closed: ClosedMonth, *files: str) -> None:
    """Hold a closed month's manifest against its own hash, and the named files against the manifest.

    Parameters
    ----------
    closed : ClosedMonth
        The run whose files will be read.
    files : str
        Names inside the run's folder, such as "results.parquet".

    Raises
    ------
    IntegrityError
        If one is missing or differs.
    """
    manifest = closed.manifest
    if content_hash(manifest) != manifest.get("content_sha256"):
        raise _unsound(closed, MANIFEST)
    for name in files:
        path = closed.folder / name
        record = manifest["outputs"].get(name)
        if record is None or not path.is_file() or sha256_of(path) != record["sha256"]:
            raise _unsound(closed, name)


def _unsound(closed: ClosedMonth, name: str) -> IntegrityError:
    return IntegrityError(
        N_(
            "{file} is not the file that was written when {month} was closed, so nothing follows from it. "
            "`tierline verify --month {month} --recompute` shows the differences. Put back a copy of it, or "
            "replace the run: tierline monthly --month {month} --replace {run} --reason TEXT."
        ),
        file=closed.folder / name,
        month=closed.month,
        run=closed.run,
    )
