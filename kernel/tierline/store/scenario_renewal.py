"""What was handed in or approved, and whose policy was published anew before its own turn came.

Nothing is published that was approved on another text. While the new text says the same for the scenario's
month, and sets none of the scenario's figures, it is enough that it is approved once more, on the new text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.policy.alike import same_in_month
from tierline.policy.delta_paths import title
from tierline.policy.resolved import Policy
from tierline.store.own_policies import baseline_policy, policy_of_text, publications
from tierline.store.scenario_records import Listed, records_of
from tierline.store.scenario_state import APPROVED, HANDED_IN, Record, Scenario, fold, state_of
from tierline.times import when

if TYPE_CHECKING:
    from tierline.store.workspace import Workspace


@dataclass(frozen=True)
class Behind:
    """A scenario that no longer changes, on an earlier text of its policy.

    Attributes
    ----------
    scenario : Scenario
    today : Policy
        On its text of today.
    published : Scenario or None
        What was published last since, if it was a scenario that changed the text.
    clashing : tuple of str
        Paths that the scenario sets and that were set by a publication since.
    alike : bool
        Both texts say the same for the scenario's month.
    """

    scenario: Scenario
    today: Policy
    published: Scenario | None
    clashing: tuple[str, ...]
    alike: bool

    @property
    def renewable(self) -> bool:
        """Whether it is enough to approve it once more."""
        return self.alike and not self.clashing

    def told(self, way: Message) -> Message:
        """Say what came between, and the way on: ``way`` when it is enough to approve it once more."""
        if self.clashing:
            figures = Listed(tuple(title(self.today, path) for path in self.clashing), "; ")
            said = Message(N_("It set figures that this scenario sets too: {figures}."), {"figures": figures})
        elif not self.alike:
            places = {"month": self.scenario.month}
            said = Message(N_("Other figures hold in {month} since, on which nobody judged it."), places)
        else:
            said = Message(N_("It left the figures of this scenario as they were."))
        back = Message(
            N_("Send it back; who worked on it takes it over to the new text and hands it in again.")
        )
        return Message(
            N_(
                "Since the scenario '{title}' was {state}, the policy's text was changed: {how}. {said} {way}"
            ),
            {
                "title": self.scenario.title or self.scenario.id,
                "state": state_of(self.scenario),
                "how": self._how(),
                "said": said,
                "way": way if self.renewable else back,
            },
        )

    def _how(self) -> Message:
        found = self.published
        if found is None:
            return Message(N_("not by a scenario"))
        step = found.steps["publish"]
        return Message(
            N_("'{title}' was published by {who}, {at}"),
            {"title": found.title or found.id, "who": step.author, "at": when(step.at)},
        )


class BehindError(BadInputError):
    """The policy was published anew since the scenario was handed in or approved; exit code 3.

    Parameters
    ----------
    behind : Behind
    way : Message, optional
        How it is approved on the new text; by default by which command.
    """

    def __init__(self, behind: Behind, way: Message | None = None) -> None:
        self.behind = behind
        text = N_("Have it approved on the new text: tierline scenario approve {scenario} --on-new-text")
        super().__init__(behind.told(way or Message(text, {"scenario": behind.scenario.id})))


def behind(workspace: Workspace, found: Scenario) -> Behind | None:
    """Return what came between a scenario that was handed in or approved and the policy's text of today.

    Parameters
    ----------
    workspace : Workspace
    found : Scenario

    Returns
    -------
    Behind or None
        None when it is in another state, or stands on the text of today.
    """
    if found.state not in (HANDED_IN, APPROVED):
        return None
    today = baseline_policy(workspace, found.policy, found.month)
    if today.sha256 == found.policy_sha256:
        return None
    made_on = policy_of_text(workspace, found.policy, found.month, found.policy_sha256)
    since = _since(publications(workspace, found.policy), found.policy_sha256)
    with workspace.records.reading() as connection:
        published = [fold(records_of(connection, record.scenario)) for record in since]
    later = {path for each in published for path in each.delta.paths}
    return Behind(
        found,
        today,
        published[-1] if published else None,
        tuple(path for path in found.delta.paths if path in later),
        made_on.sha256 == found.policy_sha256 and same_in_month(made_on, today),
    )


def _since(published: list[Record], sha256: str) -> list[Record]:
    """Return the publications after a text; all of them when it is none that one was built on."""
    for place, record in enumerate(published):
        if record.after["built_on"] == sha256:
            return published[place:]
    return published
