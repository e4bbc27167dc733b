"""Two scenarios on one baseline, one laid on the other."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from tierline.errors import BadInputError
from tierline.messages import N_, Message
from tierline.policy.delta import Delta
from tierline.policy.delta_text import toml_text


@dataclass(frozen=True)
class Conflict:
    """A path that both scenarios change, to different values; the second one's holds."""

    path: str
    first: Any
    second: Any

    def render(self, language: str | None = None) -> str:
        """Say which values stand against each other and which one holds."""
        text = N_("{path}: {first} in the first scenario, {second} in the second; the second holds.")
        places = {"path": self.path, "first": toml_text(self.first), "second": toml_text(self.second)}
        return Message(text, places).render(language)


def stack(first: Delta, second: Delta) -> tuple[Delta, list[Conflict]]:
    """Lay one scenario on another.

    Parameters
    ----------
    first, second : Delta
        On the same policy, month and text.

    Returns
    -------
    Delta
        The changes of both; where both change a figure, the second's. Title and author are left empty.
        Weights or lines that fitted in each may not fit together: ask `check_delta`.
    list of Conflict
        Where they contradict each other, in the order of the second.

    Raises
    ------
    BadInputError
        They were made for different policies, months or texts.
    """
    for name, before, after in (
        (N_("policy"), first.policy, second.policy),
        (N_("month"), first.month, second.month),
        (N_("text of the policy"), first.policy_sha256[:8], second.policy_sha256[:8]),
    ):
        if before != after:
            raise BadInputError(
                N_("The scenarios differ in the {what}: {first} and {second}. Stack those on one baseline."),
                what=Message(name), first=before, second=after,
            )  # fmt: skip
    missing = object()
    conflicts = []
    for change in second.changes:
        held = first.get(change.path, missing)
        if held is not missing and toml_text(held) != toml_text(change.value):
            conflicts.append(Conflict(change.path, held, change.value))
    merged = (*first.changes, *second.changes)
    return replace(first, changes=merged, title="", author="", note=""), conflicts
