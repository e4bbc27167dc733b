"""The card of the weights: one part at a time, each figure a box to type into."""

from __future__ import annotations

from collections.abc import Callable

from tierline.messages import _
from tierline.policy.exact import HUNDRED, decimal_text
from tierline_widgets.look.markup import button, card, choice, entry, text
from tierline_widgets.pane import Pane
from tierline_widgets.panels.weights.bands import draw_bands
from tierline_widgets.panels.weights.model import Weight, WeightsModel
from tierline_widgets.panels.weights.slow import draw_hysteresis, draw_rules


class WeightsView(Pane):
    """The panel of weights, bands, hysteresis and rules."""

    def __init__(self, model: WeightsModel) -> None:
        self.model = model
        session = model.desk.session
        super().__init__(lambda: draw(model), lambda: session.language, weights_acts(model))
        self.follow(model, "part", "indicator", "following", "version")
        self.follow(session, "language")


def weights_acts(model: WeightsModel) -> dict[str, Callable[[str], None]]:
    """Return what the card's controls do; entries come as "name=typed"."""

    def entered(act: Callable[[str, str], None]) -> Callable[[str], None]:
        def take(value: str) -> None:
            name, _sign, typed = value.partition("=")
            act(name, typed)

        return take

    def missing(name: str, typed: str) -> None:
        indicator, _dot, kind = name.partition(".")
        skip = typed == "true" if kind == "skip" else False
        model.set_missing(indicator, "skip" if skip else "0" if kind == "skip" else typed)

    def buffer(_name: str, typed: str) -> None:
        held = model.desk.base.hysteresis.buffer
        model.set_hysteresis("buffer", decimal_text(held or 0) if typed == "true" else "off")

    return {
        "part": model.show,
        "indicator": model.choose,
        "follow": lambda value: model.let_follow(value == "others"),
        "forget": lambda _value: model.forget(),
        "weight": entered(model.set_weight),
        "band": entered(model.set_band),
        "add": model.add_band,
        "remove": model.remove_band,
        "missing": entered(missing),
        "hysteresis": entered(model.set_hysteresis),
        "buffer": entered(buffer),
        "rule": entered(lambda rule, typed: model.set_rule(rule, typed == "true")),
        "back": lambda value: model.bring_back(*value.split()),
    }


def draw(model: WeightsModel) -> str:
    """Return the card's markup."""
    parts = [
        ("weights", _("Weights")),
        ("bands", _("Bands")),
        ("hysteresis", _("Hysteresis")),
        ("rules", _("Rules")),
    ]
    drawn = {
        "weights": _weights,
        "bands": draw_bands,
        "hysteresis": draw_hysteresis,
        "rules": draw_rules,
    }[model.part](model)
    chosen = choice("part", parts, model.part, _("Part of the score"))
    hint = _("Every figure typed is rescored at once and is one step that can be undone.")
    body = f'<div class="tl-controls tl-live tw-parts">{chosen}</div><div data-keeps>{drawn}</div>'
    return card(_("What makes up the score?"), hint, body, name="weights")


def _weights(model: WeightsModel) -> str:
    off = not model.desk.may_edit
    rows = "".join(_weight(model, each, off) for each in model.weights())
    ways = [("others", _("Others follow")), ("each", _("Each by hand"))]
    chosen = "others" if model.following else "each"
    how = choice("follow", ways, chosen, _("How the weights stay at 100 %"))
    return (
        f'<div class="tw-weights" role="group" aria-label="{text(_("Weights"))}" data-way="follow={chosen}">'
        f"{rows}{_sum(model)}</div>"
        f'<div class="tl-controls tl-live tw-foot">{"" if off else how}{_back(model)}</div>'
    )


def _weight(model: WeightsModel, one: Weight, off: bool) -> str:
    language = model.desk.session.language
    name = f"weight.{one.id}"
    fault = model.faults.get(name)
    shown = model.typed.get(name, decimal_text(one.weight))
    label = _("Weight of {indicator}, per cent").format(indicator=one.title[language])
    said = fault.render(language) if fault is not None else ""
    box = entry("weight", one.id, shown, label, fault=said, off=off, waits=one.id in model.drafts)
    change = one.weight - one.before
    moved = f"{'+' if change > 0 else '−'}{decimal_text(abs(change))}" if change else ""
    bar = f'<i style="width:{min(one.weight, HUNDRED) / 100:.2f}%"></i>'
    was = f'<u style="left:{one.before / 100:.2f}%"></u>' if change else ""
    return (
        f'<span class="tw-name" title="{text(one.title[language])}">{text(one.title[language])}</span>'
        f'<span class="tw-track" aria-hidden="true">{bar}{was}</span><span class="tw-box">{box}</span>'
        f'<span class="tw-change">{text(moved)}</span>'
    )


def _sum(model: WeightsModel) -> str:
    total = model.total
    over = total - HUNDRED
    said = ""
    if over:
        words = _("{points} too many, waiting") if over > 0 else _("{points} missing, waiting")
        said = words.format(points=decimal_text(abs(over)))
    elif model.drafts:
        said = _("adds up")
    kind = "tw-sum tw-off" if over else "tw-sum"
    told = f'{text(_("Sum"))} <span class="tw-said" role="status">{text(said)}</span>'
    figure = f'<span class="{kind} tw-total">{decimal_text(total)} %</span>'
    return f'<span class="{kind} tw-wide">{told}</span>{figure}<span class="{kind}"></span>'


def _back(model: WeightsModel) -> str:
    if model.drafts:
        return button("forget", _("Forget what waits"))
    paths = [f"indicators.{each.id}.weight" for each in model.desk.policy.indicators]
    if not model.desk.may_edit or not any(map(model.changed, paths)):
        return ""
    return button("back", _("As in the policy"), " ".join(paths))
