"""Says in words which rule moved an account: which line, which points, which floor, which setting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import Any

import pyarrow as pa

from tierline.compiled import layout
from tierline.messages import N_, Message
from tierline.policy.exact import decimal_text
from tierline.policy.resolved import Policy, Rule
from tierline.simulate import moved_by as step
from tierline.simulate.held_back import held_back
from tierline.simulate.outcomes import Outcomes
from tierline.simulate.points_changed import points_changed
from tierline.tiering.score import grade_table


class Because:
    """The reasons of a few accounts; what a text needs is graded again for all of them at once.

    Parameters
    ----------
    table : pyarrow.Table
        The accounts, with the columns of both policies.
    before, after : Outcomes
        Their two gradings, in the order of the table.
    policies : (Policy, Policy)
    causes : int8 array
        From ``moved_by``.
    """

    def __init__(
        self,
        table: pa.Table,
        before: Outcomes,
        after: Outcomes,
        policies: tuple[Policy, Policy],
        causes: Any,
    ) -> None:
        self._table = table
        self._outcomes = before, after
        self._policies = policies
        self._causes = causes

    def row(self, row: int) -> Message:
        """Return the reason of one account."""
        cause = int(self._causes[row])
        if cause in (step.LINE, step.SCORE, step.LINE_AND_SCORE):
            return self._line_or_score(row, cause)
        if cause in (step.FLOOR, step.CAP):
            return self._rule(row, cause)
        if cause == step.HYSTERESIS:
            old, new = self._outcomes
            return held_back(old.take([row]), new.take([row]), self._policies)
        if cause == step.OVERRIDE:
            return self._override(row)
        return Message(N_("The tier is the same."))

    def _line_or_score(self, row: int, cause: int) -> Message:
        old, new = self._outcomes
        # upward the line of the tier that is reached decides, downward that of the tier that is lost
        rank = min(int(old.by_score[row]), int(new.by_score[row]))
        lines = [decimal_text(policy.tiers[rank].line) for policy in self._policies]
        places: dict[str, Any] = {
            "tier": self._policies[1].tiers[rank].id,
            "old": lines[0],
            "new": lines[1],
            "before": decimal_text(int(old.score[row])),
            "after": decimal_text(int(new.score[row])),
        }
        if cause == step.LINE and old.score[row] == new.score[row]:
            text = N_("The line of {tier} moved from {old} to {new}; the score is {after}.")
        elif cause == step.LINE:
            text = N_("The line of {tier} moved from {old} to {new}; the score is {after}, was {before}.")
        else:
            places["changes"] = self._changes[row]
            text = (
                N_("The score went from {before} to {after}, the line of {tier} is {new}: {changes}.")
                if cause == step.SCORE or lines[0] == lines[1]
                else N_(
                    "The line of {tier} moved from {old} to {new} and the score from {before} to {after}: "
                    "{changes}."
                )
            )
        return Message(text, places)

    @cached_property
    def _changes(self) -> list[Message]:
        return points_changed(self._table, self._policies)

    def _rule(self, row: int, cause: int) -> Message:
        effect = "floor" if cause == step.FLOOR else "cap"
        ranks = [int(getattr(part, effect)[row]) for part in self._outcomes]
        side = _telling(effect, ranks)
        rule = self._winner(row, side, effect, ranks[side])
        here, there = self._policies[side], self._policies[1 - side]
        twin = next((one for one in there.rules if one.id == rule.id), None)
        places = {"title": rule.title, "rule": rule.id, "tier": here.tier_ids[rule.tier]}
        if twin is None or twin.effect != rule.effect:
            text = _SWITCHED[effect][side]
        elif twin.tier != rule.tier:
            places |= {"old": self._policies[0].tier_ids[(twin if side else rule).tier]}
            places |= {"new": self._policies[1].tier_ids[(rule if side else twin).tier]}
            text = _CHANGED[effect]
        else:
            text = _HOLDS[effect][side]
        return Message(text, places)

    def _winner(self, row: int, side: int, effect: str, rank: int) -> Rule:
        holds = self._holding[side]
        for rule in self._policies[side].rules:
            if rule.tier == rank and rule.effect in (effect, "fix") and holds[rule.id][row]:
                return rule
        raise AssertionError(f"no rule gives the {effect} {self._policies[side].tier_ids[rank]}")

    @cached_property
    def _holding(self) -> list[dict[str, Any]]:
        return [rules_holding(self._table, policy) for policy in self._policies]

    def _override(self, row: int) -> Message:
        by_hand = [part.reason[row] == layout.OVERRIDE for part in self._outcomes]
        tiers = [
            policy.tier_ids[part.tier[row]]
            for policy, part in zip(self._policies, self._outcomes, strict=True)
        ]
        places = {"old": tiers[0], "new": tiers[1]}
        if all(by_hand):
            return Message(N_("The override is to {new} instead of {old}."), places)
        if by_hand[0]:
            return Message(N_("The override to {old} is not in force any more."), places)
        return Message(N_("An override to {new} is in force."), places)


def rules_holding(table: pa.Table, policy: Policy) -> dict[str, Any]:
    """Return for each rule of a policy which accounts it holds for (bool array), the others left aside."""
    found = {}
    for rule in policy.rules:
        out = grade_table(table, replace(policy, rules=(rule,))).outcome
        found[rule.id] = (out.floor != layout.NONE) | (out.cap != layout.NONE)
    return found


def _telling(effect: str, ranks: Sequence[int]) -> int:
    """Return the side whose rule explains the move: the higher floor or the lower cap."""
    old, new = ranks
    if layout.NONE in ranks:
        return int(old == layout.NONE)
    return int(new < old) if effect == "floor" else int(new > old)


_SWITCHED = {
    "floor": (
        N_("The floor '{title}' ({tier}) is switched off."),
        N_("The floor '{title}' ({tier}) is switched on."),
    ),
    "cap": (
        N_("The cap '{title}' ({tier}) is switched off."),
        N_("The cap '{title}' ({tier}) is switched on."),
    ),
}
_CHANGED = {
    "floor": N_("The floor '{title}' is {new}, was {old}."),
    "cap": N_("The cap '{title}' is {new}, was {old}."),
}
_HOLDS = {
    "floor": (
        N_("The floor '{title}' ({tier}) does not hold for the account any more: its condition changed."),
        N_("The floor '{title}' ({tier}) holds for the account now: its condition changed."),
    ),
    "cap": (
        N_("The cap '{title}' ({tier}) does not hold for the account any more: its condition changed."),
        N_("The cap '{title}' ({tier}) holds for the account now: its condition changed."),
    ),
}
