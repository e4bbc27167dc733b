"""One run at a time in a workspace; whoever comes second is told who is at work."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from tierline.errors import BadInputError
from tierline.messages import N_
from tierline.store.audit import now
from tierline.store.staff import system_user

if TYPE_CHECKING:
    from tierline.store.workspace import Workspace

PATIENCE = 2.0  # seconds: what somebody else decides is written in a moment, a close takes longer


@contextmanager
def held(workspace: Workspace, what: str, wait: float = 0.0) -> Iterator[None]:
    """Hold the workspace for the length of a ``with`` block.

    Parameters
    ----------
    workspace : Workspace
        Which one.
    what : str
        The month being closed; told to others.
    wait : float
        How many seconds to wait for another run to end.

    Raises
    ------
    BadInputError
        If another run holds it.
    """
    lock = FileLock(workspace.path / ".lock")
    holder = workspace.path / ".lock-holder.json"
    try:
        lock.acquire(timeout=max(wait, 0.0))
    except Timeout as error:
        raise BadInputError(
            N_(
                "{path}: another run is at work here: process {pid} of {user}, since {since}, month {what}. "
                "Wait until it has ended, or let this one wait with --wait SECONDS."
            ),
            path=workspace.path,
            **_read(holder),
        ) from error
    try:
        # only a note: the lock itself dies with its process, so a note left by a killed run binds nobody
        note = {"pid": os.getpid(), "user": system_user(), "since": now()[:19], "what": what}
        holder.write_text(json.dumps(note), encoding="utf-8")
        yield
    finally:
        holder.unlink(missing_ok=True)
        lock.release()


@contextmanager
def no_close(workspace: Workspace, month: str, run: str) -> Iterator[None]:
    """Write what the close of a month reads, while no close is at work.

    A close reads the decisions about events at its beginning: one that is written while it goes on would
    count neither in the statements, nor as a line that is added to them.

    Parameters
    ----------
    workspace : Workspace
    month, run : str
        The run of the month that the writer looked at; "" before the close.

    Raises
    ------
    BadInputError
        A month is being closed, or this one was closed since.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(held(workspace, month, PATIENCE))
        except BadInputError as error:
            raise BadInputError(
                N_(
                    "A month is being closed in this workspace at this moment; what is decided now might be "
                    "lost. Nothing was put on record. Try again when the close has ended."
                )
            ) from error
        if run != (workspace.closed(month).run if month in workspace.months() else ""):
            raise BadInputError(
                N_(
                    "{month} was closed a moment ago. Nothing was put on record. Look at it again, then "
                    "decide."
                ),
                month=month,
            )
        yield


def _read(holder: Path) -> dict[str, str]:
    try:
        note = json.loads(holder.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        note = {}
    return {key: str(note.get(key, "?")) for key in ("pid", "user", "since", "what")}
