"""The rows of a closed month that a scope may see."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.store.runfolder import RunFolder, damaged
from tierline.store.scope import Scope, rows_in_scope

if TYPE_CHECKING:
    import pyarrow as pa

CUSTOMER_TABLES = ("accounts", "results", "overrides")
STAFF_TABLES = ("managers", "teams", "areas")


class VisibleRows:
    """One run's tables, cut to a scope; for `ClosedMonth`, which checks the scope and records the look."""

    def __init__(self, files: RunFolder) -> None:
        self._files = files

    @cached_property
    def _keys(self) -> tuple[pa.Table, pa.Table]:
        held = self._files.table("accounts", self._files.present("manager_id", "area_id"))
        return held, self._files.table("managers")

    def table(self, scope: Scope, table: str, columns: Sequence[str] | None) -> pa.Table:
        """Return the rows of a table within a scope that was checked."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if table not in (*CUSTOMER_TABLES, *STAFF_TABLES):
            raise BadInputError(
                N_("There is no table '{table}' in a closed month. There are: {tables}."),
                table=table,
                tables=", ".join((*CUSTOMER_TABLES, *STAFF_TABLES)),
            )
        found = self._files.table(table, columns)
        if scope.whole or table in ("teams", "areas"):
            return found
        if table == "managers":
            managers = self._files.table("managers")
            return found.filter(pa.array(rows_in_scope(scope, managers, managers)))
        seen = rows_in_scope(scope, *self._keys)
        if table == "overrides":
            accounts = self._files.table("accounts", ["account_id"]).filter(pa.array(seen))
            ids = accounts["account_id"].cast(pa.string())
            keys = self._files.table("overrides", ["account_id"])["account_id"].cast(pa.string())
            return found.filter(pc.is_in(keys, value_set=ids.combine_chunks()))
        if found.num_rows != len(seen):
            raise damaged(self._files.folder / f"{table}.parquet")
        return found.filter(pa.array(seen))
