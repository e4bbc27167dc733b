"""Is there such a manager in the closed months?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tierline.errors import IntegrityError
from tierline.store.runfolder import RunFolder

if TYPE_CHECKING:
    from tierline.store.workspace import Workspace


def is_known(workspace: Workspace, manager_id: str) -> bool:
    """Tell whether a closed month has a manager of this number, or accounts of theirs; newest first.

    Only yes or no comes out, no row. A damaged month is passed over: verifying tells of it.
    """
    import pyarrow.compute as pc

    for month in reversed(workspace.months()):
        for table in ("managers", "accounts"):
            try:
                files = RunFolder.of(workspace.closed(month))
                if "manager_id" not in files.names(table):
                    continue
                ids = files.table(table, ["manager_id"])["manager_id"].cast("string")
            except IntegrityError:
                continue
            if pc.any(pc.equal(ids, manager_id)).as_py():
                return True
    return False
