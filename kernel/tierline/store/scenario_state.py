"""What a scenario is: the fold of its records, each one edit or one step."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tierline.messages import N_, Message
from tierline.policy.delta import Change, Delta

DRAFT, HANDED_IN, APPROVED, SENT_BACK, PUBLISHED, DELETED = (
    "draft", "handed-in", "approved", "sent-back", "published", "deleted",
)  # fmt: skip
OPEN = (DRAFT, SENT_BACK)
STATES = {
    DRAFT: N_("draft"),
    HANDED_IN: N_("handed in"),
    APPROVED: N_("approved"),
    SENT_BACK: N_("sent back"),
    PUBLISHED: N_("published"),
    DELETED: N_("deleted"),
}
KINDS = {
    "create": N_("begun"),
    "change": N_("changed"),
    "undo": N_("undone"),
    "redo": N_("done again"),
    "restore": N_("brought back to an earlier step"),
    "note": N_("note written"),
    "rename": N_("renamed"),
    "save": N_("saved by name"),
    "rebase": N_("taken over to the policy's new text"),
    "hand-in": N_("handed in"),
    "send-back": N_("sent back"),
    "approve": N_("approved"),
    "publish": N_("published"),
    "delete": N_("deleted"),
}
BESIDE = frozenset({"note", "rename", "save"})  # kinds of record that change no figure and no state
STEPS = {
    "hand-in": HANDED_IN,
    "send-back": SENT_BACK,
    "approve": APPROVED,
    "publish": PUBLISHED,
    "delete": DELETED,
}


@dataclass(frozen=True)
class Record:
    """One edit or step: who, when, what; ``before`` and ``after`` hold values by path or by name."""

    scenario: str
    number: int
    at: str
    author: str
    kind: str
    path: str
    before: Mapping[str, Any]
    after: Mapping[str, Any]


@dataclass(frozen=True)
class Saved:
    """A state that somebody gave a name."""

    name: str
    number: int
    at: str
    author: str


@dataclass(frozen=True)
class Scenario:
    """A scenario as its records leave it.

    Attributes
    ----------
    id : str
        Names it, in a link too; no secret.
    number : int
        Of its last record; an edit names the number it was made on.
    state : str
        "draft", "handed-in", "sent-back", "approved", "published" or "deleted".
    author, at : str
        Who began it, and when.
    changed_by, changed_at : str
        Who wrote the last record, and when.
    contributors : frozenset of str
        Whoever began, edited or handed it in: none of them may approve it.
    undoable, redoable : tuple of Record
        Edits that undo and redo would take next, the next one last.
    saves : tuple of Saved
    steps : mapping of str to Record
        The last record of each step: "hand-in", "send-back", "approve", "publish", "delete".
    """

    id: str
    number: int
    policy: str
    month: str
    policy_sha256: str
    title: str
    note: str
    origin: str
    state: str
    author: str
    at: str
    changed_by: str
    changed_at: str
    changes: tuple[Change, ...] = ()
    contributors: frozenset[str] = frozenset()
    undoable: tuple[Record, ...] = ()
    redoable: tuple[Record, ...] = ()
    saves: tuple[Saved, ...] = ()
    steps: Mapping[str, Record] = field(default_factory=dict)

    @property
    def delta(self) -> Delta:
        """What the scenario changes of its policy."""
        return Delta(
            self.policy, self.month, self.policy_sha256, self.changes, self.title, self.author, self.note
        )

    @property
    def open(self) -> bool:
        """Whether it can be edited: a draft, or sent back."""
        return self.state in OPEN

    @property
    def holds_from(self) -> str:
        """The first day of its figures, YYYY-MM-DD, once it is published; else ""."""
        return _first_day(self.steps["publish"]) if self.state == PUBLISHED else ""


def state_of(found: Scenario) -> Message:
    """Return the state in words; of a published scenario also the day its figures hold from."""
    return _with_day(STATES[found.state], found.holds_from)


def kind_of(record: Record) -> Message:
    """Return what a record did, in words; of a publication also the day its figures hold from."""
    day = _first_day(record) if record.kind == "publish" else ""
    return _with_day(KINDS.get(record.kind, record.kind), day)


def _with_day(words: str, day: str) -> Message:
    return Message(N_("published, holds from {day}"), {"day": day}) if day else Message(words)


def _first_day(published: Record) -> str:
    return str(published.after.get("from", ""))


def fold(records: Iterable[Record]) -> Scenario:
    """Return the scenario that its records, in their order, make."""
    folding = _Folding()
    for record in records:
        folding.take(record)
    return folding.scenario()


class _Folding:
    def __init__(self) -> None:
        self.facts: dict[str, Any] = {}
        self.changes: dict[str, Any] = {}
        self.state = DRAFT
        self.contributors: set[str] = set()
        self.done: list[Record] = []
        self.undone: list[Record] = []
        self.saves: list[Saved] = []
        self.steps: dict[str, Record] = {}
        self.last: Record

    def take(self, record: Record) -> None:
        """Let one record have its effect."""
        self.last = record
        worked = record.kind not in ("send-back", "approve", "publish", "delete")
        if record.kind == "rebase" and self.state not in OPEN:
            worked = False  # taken over as it is, by who approves it on the new text
        if record.kind == "create":
            self.facts = {"author": record.author, "at": record.at, "note": "", **record.after}
            self.changes = dict(self.facts.pop("changes"))
        elif record.kind in ("change", "restore"):
            self._edit(record.after)
            self.done.append(record)
            self.undone.clear()
        elif record.kind == "undo":
            self._edit(record.after)
            self.undone.append(self.done.pop())
        elif record.kind == "redo":
            self._edit(record.after)
            self.done.append(self.undone.pop())
        elif record.kind == "save":
            self.saves.append(Saved(record.after["name"], record.number, record.at, record.author))
        elif record.kind in STEPS:
            self.state = STEPS[record.kind]
            self.steps[record.kind] = record
        else:  # note, rename, rebase
            self.facts.update(record.after)
        if worked:
            self.contributors.add(record.author)

    def _edit(self, values: Mapping[str, Any]) -> None:
        for path, value in values.items():
            if value is None:
                self.changes.pop(path, None)
            else:
                self.changes[path] = value

    def scenario(self) -> Scenario:
        """Return what the records taken so far make."""
        return Scenario(
            id=self.last.scenario,
            number=self.last.number,
            state=self.state,
            changed_by=self.last.author,
            changed_at=self.last.at,
            changes=tuple(Change(path, value) for path, value in self.changes.items()),
            contributors=frozenset(self.contributors),
            undoable=tuple(self.done),
            redoable=tuple(self.undone),
            saves=tuple(self.saves),
            steps=dict(self.steps),
            **self.facts,
        )
