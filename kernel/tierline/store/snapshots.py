"""Writing a closed month: aside first, to the disk, renamed last.

A run writes into ``closed/.writing-...``; one rename makes it the closed month. Whatever happens before
that rename leaves the months as they were. The bytes written depend on the content only.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tierline.errors import IntegrityError
from tierline.messages import N_

if TYPE_CHECKING:
    import pyarrow as pa

    from tierline.store.workspace import Workspace

MANIFEST = "manifest.json"
FORMAT = 1
_BLOCK = 1 << 20
# not part of the hashed content: who, when and where a run was made does not change what it says
_OUTSIDE = ("content_sha256", "made")


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while block := stream.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()


def canonical(content: Any) -> bytes:
    """Return ``content`` as the JSON bytes that are hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def run_id(content: Mapping[str, Any]) -> str:
    """Return a run's name: 12 hexadecimal digits that follow from what went into it.

    Parameters
    ----------
    content : mapping
        A manifest, or the part of it known before scoring: month, version, policy, inputs, previous,
        replaces.
    """
    previous = content.get("previous")
    basis = {
        "month": content["month"],
        "version": content["version"],
        "policy": content["policy"]["sha256"],
        "inputs": {name: record["sha256"] for name, record in content["inputs"].items()},
        "previous": previous and _previous(previous),
        "replaces": content.get("replaces"),
    }
    if content.get("points"):
        basis["points"] = _points(content["points"])
    return hashlib.sha256(canonical(basis)).hexdigest()[:12]


def _previous(record: Mapping[str, Any]) -> str | list[str]:
    noted = record.get("results_sha256")  # months closed by earlier versions lack it
    return [record["run"], noted] if noted else record["run"]


def _points(record: Mapping[str, Any]) -> list[Any]:
    earlier = [[each["run"], each["accounts_sha256"]] for each in record["earlier"]]
    return [record["policy"]["sha256"], earlier]


def content_hash(manifest: Mapping[str, Any]) -> str:
    """Return the SHA-256 of all of a manifest that does not say who, when and where."""
    return hashlib.sha256(canonical({k: v for k, v in manifest.items() if k not in _OUTSIDE})).hexdigest()


class Snapshot:
    """A month being written, in a folder of its own beside the closed months."""

    def __init__(self, workspace: Workspace, month: str) -> None:
        self.workspace = workspace
        self.month = month
        self.folder = workspace.closed_folder / f".writing-{month}-{os.getpid()}"
        sweep(workspace)
        self.folder.mkdir(parents=True)
        self.outputs: dict[str, dict[str, Any]] = {}

    def put_table(self, name: str, table: pa.Table) -> None:
        """Write ``<name>.parquet``: same rows, same bytes."""
        import pyarrow.parquet as pq

        path = self.folder / f"{name}.parquet"
        plain = table.replace_schema_metadata(None).unify_dictionaries().combine_chunks()
        pq.write_table(
            plain,
            path,
            compression="zstd",
            version="2.6",
            row_group_size=1 << 18,
            use_dictionary=True,
            write_page_checksum=True,  # the hash is asked seldom, these whenever somebody reads a row
        )
        self._note(path, rows=table.num_rows)

    def put_text(self, name: str, text: str) -> None:
        """Write a text file in UTF-8, as it stands."""
        path = self.folder / name
        path.write_bytes(text.encode())
        self._note(path)

    def put_json(self, name: str, content: Any) -> None:
        """Write a JSON file that is read by people too."""
        self.put_text(name, json.dumps(content, ensure_ascii=False, sort_keys=True, indent=1) + "\n")

    def put_copy(self, source: Path, name: str) -> None:
        """Copy a file in."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, path)
        self._note(path)

    def _note(self, path: Path, **more: int) -> None:
        with path.open("rb") as stream:
            os.fsync(stream.fileno())
        record = {"sha256": sha256_of(path), "bytes": path.stat().st_size, **more}
        self.outputs[path.relative_to(self.folder).as_posix()] = record

    def write_manifest(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest; the last file to come in."""
        path = self.folder / MANIFEST
        path.write_bytes((json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode())
        with path.open("rb") as stream:
            os.fsync(stream.fileno())

    def commit(self, run: str) -> Path:
        """Make this the closed month: one rename, on the disk when this returns.

        Raises
        ------
        IntegrityError
            If the run is there already.
        """
        target = self.workspace.closed_folder / f"month={self.month}" / f"run={run}"
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.exists():
            raise IntegrityError(
                N_("{folder} is there already; a closed run is never overwritten."), folder=target
            )
        for folder in sorted({path.parent for path in self.folder.rglob("*")}):
            _fsync_folder(folder)
        self.folder.rename(target)
        _fsync_folder(target.parent)
        _fsync_folder(target.parent.parent)
        return target

    def discard(self) -> None:
        """Take the unfinished folder away, as far as the disk lets us."""
        shutil.rmtree(self.folder, ignore_errors=True)


def sweep(workspace: Workspace) -> list[str]:
    """Remove what killed runs left behind; call only while holding the workspace's lock."""
    stale = sorted(workspace.closed_folder.glob(".writing-*"))
    for folder in stale:
        shutil.rmtree(folder, ignore_errors=True)
    return [folder.name for folder in stale]


def _fsync_folder(folder: Path) -> None:
    if os.name == "nt":  # Windows has no folder handles to flush
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
