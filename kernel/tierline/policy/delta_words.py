"""What a scenario changes, in words of both languages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tierline.messages import N_, Message
from tierline.policy.delta import Delta
from tierline.policy.delta_apply import without_idle
from tierline.policy.delta_paths import Target, baseline, target, title
from tierline.policy.exact import decimal_text, hundredths
from tierline.policy.model import Title
from tierline.policy.resolved import Policy
from tierline.policy.show import value_text


@dataclass(frozen=True)
class Changed:
    """One figure before and after; each part can ``render(language)``."""

    path: str
    what: Title | Message
    before: Message
    after: Message

    def render(self, language: str | None = None) -> str:
        """Write the change on one line."""
        places = {"what": self.what, "before": self.before, "after": self.after}
        return Message(N_("{what}: {before} → {after}"), places).render(language)


def changed(policy: Policy, delta: Delta) -> list[Changed]:
    """Return what a delta changes of its baseline, in the order of the changes.

    Parameters
    ----------
    policy : Policy
        The baseline.
    delta : Delta
        One that `check_delta` finds nothing wrong with.

    Returns
    -------
    list of Changed
        Without changes to what the policy has already.
    """
    return [
        changed_value(policy, change.path, baseline(policy, change.path), change.value)
        for change in without_idle(policy, delta).changes
    ]


def changed_value(policy: Policy, path: str, before: Any, after: Any) -> Changed:
    """Put one change into words; None stands for what the policy has."""
    found = target(policy, path)
    own = baseline(policy, path) if found is not None and None in (before, after) else None
    sides = (own if before is None else before, own if after is None else after)
    return Changed(path, title(policy, path), *(in_words(found, side) for side in sides))


def in_words(found: Target | None, value: Any) -> Message:
    """Return a value as one reads it: a line in points, a weight in per cent, a flag as on or off."""
    if isinstance(value, bool):
        return Message(N_("on") if value else N_("off"))
    if value in ("skip", "off"):
        return Message(N_("left out of the score") if value == "skip" else N_("off"))
    figure = hundredths(value)
    field = found.field if found is not None else ""
    if figure is not None and field == "weight":
        return Message("{figure} %", {"figure": decimal_text(figure)})
    if figure is not None and field in ("line", "missing", "buffer"):
        return Message(N_("{figure} points"), {"figure": decimal_text(figure)})
    text = N_("{figure} months") if field == "months" else "{figure}"
    return Message(text, {"figure": value_text(value)})
