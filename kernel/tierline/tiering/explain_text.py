"""Writes an explanation down: as plain data, and as text in either language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from tierline.messages import N_, current_language, translate
from tierline.policy.exact import decimal_text
from tierline.policy.figures import RATIO, figure_text
from tierline.policy.references import reference_text
from tierline.policy.resolved import HeldParameter
from tierline.tiering.reasons import TITLES

if TYPE_CHECKING:
    from tierline.tiering.explain import Contribution, Explanation, Standing


def to_dict(found: Explanation) -> dict[str, Any]:
    """Return an explanation as plain data; points, scores and weights as decimal texts."""
    return {
        "account_id": found.account_id,
        "month": found.month,
        "policy": found.policy_id,
        "indicators": [_indicator(each) for each in found.contributions],
        "rounding": decimal_text(found.rounding),
        "score": decimal_text(found.score),
        "tier_by_score": found.tier_by_score,
        "floor": _standing(found.floor),
        "cap": _standing(found.cap),
        "held_tier": found.held,
        "months_below": found.months_below,
        "override": {name: _plain(value) for name, value in found.override.items()}
        if found.override
        else None,
        "tier": found.tier,
        "reason": found.reason,
        "rule": found.rule,
        "line_above": _line(found.line_above),
        "line_below": _line(found.line_below),
        "lifts": [
            {
                "indicator": lift.indicator,
                "column": lift.column,
                "from": _plain(lift.old),
                "to": _plain(lift.new),
                "score": decimal_text(lift.score),
                "tier": lift.tier,
            }
            for lift in found.lifts
        ],
        "parameters": [_parameter(each) for each in found.parameters],
    }


def render(found: Explanation, language: str | None = None) -> str:
    """Return an explanation as text in ``language`` (default: the current one)."""
    language = language or current_language()

    def say(text: str, **places: Any) -> str:
        return translate(text, language).format(**places)

    lines = [
        say(N_("Account {account}, {month}, policy {policy}"),
            account=found.account_id, month=found.month, policy=found.policy_id),
        say(N_("Final tier {tier} ({title}); reason: {reason}"),
            tier=found.tier, title=found.tier_title[language], reason=reason_text(found, language)),
        "",
    ]  # fmt: skip
    lines += [_indicator_line(each, say, language) for each in found.contributions]
    if found.rounding:
        lines.append(say(N_("Rounding: {rounding}"), rounding=decimal_text(found.rounding)))
    lines += [
        "",
        say(N_("Score {score}: {tier} by score"), score=decimal_text(found.score), tier=found.tier_by_score),
    ]
    for text, standing in ((N_("Floor {tier}: {title} [{reference}]"), found.floor),
                           (N_("Cap {tier}: {title} [{reference}]"), found.cap)):  # fmt: skip
        if standing is not None:
            title = standing.title[language] if standing.title else ""
            lines.append(
                say(
                    text,
                    tier=standing.tier,
                    title=title,
                    reference=reference_text(standing.reference, language),
                )
            )
    if found.held is not None:
        lines.append(
            say(
                N_("Held last month: {tier}; months below: {months}"),
                tier=found.held,
                months=found.months_below,
            )
        )
    if found.override is not None:
        lines.append(
            say(N_("Override to {tier} by {approver}: {reason} ({start} to {end})"),
                tier=found.override["tier"], approver=found.override.get("approver", "-"),
                reason=found.override.get("reason", "-"), start=_plain(found.override["from_date"]),
                end=_plain(found.override["expires_on"]))
        )  # fmt: skip
    for text, line in ((N_("Line of {tier} at {line}: {distance} above the score"), found.line_above),
                       (N_("Line of {tier} at {line}: "
        "{distance} below the score"), found.line_below)):  # fmt: skip
        if line is not None:
            lines.append(say(text, tier=line[0], line=decimal_text(line[1]), distance=decimal_text(line[2])))
    return "\n".join([*lines, lift_text(found, language)])


def _indicator_line(each: Contribution, say: Callable[..., str], language: str) -> str:
    return say(
        N_(
            "{title}: {value} ({band}) -> {points} points x {weight} % = {contribution}   "
            "[{reference}, {source}, since {since}]"
        ),
        title=each.title[language],
        value=value_text(each, language),
        band=band_text(each, language),
        points="-" if each.points is None else decimal_text(each.points),
        weight=decimal_text(each.weight),
        contribution=decimal_text(each.contribution),
        reference=reference_text(each.scale_parameter.reference, language),
        source=say(_SOURCES[each.scale_parameter.source]),
        since=each.scale_parameter.since,
    )


def lift_text(found: Explanation, language: str | None = None) -> str:
    """Say the cheapest single change that would lift the account, or that none does.

    In the best tier: what would secure it there by its score, where something else holds it.
    """
    if found.top and found.tier_by_score == found.tier:
        return translate(N_("It is in the best tier by its score."), language)
    if found.top and not found.securing:
        return translate(
            N_("It is in the best tier; no single indicator would bring it there by its score."),
            language,
        )
    if not found.top and not found.lifts:
        return translate(N_("No change of a single indicator would lift it to a better tier."), language)
    best = (found.securing or found.lifts)[0]
    moved = next(each for each in found.contributions if each.indicator == best.indicator)
    text = (
        N_(
            "It is in the best tier. To stand there by its score: {title} from {old} to {new}, then score "
            "{score}."
        )
        if found.top
        else N_(
            "Cheapest single change upward: {title} from {old} to {new}, then score {score} and tier {tier}."
        )
    )
    return translate(text, language).format(
        title=moved.title[language or current_language()],
        old=_shown(best.old, language, moved.unit),
        new=_shown(best.new, language, moved.unit),
        score=decimal_text(best.score),
        tier=best.tier,
    )


def reason_text(found: Explanation, language: str | None = None) -> str:
    """Say in words which step decided the tier."""
    text = translate(TITLES[found.reason], language)
    standing = found.floor if found.reason == "floor" else found.cap if found.reason == "cap" else None
    title = standing.title[language or current_language()] if standing and standing.title else ""
    return f"{text}: {title}" if title else text


def value_text(each: Contribution, language: str | None = None) -> str:
    """Write an indicator's value as a reader would."""
    return _shown(each.value, language, each.unit)


def band_text(each: Contribution, language: str | None = None) -> str:
    """Say which band the value falls in."""
    if each.missing:
        return translate(N_("missing"), language)
    if each.low is None and each.high is None:
        return str(each.unit)
    low, high = (_shown(end, language, each.unit) for end in (each.low, each.high))
    if each.low is None:
        return translate(N_("below {high}"), language).format(high=high)
    if each.high is None:
        return translate(N_("from {low}"), language).format(low=low)
    return translate(N_("from {low} to below {high}"), language).format(low=low, high=high)


_SOURCES = {"seed": N_("source document"), "default": N_("default")}


def _shown(value: Any, language: str | None, unit: str = "") -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return translate(N_("yes") if value else N_("no"), language)
    if isinstance(value, int | float):
        return figure_text(value, unit, 2 if unit == RATIO else 4)
    return str(value)


def _indicator(each: Contribution) -> dict[str, Any]:
    return {
        "id": each.indicator,
        "title": {"en": each.title.en, "zh": each.title.zh},
        "dimension": each.dimension,
        "column": each.column,
        "unit": each.unit,
        "value": _plain(each.value),
        "band": {"from": each.low, "below": each.high},
        "missing": each.missing,
        "points": None if each.points is None else decimal_text(each.points),
        "weight": decimal_text(each.weight),
        "contribution": decimal_text(each.contribution),
        "weight_parameter": _parameter(each.weight_parameter),
        "scale_parameter": _parameter(each.scale_parameter),
    }


def _standing(standing: Standing | None) -> dict[str, Any] | None:
    if standing is None:
        return None
    title = {"en": standing.title.en, "zh": standing.title.zh} if standing.title else None
    return {
        "tier": standing.tier,
        "rule": standing.rule,
        "title": title,
        "reference": standing.reference,
        "source": standing.source,
    }


def _line(line: tuple[str, int, int] | None) -> dict[str, str] | None:
    return (
        None
        if line is None
        else {"tier": line[0], "line": decimal_text(line[1]), "distance": decimal_text(line[2])}
    )


def _parameter(held: HeldParameter) -> dict[str, Any]:
    return {
        "id": held.id,
        "value": _plain(held.value),
        "unit": held.unit,
        "since": held.since.isoformat(),
        "reference": held.reference,
        "source": held.source,
    }


def _plain(value: Any) -> Any:
    """Return a value that JSON can hold; decimals stay exact as text."""
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    return value.isoformat() if isinstance(value, date) else str(value)
