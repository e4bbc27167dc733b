"""What is wrong with a month's figures and events: told row by row, while the rest goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from tierline.messages import N_, Message

# kind -> (what becomes of it, text); "refused": the row is not taken, "held": it waits, "missing", "noted"
KINDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "manager_without_points": (
            "refused",
            N_("{table}: {manager} has the role {role}, which has no points. Delete the row or mend it."),
        ),
        "unknown_indicator": (
            "refused",
            N_(
                "{table}: '{indicator}' of {manager} is no indicator of the role {role}. Use one of: {known}."
            ),
        ),
        "derived": (
            "refused",
            N_("actuals: {indicator} of {manager} is derived, never typed in. Delete the row."),
        ),
        "policy_target": (
            "refused",
            N_(
                "targets: the target of {indicator} is set by the policy, not for {manager} alone. "
                "Delete the row."
            ),
        ),
        "wrong_unit": (
            "refused",
            N_("{table}: {indicator} of {manager} is in {unit}, but counted in {wanted}. Mend the unit."),
        ),
        "too_fine": (
            "refused",
            N_(
                "{table}: {indicator} of {manager} is {value} {unit}, finer than it is counted or too large. "
                "Round it."
            ),
        ),
        "beyond_most": (
            "refused",
            N_(
                "{table}: {indicator} of {manager} is {value}, but {most} is the most there can be "
                "(policy: {indicator}.most). Mend the figure."
            ),
        ),
        "twice": (
            "refused",
            N_(
                "{table}: {indicator} of {manager} stands in several rows. None is taken; keep the right one."
            ),
        ),
        "unknown_manager": (
            "refused",
            N_("{table}: there is no manager '{manager}' in the month. Delete the row or mend it."),
        ),
        "no_targets": (
            "missing",
            N_("No {role} has a target for {indicator}. Put the targets into the table."),
        ),
        "no_target": (
            "missing",
            N_("{manager} has no target for {indicator}. Add it to the table of targets."),
        ),
        "no_actual": (
            "missing",
            N_("{manager} has no actual for {indicator}. Add it to the table of actuals."),
        ),
        "not_derived": (
            "missing",
            N_("{indicator} of {manager} cannot be derived: {manager} has no own customers to count."),
        ),
        "unknown_item": (
            "refused",
            N_("point_events: event {event}: there is no item '{item}'. Use one of: {known}."),
        ),
        "item_not_of_role": (
            "refused",
            N_("point_events: event {event}: {item} is not for the role {role}. Delete the row or mend it."),
        ),
        "no_evidence": (
            "refused",
            N_("point_events: event {event} has no evidence. Put: {evidence}."),
        ),
        "outside_month": (
            "refused",
            N_("point_events: event {event} of {date} lies outside {month}. Correct that month instead."),
        ),
        "pending": (
            "held",
            N_(
                "point_events: event {event} of {manager} is not counted: it waits for approval. A team "
                "leader or supervisor approves or refuses it (tierline points event)."
            ),
        ),
        "turned_down": (
            "held",
            N_(
                "point_events: event {event} of {manager} was refused by {by} on {on} and does not "
                "count: {reason}"
            ),
        ),
        "same_evidence": (
            "noted",
            N_(
                "point_events: {events} of {manager} are of the same item, day ({date}) and evidence "
                "({evidence}). Each counts; if it is one event entered twice, delete one."
            ),
        ),
        "raiser_approval": (
            "held",
            N_(
                "point_events: event {event} of {manager} was approved by {approver}, who reported it. "
                "Another must approve."
            ),
        ),
        "approver_role": (
            "held",
            N_(
                "point_events: event {event} of {manager} was approved by {approver}, whose role approves no "
                "events. A team leader or supervisor must approve."
            ),
        ),
        "own_approval": (
            "held",
            N_(
                "point_events: event {event} was approved by {manager}, whom it is about. "
                "Another must approve."
            ),
        ),
        "approver_sight": (
            "held",
            N_(
                "point_events: event {event} of {manager} was approved by {approver}, who leads neither the "
                "manager's team nor area. It waits until one who does approves it."
            ),
        ),
        "approval_undated": (
            "held",
            N_(
                "point_events: event {event} of {manager} was approved by {approver}, but no day is named. "
                "It waits; put the day of the approval (approved_on), or let a team leader or supervisor "
                "approve it."
            ),
        ),
        "approval_ahead": (
            "held",
            N_(
                "point_events: event {event} of {manager} was approved by {approver} on {on}, a day to come "
                "(taken in on {day}). It waits; mend the date, or let a team leader or supervisor approve it."
            ),
        ),
        "approved_since": (
            "noted",
            N_(
                "point_events: event {event} of {manager} waited for approval at the close; {by} approved it "
                "on {on}. A dated line of {points} points is added: what the caps leave of it."
            ),
        ),
        "approved_without": (
            "noted",
            N_(
                "point_events: event {event} of {manager} waited for approval at the close; {by} approved it "
                "on {on}. No line is added: the caps leave no room for it, or the statement is held."
            ),
        ),
        "no_team": (
            "held",
            N_("{manager}: no statement whose mean counts is settled, so its part cannot be told."),
        ),
        "small_team": (
            "noted",
            N_(
                "{manager}: {counted} statements whose mean counts are settled, fewer than {fewest}. A mean "
                "of so few would tell whose points are whose, so the own points count alone."
            ),
        ),
        "small_team_held": (
            "held",
            N_(
                "{manager}: {counted} statements whose mean counts are settled, fewer than {fewest}. A mean "
                "of so few would tell whose points are whose, so the statement is held, as the policy says."
            ),
        ),
        "team_incomplete": (
            "missing",
            N_(
                "{manager}: {counted} of the {members} statements whose mean counts are settled; it is of "
                "those alone."
            ),
        ),
        "transfer_outside": (
            "noted",
            N_(
                "transfers: {account} changes hands outside {month} ({chain}). Its transfers count for "
                "nothing; mend the date."
            ),
        ),
        "transfer_unknown": (
            "noted",
            N_(
                "transfers: {account} is not among the accounts of {month} ({chain}). Its transfers count "
                "for nothing; mend the number."
            ),
        ),
        "transfer_unheld": (
            "noted",
            N_(
                "transfers: nobody holds {account} at the end of {month}, but it changed hands ({chain}). "
                "Its transfers count for nothing, and it counts for nobody; mend the rows or the account."
            ),
        ),
        "transfer_astray": (
            "noted",
            N_(
                "transfers: the rows of {account} ({chain}) do not lead to {holder}, who holds it at the end "
                "of {month}. They count for nothing: all of the month is {holder}'s. Mend the rows or the "
                "account."
            ),
        ),
    }
)

# kinds of an event that waits for a decision
WAITING = (
    "pending", "own_approval", "raiser_approval", "approver_role", "approver_sight", "approval_undated",
    "approval_ahead",
)  # fmt: skip

# kinds of transfers that count for nothing: told to every manager whom they name
TRANSFERS = ("transfer_outside", "transfer_unknown", "transfer_unheld", "transfer_astray")


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong; ``places`` hold what the message names (manager, indicator, event, ...)."""

    kind: str
    places: Mapping[str, Any] = field(default_factory=dict)

    @property
    def outcome(self) -> str:
        """What becomes of it: "refused", "held", "missing" or "noted": nothing is to be done."""
        return KINDS[self.kind][0]

    @property
    def manager_id(self) -> str | None:
        """The manager concerned; None when it is a whole role."""
        return self.places.get("manager")

    @property
    def message(self) -> Message:
        """What happened, where, and how to mend it."""
        from tierline.tables.faults import named
        from tierline.tables.registry import table_spec

        places = dict(self.places)
        if "table" in places:
            places["table"] = named(table_spec(places["table"]))
        return Message(KINDS[self.kind][1], places)
