"""Which appeals and corrections of a month a person may see, whichever of its runs they were made on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, TypeVar

from tierline.errors import ScopeError
from tierline.messages import N_
from tierline.store.points_records import read
from tierline.store.runfolder import RunFolder

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from tierline.store.closed import ClosedMonth
    from tierline.store.points_records import PointsRecord
    from tierline.store.scope import Scope


class Item(Protocol):
    """An appeal or a correction."""

    @property
    def run(self) -> str:
        """The run on which it was made."""

    @property
    def manager_id(self) -> str:
        """Whose statement it is about."""


ItemT = TypeVar("ItemT", bound=Item)


def recorded(
    closed: ClosedMonth, scope: Scope, topic: str, made: Callable[[Iterable[PointsRecord]], list[ItemT]]
) -> list[ItemT]:
    """Return what a month's records of a topic make up, as far as it is within a scope; as `in_sight`.

    Parameters
    ----------
    closed : ClosedMonth
        The run that holds.
    scope : Scope
    topic : str
        `points_records.APPEAL` or `CORRECTION`.
    made : callable
        Puts its records together.
    """
    with closed.workspace.records.reading() as connection:
        found = made(read(connection, topic, month=closed.month))
    return in_sight(closed, scope, found)


def in_sight(closed: ClosedMonth, scope: Scope, found: Sequence[ItemT]) -> list[ItemT]:
    """Return the items about statements within a scope; recorded as a look.

    Parameters
    ----------
    closed : ClosedMonth
        The run that holds: it decides whose statements are in sight.
    scope : Scope
    found : sequence of Appeal or of Proposal
        Of the month. Who has no statement in the run that holds is seen by those who may see the statement
        on which the item was made.
    """
    now, every = _seen(closed, scope), _every(closed)
    gone = [each for each in found if each.run != closed.run and each.manager_id not in every]
    earlier = {run.run: run for run in closed.workspace.runs(closed.month)} if gone else {}
    then = {run: _seen(earlier[run], scope) for run in sorted({each.run for each in gone}) if run in earlier}
    left = {each.manager_id for each in gone}
    return [
        each
        for each in found
        if each.manager_id in now or (each.manager_id in left and each.manager_id in then.get(each.run, ()))
    ]


def check_in_sight(closed: ClosedMonth, scope: Scope, found: ItemT) -> None:
    """Refuse an item that the person may not see.

    Raises
    ------
    ScopeError
        There is no such statement in sight.
    """
    if not in_sight(closed, scope, [found]):
        raise ScopeError(
            N_("There is no statement of '{manager}' among those that '{login}' may see in {month}."),
            manager=found.manager_id,
            login=scope.login,
            month=closed.month,
        )


def _seen(run: ClosedMonth, scope: Scope) -> set[str]:
    return set(run.load(scope, "statements", ["manager_id"])["manager_id"].to_pylist())


def _every(closed: ClosedMonth) -> set[str]:
    if "statements.parquet" not in closed.manifest["outputs"]:
        return set()
    return set(RunFolder.of(closed).table("statements", ["manager_id"])["manager_id"].to_pylist())
