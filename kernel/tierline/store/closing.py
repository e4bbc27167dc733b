"""What is noted when a month closes: in the records who did it, in the manifest where and when."""

from __future__ import annotations

import platform
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from tierline.errors import ScopeError
from tierline.messages import N_
from tierline.store.audit import append, head, now
from tierline.store.roster import merge_managers
from tierline.store.staff import person_in, system_user

if TYPE_CHECKING:
    from datetime import date

    import pyarrow as pa
    from sqlalchemy.engine import Connection

    from tierline.store.workspace import Workspace

CLOSES = frozenset({"administrator", "analyst"})


def check_may_close(workspace: Workspace) -> None:
    """Refuse a run to whoever may not close months: it decides about every customer, and who sees them.

    Raises
    ------
    ScopeError
        If the operating-system user is neither administrator nor analyst on the staff table.
    """
    with workspace.records.reading() as connection:
        _need_closer(connection, system_user())


def _need_closer(connection: Connection, login: str) -> None:
    found = person_in(connection, login)
    if found is None or not found.active or found.role not in CLOSES:
        raise ScopeError(
            N_(
                "'{login}' may not close or replace a month: that needs the role administrator or analyst. "
                "Ask an administrator of this workspace: tierline staff add {login} --role analyst "
                "--reason ..."
            ),
            login=login,
        )


def enter(
    workspace: Workspace,
    manifest: Mapping[str, Any],
    tables: Mapping[str, pa.Table],
    refused: Mapping[str, frozenset[str]],
) -> None:
    """Enter the close in the audit trail, and in the staff table what the month's managers table says.

    Called just before the rename that closes the month: killed in between, the trail knows an attempt
    that no folder shows; the other way round a closed month would be unknown to the trail.
    """
    month, user = manifest["month"], system_user()
    latest = not any(each > month for each in workspace.months())
    with workspace.records.writing() as connection:
        _need_closer(connection, user)  # the role may have been taken away while the run was at work
        if latest and tables["managers"].num_rows:  # an older month that is corrected hires nobody
            merge_managers(
                connection, tables["managers"], tables["teams"], by=user, month=month, refused=refused
            )
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


def circumstances(workspace: Workspace, day: date, seconds: Mapping[str, float]) -> dict[str, Any]:
    """Return who made a run, when, where and how fast, and the end of the audit trail at that time.

    ``day`` is the department's, by which the run judged what has come: whoever looks at the run later, in
    whatever zone, judges by the same.
    """
    number, entry = head(workspace)
    return {
        "by": system_user(),
        "at": now(),
        "day": day.isoformat(),
        "seconds": dict(seconds),
        "platform": {"system": platform.platform(), "python": platform.python_version()},
        "audit": {"sequence": number, "hash": entry},
    }
