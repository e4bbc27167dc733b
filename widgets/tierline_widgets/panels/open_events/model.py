"""The events of an open month that need a decision, read from its raw tables when they are asked for.

Who may decide, and about whom, is decided where it is put on record: the panel only leaves out the buttons
that would be refused. The engine reads the month's tables whole, as the close will, and hands out the events
within the visitor's scope; no other reaches the panel.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from traitlets import HasTraits, Int, Unicode

from tierline.errors import UsageError
from tierline.messages import N_, Message
from tierline.performance.approvals import APPROVING

if TYPE_CHECKING:
    from tierline.performance.policy_resolved import PointsPolicy
    from tierline.store.points_events import AskedEvent
    from tierline_widgets.points.book import Book


class OpenEventsModel(HasTraits):
    """Events that wait in a month that is not closed.

    Attributes
    ----------
    month : str
        The open month that is looked at; "" for none.
    version : int
        Counts up whenever what is to be drawn has changed.
    """

    month = Unicode("")
    version = Int(0)

    def __init__(self, book: Book) -> None:
        super().__init__()
        self.book = book
        self.session = book.session
        self.events: list[AskedEvent] = []
        self.policy: PointsPolicy | None = None
        self.drafts: dict[str, str] = {}
        self.done: Message | None = None
        self._own: str | None = None

    def months(self) -> list[str]:
        """Return the open months whose events the visitor's role decides about, the earliest first."""
        from tierline.store.points_open import open_months

        return open_months(self.session.workspace) if self.session.scope.role in APPROVING else []

    def look(self, month: str) -> None:
        """Read an open month's events; errors as `store.points_events.events_asked`."""
        if month not in self.months():
            return
        from tierline.store.points_step import points_policy_for

        self._read(month)
        self.policy = points_policy_for(self.session.workspace, month)
        self.month, self.drafts, self.done = month, {}, None
        self.version += 1

    def may_decide(self, event: AskedEvent) -> bool:
        """Whether the visitor may decide: it waits, is neither the own one nor one they reported."""
        if event.state != "pending" or self.session.scope.role not in APPROVING:
            return False
        raiser = event.row.get("raised_by")
        return event.row["manager_id"] != self._own and (
            not raiser or raiser not in (self._own, self.session.scope.login)
        )

    def person(self, manager: str) -> str:
        """Return a manager's name and number; the number alone where no statement is in sight."""
        found = self.book.statements().get(manager)
        return manager if found is None or not found.name else f"{found.name} {manager}"

    def note(self, name: str, typed: str) -> None:
        """Keep what is typed into a box until a button sends it."""
        self.drafts[name] = typed

    def approve(self, event: str) -> None:
        """Approve an event that waits; errors as `store.points_events.approve_event`."""
        from tierline.performance.approvals import told
        from tierline.store.points_events import approve_event

        session, remark = self.session, self.drafts.get(f"text-{event}", "")
        self._end(told(approve_event(session.workspace, session.scope, self._asked(), event, remark)))

    def refuse(self, event: str) -> None:
        """Refuse an event that waits, with what was typed beside it."""
        from tierline.performance.approvals import told
        from tierline.store.points_events import refuse_event

        session, reason = self.session, self.drafts.get(f"text-{event}", "")
        if not reason.strip():
            raise UsageError(N_("Write a few words into the box first: why?"))
        self._end(told(refuse_event(session.workspace, session.scope, self._asked(), event, reason)))

    def _asked(self) -> str:
        """Return the month that is looked at."""
        if not self.month:
            raise UsageError(N_("Choose the open month first."))
        return self.month

    def _read(self, month: str) -> None:
        from tierline.store.points_events import events_asked
        from tierline.store.staff import person

        found = events_asked(self.session.workspace, self.session.scope, month)
        self.events = sorted(found, key=lambda each: (each.state != "pending", each.row["event_id"]))
        visitor = person(self.session.workspace, self.session.scope.login)
        self._own = None if visitor is None else visitor.manager_id

    def _end(self, done: Message) -> None:
        self._read(self.month)
        self.done = done
        self.version += 1

    def close(self, _change: Any = None) -> None:
        """Forget what was read."""
        self.month, self.events, self.drafts, self.done = "", [], {}, None
        self.version += 1
