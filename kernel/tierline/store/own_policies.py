"""The policies of a workspace: a published one of its own comes before the one that is shipped.

policies/<id>/policy.toml    the text last published here; its records hold the same text

The records decide. A file that is missing or still the text of before is written anew from them (a run
was stopped between the two); any other text was changed by hand and is refused.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from tierline.errors import BadInputError, IntegrityError
from tierline.messages import N_
from tierline.policy.alike import same_in_month
from tierline.store.scenario_records import every
from tierline.store.scenario_state import Record
from tierline.tables.aside import aside, told

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection

    from tierline.policy.resolved import Policy
    from tierline.store.workspace import Workspace


def published_file(workspace: Workspace, policy_id: str) -> Path | None:
    """Return the file of the policy as it was last published in a workspace; None if it never was.

    Raises
    ------
    IntegrityError
        The file holds another text than was published.
    """
    published = publications(workspace, policy_id)
    if not published:
        return None
    last = published[-1]
    file = workspace.path / "policies" / policy_id / "policy.toml"
    held = _sha256(file)
    if held == last.after["policy_sha256"]:
        return file
    if held is not None and held not in _earlier(published):
        raise IntegrityError(
            N_(
                "{file}: this is not the text that {who} published (SHA-256 {sha}); it was changed by hand. "
                "Remove the file, it is then written anew, and publish the change as a scenario."
            ),
            file=file,
            sha=str(last.after["policy_sha256"])[:8],
            who=last.author,
        )
    put_text(file, last.after["text"])
    return file


def own_policy(workspace: Workspace, named: str | Path) -> str | Path:
    """Return where a policy of a workspace is to be loaded from.

    Parameters
    ----------
    workspace : Workspace
    named : str or Path
        Policy id, or the path of a file; a path stays what it is.

    Returns
    -------
    str or Path
        The workspace's own published file, else what was named.
    """
    if isinstance(named, Path) or not _plain(named):
        return named
    return published_file(workspace, named) or named


def baseline_policy(workspace: Workspace, policy_id: str, month: str) -> Policy:
    """Return the policy a scenario of the workspace changes, as it stands in a month.

    The text last published here, else the one the month or the last month was closed with, else the
    shipped one.

    Raises
    ------
    BadInputError
        There is no such policy, or it does not hold in that month.
    """
    from tierline.policy.load import load_policy

    published = published_file(workspace, policy_id) if _plain(policy_id) else None
    if published is not None:
        return load_policy(published, month)
    months = workspace.months()
    nearest = dict.fromkeys([*([month] if month in months else []), *months[-1:]])
    closed_with = _closed_with(workspace, nearest, "id", policy_id)
    if closed_with is not None:
        return load_policy(closed_with, month)
    if not _plain(policy_id):
        raise BadInputError(
            N_("'{policy}' is no policy's id. Name a policy by its id, for example xinjiang-2008."),
            policy=policy_id,
        )
    return load_policy(policy_id, month)


def baseline_state(workspace: Workspace, policy_id: str, month: str) -> tuple[str, ...]:
    """Return what decides about `baseline_policy`, without reading a policy; while it stays, so does that.

    Returns
    -------
    tuple of str
        SHA-256 of each text published here, and the runs that hold of the month and of the last one closed.
    """
    months = workspace.months()
    nearest = dict.fromkeys([*([month] if month in months else []), *months[-1:]])
    published = (str(record.after["policy_sha256"]) for record in publications(workspace, policy_id))
    return (*published, *(workspace.closed(each).run for each in nearest))


def policy_of_text(workspace: Workspace, policy_id: str, month: str, sha256: str) -> Policy:
    """Return a policy as a scenario began on it, though its text may have been changed since.

    Parameters
    ----------
    workspace : Workspace
    policy_id, month : str
    sha256 : str
        Of the text: one published here, one that a month was closed with, or the shipped one.

    Returns
    -------
    Policy
        That of today, if the text is not known here any more.
    """
    from tierline.policy.load import load_policy, policy_from_text, policy_ids

    now = baseline_policy(workspace, policy_id, month)
    if now.sha256 == sha256:
        return now
    for record in publications(workspace, policy_id):
        if record.after["policy_sha256"] == sha256:
            return policy_from_text(record.after["text"], month, now.path)
    closed_with = _closed_with(workspace, reversed(workspace.months()), "sha256", sha256)
    if closed_with is not None:
        return load_policy(closed_with, month)
    shipped = load_policy(policy_id, month) if policy_id in policy_ids() else now
    return shipped if shipped.sha256 == sha256 else now


def policy_for(workspace: Workspace, policy_id: str, month: str, sha256: str) -> Policy:
    """Return the policy that a scenario of a month is edited on.

    Parameters
    ----------
    workspace : Workspace
    policy_id, month : str
    sha256 : str
        Of the text the scenario was made on.

    Returns
    -------
    Policy
        On the text it was made on, while the text of today says the same for the month: values that begin
        later leave a draft of that month as it is. Otherwise on the text of today.
    """
    made_on = policy_of_text(workspace, policy_id, month, sha256)
    now = baseline_policy(workspace, policy_id, month)
    return made_on if same_in_month(made_on, now) else now


def known_texts(workspace: Workspace, policy_id: str) -> frozenset[str]:
    """Return the SHA-256 of every text the policy had here, before and after each publication."""
    published = publications(workspace, policy_id)
    return _earlier(published) | {str(record.after["policy_sha256"]) for record in published}


def put_text(file: Path, text: str) -> None:
    """Write a file aside and rename it, so that nobody ever reads half of it."""
    with told(file):
        file.parent.mkdir(parents=True, exist_ok=True)
    with aside(file) as place, told(file), place.open("w", encoding="utf-8", newline="") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def publications(workspace: Workspace, policy_id: str) -> list[Record]:
    """Return the records of every publication of a policy, the first one first."""
    with workspace.records.reading() as connection:
        return publications_in(connection, policy_id)


def publications_in(connection: Connection, policy_id: str) -> list[Record]:
    """Return the records of every publication of a policy as an open transaction sees them."""
    return sorted(
        (record for record in every(connection, ("publish",)) if record.after["policy"] == policy_id),
        key=lambda record: int(record.after["edition"]),
    )


def _closed_with(workspace: Workspace, months: Iterable[str], fact: str, wanted: str) -> Path | None:
    """Return the policy's file of the first of the months that was closed with the wanted id or text."""
    runs = (workspace.closed(each) for each in months)
    return next((run.folder / "policy.toml" for run in runs if run.manifest["policy"][fact] == wanted), None)


def _earlier(published: list[Record]) -> frozenset[str]:
    return frozenset(str(record.after["built_on"]) for record in published)


def _sha256(file: Path) -> str | None:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except FileNotFoundError:
        return None


def _plain(name: str) -> bool:
    return bool(name) and not any(sign in name for sign in "/\\") and name not in (".", "..")
