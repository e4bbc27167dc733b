"""Which publication of a workspace's policy holds in a month: what an explanation names as its version."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tierline.messages import N_, Message
from tierline.policy.dated import last_day
from tierline.store.own_policies import publications
from tierline.store.scenario_records import records_of
from tierline.store.scenario_state import fold
from tierline.times import when

if TYPE_CHECKING:
    from tierline.store.workspace import Workspace


@dataclass(frozen=True)
class Version:
    """A policy's text, and the publication whose figures hold by it; each publication counts one further.

    Attributes
    ----------
    sha256 : str
        Of the text.
    number : int
        0: nothing that was published here holds.
    since : str
        First day of its figures, YYYY-MM-DD; "" without a publication, as the following are.
    scenario, title : str
        What was published.
    by, at : str
        By whom, and when (UTC).
    """

    sha256: str
    number: int = 0
    since: str = ""
    scenario: str = ""
    title: str = ""
    by: str = ""
    at: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain data; None for what there is not."""
        return {name: value or None for name, value in vars(self).items()}

    def told(self) -> Message:
        """Say it on one line."""
        if not self.number:
            return Message(N_("as supplied; nothing published here holds in the month"))
        return Message(
            N_("{number}, holds from {since}: '{title}', published by {by}, {at}"),
            {
                "number": self.number,
                "since": self.since,
                "title": self.title or self.scenario,
                "by": self.by,
                "at": when(self.at),
            },
        )


def version_in(workspace: Workspace, policy_id: str, sha256: str, month: str) -> Version:
    """Return the version by which a text of a policy grades a month.

    Parameters
    ----------
    workspace : Workspace
    policy_id : str
    sha256 : str
        Of the text, as a closed month's manifest names it.
    month : str
        YYYY-MM.

    Returns
    -------
    Version
        The publication in that text whose figures began last, up to the month's last day.

    Notes
    -----
    Source: rulebook VIP-10, XJ-5.
    """
    published = publications(workspace, policy_id)
    texts = [str(record.after["policy_sha256"]) for record in published]
    held = published[: texts.index(sha256) + 1] if sha256 in texts else []
    day = last_day(month).isoformat()
    begun = [record for record in held if str(record.after["from"]) <= day]
    if not begun:
        return Version(sha256)
    last = max(begun, key=lambda record: (str(record.after["from"]), int(record.after["edition"])))
    with workspace.records.reading() as connection:
        title = fold(records_of(connection, last.scenario)).title
    number, since = int(last.after["edition"]), str(last.after["from"])
    return Version(sha256, number, since, last.scenario, title, last.author, last.at)
