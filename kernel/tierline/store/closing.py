"""What is noted when a month closes: in the records who did it, in the manifest where and when."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tierline.store.audit import append, head, now
from tierline.store.roster import merge_managers
from tierline.store.staff import system_user

if TYPE_CHECKING:
    import pyarrow as pa

    from tierline.store.workspace import Workspace


def enter(workspace: Workspace, manifest: Mapping[str, Any], tables: Mapping[str, pa.Table]) -> None:
    """Enter the close in the audit trail, and in the staff table what the month's managers table says.

    Called just before the rename that closes the month: killed in between, the trail knows an attempt
    that no folder shows; the other way round a closed month would be unknown to the trail.
    """
    month, user = manifest["month"], system_user()
    latest = not any(each > month for each in workspace.months())
    with workspace.records.writing() as connection:
        if latest and tables["managers"].num_rows:  # an older month that is corrected hires nobody
            merge_managers(connection, tables["managers"], tables["teams"], by=user, month=month)
        append(
            connection,
            who=user,
            action="close",
            month=month,
            subject=manifest["run"],
            rows=manifest["totals"]["accounts"],
            purpose=manifest["reason"],
            details={"content_sha256": manifest["content_sha256"], "replaces": manifest["replaces"]},
        )


def circumstances(workspace: Workspace, seconds: Mapping[str, float]) -> dict[str, Any]:
    """Return who made a run, when, where and how fast, and the end of the audit trail at that time."""
    number, entry = head(workspace)
    return {
        "by": system_user(),
        "at": now(),
        "seconds": dict(seconds),
        "platform": {"system": platform.platform(), "python": platform.python_version()},
        "audit": {"sequence": number, "hash": entry},
    }
