"""Hysteresis and qualification rules: how slowly tiers fall, and which floors and caps are in force."""

from __future__ import annotations

from tierline.messages import _
from tierline.policy.exact import decimal_text
from tierline_widgets.look.markup import button, entry, text, tick, tier_mark
from tierline_widgets.look.palette import tier_colours
from tierline_widgets.panels.weights.model import WeightsModel


def draw_hysteresis(model: WeightsModel) -> str:
    """Return the settings of hysteresis, each with what it does."""
    slow, off = model.desk.policy.hysteresis, not model.desk.may_edit
    still, language = off or not slow.enabled, model.desk.session.language

    def title(field: str) -> str:
        return str(model.desk.base.parameter(f"hysteresis.{field}").title[language])

    months = _box(model, "months", str(slow.months), title("months"), still)
    buffer = "" if slow.buffer is None else decimal_text(slow.buffer)
    points = _box(model, "buffer", buffer, title("buffer"), still or not buffer)
    lines = [
        tick("hysteresis", "enabled", slow.enabled, title("enabled"), off=off),
        f'<span class="tw-grow">{text(title("months"))}</span>{months}',
        tick("buffer", "on", slow.buffer is not None, _("Far below, an account falls at once"), off=still),
        f'<span class="tw-grow">{text(title("buffer"))}</span>{points}',
    ]
    paths = [f"hysteresis.{field}" for field in ("enabled", "months", "buffer")]
    drawn = "".join(f'<div class="tw-line">{line}</div>' for line in lines)
    return f"{drawn}{_foot(model, paths)}"


def draw_rules(model: WeightsModel) -> str:
    """Return every rule of the policy with a box to tick, best tier first."""
    policy, language, off = model.desk.base, model.desk.session.language, not model.desk.may_edit
    held = {rule.id for rule in model.desk.policy.rules}
    colours = tier_colours(len(policy.tiers))
    effects = {"floor": _("at least"), "cap": _("at most")}
    rows = ""
    for rule in policy.file.qualification:
        fault = model.faults.get(f"rules.{rule.id}")
        said = f'<span class="tl-fault" role="alert">{text(fault.render(language))}</span>' if fault else ""
        box = tick("rule", rule.id, rule.id in held, rule.title[language], off=off)
        mark = tier_mark(rule.tier, colours[policy.rank(rule.tier)])
        effect = effects.get(rule.effect, _("always"))
        rows += f'<li>{box}<span class="tw-effect">{text(effect)} {mark}</span>{said}</li>'
    if not rows:
        return f'<p class="tl-note">{text(_("This policy has no rules: the score alone decides."))}</p>'
    count = _("{on} of {all} rules are in force").format(on=len(held), all=len(policy.file.qualification))
    paths = [f"rules.{rule.id}.enabled" for rule in policy.file.qualification]
    head = f'<p class="tl-note tw-count">{text(count)}</p>'
    return f'{head}<ul class="tw-rules">{rows}</ul>{_foot(model, paths)}'


def _box(model: WeightsModel, field: str, value: str, label: str, off: bool) -> str:
    fault = model.faults.get(f"hysteresis.{field}")
    shown = model.typed.get(f"hysteresis.{field}", value)
    said = fault.render(model.desk.session.language) if fault is not None else ""
    return entry("hysteresis", field, shown, label, fault=said, off=off)


def _foot(model: WeightsModel, paths: list[str]) -> str:
    back = ""
    if model.desk.may_edit and any(map(model.changed, paths)):
        back = button("back", _("As in the policy"), " ".join(paths))
    return f'<div class="tl-controls tl-live tw-foot">{back}</div>'
