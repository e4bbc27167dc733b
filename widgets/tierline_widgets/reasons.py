"""Why an account stands in its tier, in words (XJ-5)."""

from __future__ import annotations

from typing import Any

from tierline.messages import _, current_language


def rule_title(rule: str | None, policy: Any) -> str:
    """Return the title of a qualification rule in the reader's language; its id when it has none."""
    for one in policy.rules:
        if one.id == rule:
            return str(one.title[current_language()])
    return rule or ""


def reason_text(reason: str | None, rule: str | None, policy: Any) -> str:
    """Return the reason of a final tier in words, with the rule that set it."""
    words = {
        "score": _("by score"),
        "floor": _("floor: {rule}"),
        "cap": _("cap: {rule}"),
        "hysteresis": _("held for now (hysteresis)"),
        "override": _("manual override"),
    }
    return words.get(reason or "", reason or "").format(rule=rule_title(rule, policy))
