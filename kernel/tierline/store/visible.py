"""The rows of a closed month that a scope may see."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.performance.statement_tables import TABLES as STATEMENT_TABLES
from tierline.performance.statement_tables import schema_of
from tierline.store.runfolder import RunFolder, damaged, unknown_columns
from tierline.store.scope import Scope, managers_in_scope, rows_in_scope

if TYPE_CHECKING:
    import pyarrow as pa

CUSTOMER_TABLES = ("accounts", "results", "overrides")
STAFF_TABLES = ("managers", "teams", "areas")
# of one manager, or of two; a month that came without them has no rows of them
POINTS_TABLES = {
    "targets": ("manager_id",),
    "actuals": ("manager_id",),
    "point_events": ("manager_id",),
    "transfers": ("from_manager", "to_manager"),
    **dict.fromkeys(STATEMENT_TABLES, ("manager_id",)),
}
KNOWN = (*CUSTOMER_TABLES, *STAFF_TABLES, *POINTS_TABLES)


class VisibleRows:
    """One run's tables, cut to a scope; for `ClosedMonth`, which checks the scope and records the look.

    Parameters
    ----------
    files : RunFolder
        The run.
    holding : callable
        Returns the run of the same month that holds at this moment; it decides who sees points.
    """

    def __init__(self, files: RunFolder, holding: Callable[[], RunFolder]) -> None:
        self._files = files
        self._holding = holding

    @cached_property
    def _keys(self) -> tuple[pa.Table, pa.Table]:
        held = self._files.table("accounts", self._files.present("manager_id", "area_id"))
        return held, self._files.table("managers")

    def table(
        self, scope: Scope, table: str, columns: Sequence[str] | None, coded: Sequence[str] = ()
    ) -> pa.Table:
        """Return the rows of a table within a scope that was checked; ``coded`` as in ``RunFolder.table``."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if table not in KNOWN:
            raise BadInputError(
                N_("There is no table '{table}' in a closed month. There are: {tables}."),
                table=table,
                tables=", ".join(KNOWN),
            )
        if table in POINTS_TABLES:
            return self._of_managers(table, columns, self._in_sight(scope))
        found = self._files.table(table, columns, coded)
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

    def statement_tables(self, scope: Scope, manager_id: str | None = None) -> dict[str, pa.Table]:
        """Return the statements within a scope that was checked, or one manager's, by table."""
        import pyarrow.compute as pc

        inside = self._in_sight(scope)  # asked once: a replacement in between does not mix two runs' teams
        found = {name: self._of_managers(name, None, inside) for name in STATEMENT_TABLES}
        if manager_id is None:
            return found
        return {name: rows.filter(pc.equal(rows["manager_id"], manager_id)) for name, rows in found.items()}

    def _in_sight(self, scope: Scope) -> frozenset[str] | None:
        """Return the managers whose points the scope may see; None for all of them.

        A run may have been replaced because somebody stood in the wrong team or area, so the run that holds
        decides; who is not in it at all is seen as this run has them.
        """
        if scope.whole:
            return None
        holding = self._holding()
        now = holding.table("managers")
        inside = managers_in_scope(scope, now)
        if holding.folder == self._files.folder:
            return inside
        known = frozenset(now["manager_id"].to_pylist())
        return inside | (managers_in_scope(scope, self._files.table("managers")) - known)

    def _of_managers(
        self, table: str, columns: Sequence[str] | None, inside: frozenset[str] | None
    ) -> pa.Table:
        """Return the rows of some managers, or of all of them."""
        import pyarrow as pa
        import pyarrow.compute as pc

        if f"{table}.parquet" not in self._files.manifest["outputs"]:
            found = _without_rows(table)
            unknown = [name for name in columns or () if name not in found.column_names]
            if unknown:
                raise unknown_columns(table, unknown, found.column_names)
            return found if columns is None else found.select(list(columns))
        found = self._files.table(table, columns)
        if inside is None:
            return found
        ids = pa.array(sorted(inside), pa.string())
        holders = self._files.table(table, POINTS_TABLES[table])
        held = [pc.is_in(holders[name].cast(pa.string()), value_set=ids) for name in holders.column_names]
        return found.filter(held[0] if len(held) == 1 else pc.or_(*held))


def _without_rows(table: str) -> pa.Table:
    """Return a table of points that a month came without."""
    from tierline.tables.registry import empty_table

    return schema_of(table).empty_table() if table in STATEMENT_TABLES else empty_table(table)
