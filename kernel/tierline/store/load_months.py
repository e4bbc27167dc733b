"""Several closed months below each other, through one scope."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from tierline.errors import UsageError
from tierline.messages import N_
from tierline.store.scope import Scope

if TYPE_CHECKING:
    import pyarrow as pa

    from tierline.store.workspace import Workspace


def load_months(
    workspace: Workspace, scope: Scope, months: Iterable[str], columns: Sequence[str] | None = None
) -> pa.Table:
    """Return accounts and results of several months below each other, with a column ``month`` first."""
    import pyarrow as pa

    parts = []
    for month in months:
        part = workspace.closed(month).joined(scope, columns)
        parts.append(part.add_column(0, "month", pa.array([month] * part.num_rows, pa.string())))
    if not parts:
        raise UsageError(N_("No month was named. Name at least one closed month."))
    return pa.concat_tables(parts, promote_options="permissive")
