"""The folder of one run: its manifest and its files, read without asking who wants to know.

For the engine itself (scoring, verifying) and for `ClosedMonth`, which asks for a scope first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tierline.errors import BadInputError, IntegrityError
from tierline.messages import N_
from tierline.store.snapshots import MANIFEST

if TYPE_CHECKING:
    import pyarrow as pa

    from tierline.policy.resolved import Policy
    from tierline.store.closed import ClosedMonth
    from tierline.store.workspace import Workspace


class RunFolder:
    """One run of one month, as it lies on the disk.

    Attributes
    ----------
    workspace : Workspace
    month, run : str
    folder : pathlib.Path
    """

    def __init__(self, workspace: Workspace, month: str, folder: Path) -> None:
        self.workspace = workspace
        self.month = month
        self.folder = folder
        self.run = folder.name.removeprefix("run=")

    def __repr__(self) -> str:
        return f"<closed month {self.month}, run {self.run}>"

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """What the run read, what it wrote, and the hashes of both."""
        path = self.folder / MANIFEST
        try:
            content = json.loads(path.read_bytes())
        except (OSError, ValueError) as error:
            raise IntegrityError(
                N_("{file}: the manifest is missing or damaged. Put back a copy of the folder."), file=path
            ) from error
        if not isinstance(content, dict):
            raise IntegrityError(
                N_("{file}: the manifest is missing or damaged. Put back a copy of the folder."), file=path
            )
        return content

    def policy(self) -> Policy:
        """Return the policy the month was scored with; its text is kept in the run."""
        from tierline.policy.load import load_policy

        return load_policy(self.folder / "policy.toml", self.month)

    def previous(self) -> ClosedMonth | None:
        """Return the run of the month before that this one was built on; None if there was none."""
        noted = self.manifest.get("previous")
        if not noted:
            return None
        for run in self.workspace.runs(noted["month"]):
            if run.run == noted["run"]:
                return run
        raise IntegrityError(
            N_(
                "{month}: the run {run} of {before} that this month was built on is gone. "
                "Put back a copy of it."
            ),
            month=self.month,
            run=noted["run"],
            before=noted["month"],
        )

    def _names(self, table: str) -> list[str]:
        import pyarrow.parquet as pq

        path = self.folder / f"{table}.parquet"
        try:
            names: list[str] = pq.read_schema(path).names
        except (OSError, ValueError) as error:
            raise damaged(path) from error
        return names

    def _table(self, table: str, columns: Iterable[str] | None = None) -> pa.Table:
        """Read without a scope: for the engine itself, never handed to a person."""
        import pyarrow.parquet as pq

        path = self.folder / f"{table}.parquet"
        names = None if columns is None else list(dict.fromkeys(columns))
        if names is not None:
            unknown = [name for name in names if name not in self._names(table)]
            if unknown:
                raise unknown_columns(table, unknown, self._names(table))
        try:
            return pq.read_table(path, columns=names)
        except (OSError, ValueError) as error:
            raise damaged(path) from error


def damaged(path: Path) -> IntegrityError:
    """Return the error for a file of a closed month that cannot be read."""
    return IntegrityError(
        N_("{file}: the file is missing or damaged. `tierline verify` tells more; put back a copy of it."),
        file=path,
    )


def unknown_columns(table: str, unknown: Sequence[str], known: Sequence[str]) -> BadInputError:
    """Return the error for columns that a table does not have."""
    return BadInputError(
        N_("{table}: no column {columns}. There are: {known}."),
        table=table,
        columns=", ".join(repr(name) for name in unknown),
        known=", ".join(dict.fromkeys(known)),
    )
