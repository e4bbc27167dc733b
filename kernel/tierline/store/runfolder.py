"""The folder of one run: its manifest and its files, read without asking who wants to know.

For the engine itself (scoring, verifying) and for `ClosedMonth`, which asks for a scope first. Nothing
outside the store, the monthly run and verifying may use it; a test holds that.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tierline.errors import BadInputError, IntegrityError
from tierline.messages import N_
from tierline.store.snapshots import MANIFEST, sha256_of

if TYPE_CHECKING:
    import pyarrow as pa

    from tierline.store.closed import ClosedMonth


class RunFolder:
    """One run of one month, as it lies on the disk.

    Attributes
    ----------
    folder : pathlib.Path
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def of(cls, closed: ClosedMonth) -> RunFolder:
        """Return the folder of a closed month."""
        return cls(closed.folder)

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

    def check(self, path: Path) -> None:
        """Refuse a file that is missing or not as the manifest has it."""
        noted = self.manifest["outputs"].get(path.relative_to(self.folder).as_posix())
        try:
            same = noted is not None and sha256_of(path) == noted["sha256"]
        except OSError as error:
            raise damaged(path) from error
        if not same:
            raise damaged(path)

    def names(self, table: str) -> list[str]:
        """Return the columns of a table."""
        import pyarrow.parquet as pq

        path = self.folder / f"{table}.parquet"
        try:
            names: list[str] = pq.read_schema(path).names
        except (OSError, ValueError) as error:
            raise damaged(path) from error
        return names

    def present(self, *columns: str) -> list[str]:
        """Return those of ``columns`` that the accounts table has."""
        return [name for name in columns if name in self.names("accounts")]

    def profile(self) -> dict[str, Any]:
        """Return the profile per tier of the whole month."""
        path = self.folder / "profile.json"
        try:
            content: dict[str, Any] = json.loads(path.read_bytes())
        except (OSError, ValueError) as error:
            raise damaged(path) from error
        return content

    def table(self, table: str, columns: Iterable[str] | None = None, coded: Sequence[str] = ()) -> pa.Table:
        """Return a table, all rows; for the engine itself, never handed to a person.

        Text columns named in ``coded`` come as the codes and the dictionary that the file holds: a
        fraction of the time and memory where few texts repeat.
        """
        import pyarrow.parquet as pq

        path = self.folder / f"{table}.parquet"
        names = None if columns is None else list(dict.fromkeys(columns))
        if names is not None:
            unknown = [name for name in names if name not in self.names(table)]
            if unknown:
                raise unknown_columns(table, unknown, self.names(table))
        try:
            # not by read_table, which loads pyarrow's datasets and with them pandas: 60 MB a page
            with pq.ParquetFile(
                path, read_dictionary=list(coded) or None, page_checksum_verification=True
            ) as file:
                found = file.read(columns=names)
                if found.num_rows != file.metadata.num_rows:
                    raise damaged(path)
            return found if names is None else found.select(names)
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
