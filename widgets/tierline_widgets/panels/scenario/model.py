"""What can be done with the scenario at the desk besides changing its figures."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from traitlets import Enum, HasTraits, Int

from tierline.errors import BadInputError, TierlineError
from tierline.messages import N_, Message
from tierline.policy.delta_publish import later_values
from tierline.policy.delta_words import Changed, changed, changed_value
from tierline.store import scenario as scenarios
from tierline.store import scenario_edit
from tierline.store.own_policies import baseline_state
from tierline.store.scenario_records import APPROVERS, EDITORS, Listed, history
from tierline.store.scenario_renewal import Behind, behind
from tierline.store.scenario_state import APPROVED, HANDED_IN, Record, Scenario
from tierline.store.scenario_steps import approve, hand_in, publish, send_back
from tierline.store.staff import ROLES

if TYPE_CHECKING:
    from tierline_widgets.planner.desk import Desk

PARTS = ("", "changes", "note", "save", "history", "files", "send-back", "publish", "delete")

At = tuple[Any, str]  # the workspace and the scenario's id
By = dict[str, Any]  # on which step, and who


class ScenarioModel(HasTraits):
    """The scenario at the desk: its record, and its steps from draft to published policy.

    Attributes
    ----------
    part : trait
        What is opened beneath: "changes", "note", "save", "history", "files", "send-back", "publish",
        "delete", or nothing.
    version : trait
        Counts up when something is to be drawn anew.
    fault : TierlineError or None
        What was wrong with the last entry here.
    typed : str
        That entry.

    Parameters
    ----------
    desk : Desk
    """

    part = Enum(PARTS, "")
    version = Int(0)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk
        self.fault: TierlineError | None = None
        self.typed = ""
        self._behind: tuple[tuple[object, ...], Behind | None] | None = None  # and what it was read for
        desk.observe(self._follow, names=["scenario_version", "problem"])

    # -- what is shown ----------------------------------------------------------------------------------

    @property
    def found(self) -> Scenario | None:
        """The scenario at the desk."""
        return self.desk.scenario

    @property
    def login(self) -> str:
        """Who sits at the desk."""
        return self.desk.session.scope.login

    def changes(self) -> list[Changed]:
        """Return what the scenario changes, in words."""
        return changed(self.desk.base, self.desk.delta)

    def steps(self) -> list[Record]:
        """Return every record of the scenario, the last one first."""
        if self.found is None:
            return []
        return history(self.desk.session.workspace, self.found.id)[::-1]

    def told(self, record: Record) -> list[Changed]:
        """Return the figures that a record changed, in words."""
        if record.kind not in ("change", "undo", "redo", "restore"):
            return []
        base = self.desk.base
        return [
            changed_value(base, path, record.before.get(path), value) for path, value in record.after.items()
        ]

    @property
    def next_steps(self) -> tuple[str, ...]:
        """What this person may do next with the scenario.

        "hand-in", "approve", "renew" (approve on the policy's new text), "send-back", "publish".
        """
        found, role = self.found, self.desk.session.scope.role
        if found is None:
            return ()
        if found.open:
            return ("hand-in",) if self.desk.may_edit and found.changes else ()
        worked = self.login in found.contributors
        back = ("send-back",) if role in (EDITORS if worked else APPROVERS) else ()
        if (between := self.behind) is not None:
            return (("renew",) if between.renewable and role in APPROVERS and not worked else ()) + back
        if found.state == HANDED_IN:
            return (("approve",) if role in APPROVERS and not worked else ()) + back
        if found.state == APPROVED:
            return (("publish",) if role in APPROVERS else ()) + back
        return ()

    @property
    def behind(self) -> Behind | None:
        """What was published between this scenario's approval, or its being handed in, and today.

        A drawing asks several times; policies are loaded once, until the scenario or today's text changes.
        """
        found, workspace = self.found, self.desk.session.workspace
        if found is None or found.state not in (HANDED_IN, APPROVED):
            return None
        read_for = (self.desk.scenario_version, *baseline_state(workspace, found.policy, found.month))
        if self._behind is None or self._behind[0] != read_for:
            self._behind = read_for, behind(workspace, found)
        return self._behind[1]

    @property
    def why_not(self) -> Message | None:
        """Why this person may not take the step that is next, approval or publication; None if they may."""
        found, role = self.found, self.desk.session.scope.role
        if found is None or found.state not in (HANDED_IN, APPROVED):
            return None
        if role not in APPROVERS:
            roles = Listed(tuple(Message(ROLES[each]) for each in APPROVERS))
            text = N_("As {role} you may not approve or publish; these roles may: {roles}.")
            return Message(text, {"role": Message(ROLES[role]), "roles": roles})
        waits = found.state == HANDED_IN or self.behind is not None
        if waits and self.login in found.contributors:
            return Message(N_("You worked on this scenario, so somebody else has to approve it."))
        return None

    @property
    def first_day(self) -> date:
        """The first day a scenario can be published from: the month after the last that is closed."""
        year, month = map(int, self.desk.session.months[-1].split("-"))
        return date(year + month // 12, month % 12 + 1, 1)

    def later(self) -> list[Message]:
        """Return notes on figures that the policy changes again after the day of publication."""
        return later_values(self.desk.base, self.desk.delta, self.first_day)

    # -- what is done -----------------------------------------------------------------------------------

    def show(self, part: str) -> None:
        """Open a part, or close it when it is open."""
        if part in PARTS:
            self.part = "" if part == self.part else part
            self.fault, self.typed = None, self._begun()
            self.version += 1

    def rename(self, title: str) -> None:
        """Give the scenario another title."""
        if self.found is not None and title.strip() == self.found.title:
            return
        self._take(lambda at, by: scenarios.rename(*at, title, **by), title)

    def write_note(self, note: str) -> None:
        """Write the note anew."""
        self._take(lambda at, by: scenarios.write_note(*at, note, **by), note)

    def type(self, words: str) -> None:
        """Keep what was typed into the part that is open, until its step is taken."""
        self.typed = words

    def save(self) -> None:
        """Give the state as it is now the name that was typed."""
        name = self.typed
        if self._take(lambda at, by: scenarios.save(*at, name, **by), name):
            self.part = "history"

    def restore(self, number: str) -> None:
        """Bring the figures back to what they were at a step."""
        if number.isdigit():
            base = self.desk.ground.edited_on
            self._take(lambda at, by: scenario_edit.restore(*at, int(number), **by, policy=base))

    def hand_in(self) -> None:
        """Hand the scenario in."""
        self._close(self._take(lambda at, by: hand_in(*at, **by)))

    def approve(self) -> None:
        """Approve it."""
        self._close(self._take(lambda at, by: approve(*at, **by)))

    def renew(self) -> None:
        """Approve it on the policy's text of today."""
        self._close(self._take(lambda at, by: approve(*at, **by, on_new_text=True)))

    def send_back(self) -> None:
        """Send it back, with the reason that was typed."""
        reason = self.typed
        self._close(self._take(lambda at, by: send_back(*at, reason=reason, **by), reason))

    def publish(self) -> None:
        """Publish it from the day that stands in the box; an empty box is no day."""
        day = self.typed
        self._close(self._take(lambda at, by: publish(*at, day_of(day), **by), day))

    def delete(self) -> None:
        """Delete the scenario; its records stay. The desk is clear then."""
        found = self.found
        if found is None:
            return

        def step(at: At, by: By) -> Scenario:
            scenarios.delete(*at, **by)
            return found

        if self._take(step):
            self.part = ""
            self.desk.new_scenario()

    # -- inside -----------------------------------------------------------------------------------------

    def _take(self, step: Callable[[At, By], Scenario], typed: str = "") -> bool:
        """Let the desk take a step; an entry that does not fit is kept, with what is wrong beside it."""
        workspace, login = self.desk.session.workspace, self.login
        taken = self.desk.take(lambda found: step((workspace, found.id), {"on": found.number, "by": login}))
        self.fault = None if taken else self.desk.refusal
        self.typed = self._begun() if taken else typed
        self.version += 1
        return taken

    def _begun(self) -> str:
        """What stands in the box of the part that is open before anybody types."""
        return self.first_day.isoformat() if self.part == "publish" else ""

    def _close(self, taken: bool) -> None:
        if taken:
            self.part = ""

    def _follow(self, change: Any) -> None:
        if change.name == "scenario_version" and self.found is None:
            self.part = ""
        self.version += 1


def day_of(text: str) -> date:
    """Return a day that was typed as YYYY-MM-DD; BadInputError when it is none."""
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        raise BadInputError(
            N_("“{typed}” is no day. Write it as year, month and day: 2026-11-01."), typed=text.strip()
        ) from error
