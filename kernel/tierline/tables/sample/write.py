"""Write sample tables: aside first, compared with what is there, then renamed into place."""

from __future__ import annotations

import filecmp
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tierline.errors import BadInputError
from tierline.messages import N_

SUFFIXES = (".parquet", ".csv", ".xlsx")


@dataclass(frozen=True)
class SampleWritten:
    """What was written: ``rows`` counts the accounts of each month."""

    folder: Path
    rows: dict[str, int]


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write one table so that equal tables give equal bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(
        table.replace_schema_metadata(None),
        path,
        compression="zstd",
        compression_level=3,
        version="2.6",
        data_page_version="1.0",
        row_group_size=262_144,
        use_dictionary=True,
        write_statistics=True,
    )


@contextmanager
def aside(workspace: Path) -> Iterator[Path]:
    """Give a folder beside the workspace's own to write in; it is gone afterwards."""
    workspace.mkdir(mode=0o700, parents=True, exist_ok=True)  # as Workspace.create makes it
    folder = Path(tempfile.mkdtemp(prefix=".sample-", dir=workspace))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def put_in_place(folder: Path, workspace: Path, force: bool) -> None:
    """Move every file under ``folder`` to the same place under ``workspace``.

    Files with the same bytes stay as they are.

    Raises
    ------
    BadInputError
        A different file is there, or one table would be there twice, and ``force`` is off; nothing is moved.
    """
    staged = sorted(path for path in folder.rglob("*") if path.is_file())
    replaced: list[Path] = []
    for path in staged:
        target = workspace / path.relative_to(folder)
        for suffix in SUFFIXES:
            other = target.with_suffix(suffix)
            if other.exists() and not (other == target and filecmp.cmp(path, target, shallow=False)):
                replaced.append(other)
    if replaced and not force:
        raise BadInputError(
            N_(
                "{file}: different data are already there (files concerned: {count}). Choose another "
                "workspace, or add --force to replace them."
            ),
            file=replaced[0],
            count=len(replaced),
        )
    for other in replaced:
        other.unlink()
    for path in staged:
        target = workspace / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)


Progress = Callable[[str, int, int], None]
