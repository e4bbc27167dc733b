"""The statements of points that a visitor may see, and whose is open."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from traitlets import HasTraits, Int, Unicode

from tierline.errors import BadInputError, ScopeError
from tierline.messages import N_
from tierline_widgets.numbers import NOTHING

if TYPE_CHECKING:
    from tierline.performance.place import Place
    from tierline.performance.policy_resolved import PointsPolicy
    from tierline.performance.statement import Statement
    from tierline.store.closed import ClosedMonth
    from tierline_widgets.session import Session

# who comes for the own statement; everybody else comes for those of others
OWN = frozenset({"account_manager", "phone_manager", "industry_manager", "product_manager", "assistant"})
NO_POINTS = N_("{month} was closed without points: it came without targets, actuals and events of points.")


class Book(HasTraits):
    """A visit's statements, month by month; in plain attributes that no browser can read.

    Attributes
    ----------
    manager : str
        Whose statement is open; "" for nobody's.
    version : int
        Counts up when a statement, an appeal or a correction may have changed.
    """

    manager = Unicode("")
    version = Int(0)

    def __init__(self, session: Session) -> None:
        super().__init__()
        self.session = session
        # by the run that was read: once a month is replaced, the run that holds decides who sees what
        self._policies: dict[str, PointsPolicy] = {}
        self._statements: dict[str, dict[str, Statement]] = {}
        self._past: dict[tuple[str, str], Statement | None] = {}
        self._places: dict[tuple[str, str], tuple[Place | None, Place | None]] = {}
        self.manager = self.own
        session.observe(self._turned, names=["month"])

    @property
    def own(self) -> str:
        """The visitor's own manager number; "" for those who come for the statements of others."""
        held = self.session.scope.manager_ids
        return next(iter(held)) if held is not None and len(held) == 1 else ""

    @property
    def of_own(self) -> bool:
        """Whether the visitor sees the own statement and no other."""
        return self.session.scope.manager_ids is not None

    def has_points(self, month: str | None = None) -> bool:
        """Tell whether a month (default: the one shown) was closed with points."""
        return "points" in self.session.manifest(month)

    def policy(self, month: str | None = None) -> PointsPolicy:
        """Return the policy of points that a month was settled with.

        Raises
        ------
        BadInputError
            The month has no points.
        """
        from tierline.store.statements import points_policy_of

        closed = self.session.closed(month)
        if closed.run not in self._policies:
            found = points_policy_of(closed)
            if found is None:
                raise BadInputError(NO_POINTS, month=closed.month)
            self._policies[closed.run] = found
        return self._policies[closed.run]

    def policy_named(self) -> tuple[str, str]:
        """Return id and title of the policy of the month shown; a dash where it has no points."""
        if not self.has_points():
            return NOTHING, ""
        policy = self.policy()
        return policy.id, policy.title[self.session.language]

    def statements(self, month: str | None = None) -> dict[str, Statement]:
        """Return the statements in sight by manager; none of a month without points."""
        closed = self.session.closed(month)
        if closed.run not in self._statements:
            self._statements[closed.run] = self._read(closed) if "points" in closed.manifest else {}
        return self._statements[closed.run]

    def past(self, month: str) -> Statement | None:
        """Return the open manager's statement of another month; only that one is read."""
        closed = self.session.closed(month)
        if closed.run in self._statements or "points" not in closed.manifest:
            return self.statements(month).get(self.manager)
        key = (closed.run, self.manager)
        if key not in self._past:
            from tierline.store.statements import statements

            found = statements(closed, self.session.scope, self.manager)
            self._past[key] = found[0] if found else None
        return self._past[key]

    def statement(self, manager: str | None = None, month: str | None = None) -> Statement:
        """Return one statement.

        Parameters
        ----------
        manager : str, optional
            Whose; the one that is open when left out.
        month : str, optional
            The one shown when left out.

        Raises
        ------
        ScopeError
            There is none among those in sight. Whether there is one elsewhere is not said.
        BadInputError
            The month has no points.
        """
        asked, when = self.manager if manager is None else manager, month or self.session.month
        self.policy(when)
        found = self.statements(when).get(asked)
        if found is None:
            raise ScopeError(
                N_("There is no statement of '{manager}' among those that '{login}' may see in {month}."),
                manager=asked,
                login=self.session.scope.login,
                month=when,
            )
        return found

    def open(self, manager: str) -> None:
        """Open a manager's statement; refused when it is not in sight."""
        self.manager = self.statement(manager).manager_id

    def close(self, _value: str = "") -> None:
        """Go back to all statements."""
        self.manager = self.own

    def may_appeal(self) -> bool:
        """Tell whether the statement that is open is the visitor's own."""
        return bool(self.own) and self.manager == self.own and self.own in self.statements()

    def place(self) -> tuple[Place | None, Place | None]:
        """Return where the open statement stands in its team, and among all of its role."""
        from tierline.store.points_place import own_place

        closed = self.session.closed()
        key = (closed.run, self.manager)
        if key not in self._places:
            self._places[key] = own_place(closed, self.session.scope, self.manager)
        return self._places[key]

    def refresh(self) -> None:
        """Read again: something was put on record."""
        self._statements.clear()
        self._places.clear()
        self._past.clear()
        self.version += 1

    def _read(self, closed: ClosedMonth) -> dict[str, Statement]:
        from tierline.store.statements import statements

        found = statements(closed, self.session.scope)
        return {each.manager_id: each for each in found}

    def _turned(self, _change: Any) -> None:
        if not self.own and self.manager and self.manager not in self.statements():
            self.manager = ""
