"""Appeals, corrections and events that wait, within the scope, and the steps that the visitor may take.

Who may take a step is decided where it is put on record, not here: the panel only leaves out the
buttons that would be refused.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from traitlets import HasTraits, Int, Unicode

from tierline.errors import UsageError
from tierline.messages import N_, Message
from tierline.performance.approvals import APPROVING
from tierline.store.points_people import ANSWERERS, APPROVERS, DECIDERS, PROPOSERS
from tierline_widgets.entered import typed_hundredths

if TYPE_CHECKING:
    from tierline.performance.appeals import Appeal
    from tierline.performance.corrections import Proposal
    from tierline.performance.statement import EventLine, Statement
    from tierline_widgets.points.book import Book

WHOLE = "*"  # an appeal against the whole statement


class QueueModel(HasTraits):
    """What waits in the month shown.

    Attributes
    ----------
    appealing : str
        The indicator or event that an appeal is being written about; `WHOLE` for the statement, "" for none.
    correcting : str
        Likewise of a correction that is being proposed.
    version : int
        Counts up whenever what is to be drawn has changed.
    """

    appealing = Unicode("")
    correcting = Unicode("")
    version = Int(0)

    def __init__(self, book: Book) -> None:
        super().__init__()
        self.book = book
        self.session = book.session
        self.drafts: dict[str, str] = {}
        self.done: Message | None = None
        self._reported: dict[str, dict[str, str | None]] = {}
        book.observe(self._turned, names=["manager", "version"])
        self.session.observe(self._turned, names=["month"])

    @property
    def may_answer(self) -> bool:
        """Whether the visitor's role answers appeals."""
        return self.session.scope.role in ANSWERERS

    @property
    def may_decide(self) -> bool:
        """Whether the visitor's role decides appeals."""
        return self.session.scope.role in DECIDERS

    @property
    def may_approve(self) -> bool:
        """Whether the visitor's role approves corrections."""
        return self.session.scope.role in APPROVERS

    def may_decide_event(self, statement: Statement, event: EventLine) -> bool:
        """Whether the visitor may decide about an event: by role, not the own one, not one they reported."""
        if self.session.scope.role not in APPROVING:
            return False
        from tierline.store.staff import person

        visitor = person(self.session.workspace, self.session.scope.login)
        own = None if visitor is None else visitor.manager_id
        raiser = self._raisers().get(event.event_id)
        return own != statement.manager_id and (not raiser or raiser not in (own, self.session.scope.login))

    def _raisers(self) -> dict[str, str | None]:
        """Return who reported each event of the month shown; the statements do not hold it."""
        closed = self.session.closed()
        if closed.run not in self._reported:
            rows = closed.load(self.session.scope, "point_events").to_pylist()
            self._reported[closed.run] = {row["event_id"]: row.get("raised_by") for row in rows}
        return self._reported[closed.run]

    @property
    def may_correct(self) -> bool:
        """Whether the visitor may propose a correction of the statement that is open."""
        found = self.book.statements().get(self.book.manager)
        return self.session.scope.role in PROPOSERS and found is not None and found.total is not None

    def appeals(self) -> list[Appeal]:
        """Return the appeals in sight, those that wait first; of the statement that is open, if one is."""
        from tierline.store.appeals import appeals

        if not self.book.has_points():
            return []
        found = [each for each in appeals(self.session.closed(), self.session.scope) if self._shown(each)]
        return sorted(found, key=lambda each: (not each.open, each.raised_at))

    def proposals(self) -> list[Proposal]:
        """Return the corrections in sight, those that wait first; of the open statement, if one is."""
        from tierline.store.corrections import corrections

        if not self.book.has_points():
            return []
        found = [each for each in corrections(self.session.closed(), self.session.scope) if self._shown(each)]
        return sorted(found, key=lambda each: (bool(each.decided_at), each.at))

    def pending(self) -> list[tuple[Statement, EventLine]]:
        """Return the events that were not approved at the close, those that still wait first.

        Of the statement that is open, or of all in sight while none is.
        """
        every = [
            each for each in self.book.statements().values() if self.book.manager in ("", each.manager_id)
        ]
        found = [(each, event) for each in every for event in each.events if event.status == "pending"]
        return sorted(found, key=lambda pair: pair[1].decision is not None)

    def _shown(self, item: Appeal | Proposal) -> bool:
        """Whether an item is of the statement that is open; every one while none is."""
        return self.book.manager in ("", item.manager_id)

    def since(self, item: Appeal | Proposal) -> Message | None:
        """Return what became of an item whose run was replaced; None of the others."""
        from tierline.performance.appeals import Appeal
        from tierline.performance.replaced import appeal_since, correction_since

        holds = self.session.closed().run
        return appeal_since(item, holds) if isinstance(item, Appeal) else correction_since(item, holds)

    def person(self, manager: str) -> str:
        """Return a manager's name and number; the number alone where there is no statement in sight."""
        found = self.book.statements().get(manager)
        return manager if found is None or not found.name else f"{found.name} {manager}"

    def begin(self, about: str) -> None:
        """Begin an appeal about a line of the own statement, or drop the one begun."""
        if self.book.may_appeal():
            self.appealing = "" if about == self.appealing else about
            self.version += 1

    def begin_correction(self, about: str) -> None:
        """Begin a correction about a line of the open statement, or drop the one begun."""
        if self.may_correct:
            self.correcting = "" if about == self.correcting else about
            self.version += 1

    def note(self, name: str, typed: str) -> None:
        """Keep what is typed into a box until a button sends it."""
        self.drafts[name] = typed

    def draft(self, name: str) -> str:
        """Return what was typed into a box."""
        return self.drafts.get(name, "")

    def raise_appeal(self, _value: str = "") -> None:
        """Put the appeal that was begun on record; errors as `store.appeals.raise_appeal`."""
        from tierline.store.appeals import raise_appeal

        about = "" if self.appealing == WHOLE else self.appealing
        raise_appeal(self.session.closed(), self.session.scope, self._said("appeal"), about)
        self._end(N_("The appeal is on record; your team leader answers it, then the supervisor decides."))

    def propose(self, _value: str = "") -> None:
        """Propose the correction that was begun; errors as `store.corrections.propose`."""
        from tierline.store.corrections import propose

        points = typed_hundredths(self.draft("points"), Message(N_("Points of the correction")))
        about = "" if self.correcting == WHOLE else self.correcting
        reason = self._said("correction")
        propose(self.session.closed(), self.session.scope, self.book.manager, points, reason, about)
        self._end(N_("The correction is proposed; it counts once a supervisor other than you approves it."))

    def approve_event(self, event: str) -> None:
        """Approve an event that waits; errors as `store.points_events.approve_event`."""
        from tierline.performance.approvals import told
        from tierline.store.points_events import approve_event

        session, remark = self.session, self.draft(f"text-{event}")
        self._end(told(approve_event(session.workspace, session.scope, session.month, event, remark)))

    def refuse_event(self, event: str) -> None:
        """Refuse an event that waits, with what was typed beside it."""
        from tierline.performance.approvals import told
        from tierline.store.points_events import refuse_event

        session, reason = self.session, self._said(f"text-{event}")
        self._end(told(refuse_event(session.workspace, session.scope, session.month, event, reason)))

    def answer(self, appeal: str) -> None:
        """Answer an appeal with what was typed beside it."""
        from tierline.store.appeals import answer

        answer(self.session.workspace, self.session.scope, appeal, self._said(f"text-{appeal}"))
        self._end(N_("The answer is on record; a supervisor who did not answer decides."))

    def uphold(self, appeal: str) -> None:
        """Decide for the manager, with the points that were typed, if any."""
        from tierline.store.appeals import decide

        typed = self.draft(f"points-{appeal}").strip()
        points = typed_hundredths(typed, Message(N_("Points of the correction"))) if typed else None
        text = self._said(f"text-{appeal}")
        made = decide(self.session.workspace, self.session.scope, appeal, text, upheld=True, points=points)
        if made.correction:
            self._end(N_("The appeal is upheld; its correction counts once another person approves it."))
        else:
            self._end(N_("The appeal is upheld and decided."))

    def reject(self, appeal: str) -> None:
        """Decide against the appeal."""
        from tierline.store.appeals import decide

        decide(self.session.workspace, self.session.scope, appeal, self._said(f"text-{appeal}"), upheld=False)
        self._end(N_("The appeal is rejected and decided."))

    def withdraw(self, appeal: str) -> None:
        """Take an own appeal back."""
        from tierline.store.appeals import withdraw

        withdraw(self.session.workspace, self.session.scope, appeal)
        self._end(N_("The appeal is withdrawn."))

    def approve(self, correction: str) -> None:
        """Approve a correction that somebody else proposed."""
        from tierline.store.corrections import approve

        approve(self.session.workspace, self.session.scope, correction)
        self._end(N_("The correction is approved and counts from today."))

    def refuse(self, correction: str) -> None:
        """Refuse a correction with what was typed beside it."""
        from tierline.store.corrections import refuse

        refuse(self.session.workspace, self.session.scope, correction, self._said(f"text-{correction}"))
        self._end(N_("The correction is refused."))

    def _said(self, name: str) -> str:
        """Return what was typed into a box that must say something."""
        if not self.draft(name).strip():
            raise UsageError(N_("Write a few words into the box first: why?"))
        return self.draft(name)

    def _end(self, said: str | Message) -> None:
        self.book.refresh()  # forgets what was done before: this comes after
        self.done = said if isinstance(said, Message) else Message(said)
        self.version += 1

    def _turned(self, _change: Any) -> None:
        self.appealing, self.correcting, self.drafts, self.done = "", "", {}, None
        self.version += 1
