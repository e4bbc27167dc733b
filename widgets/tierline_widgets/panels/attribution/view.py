"""The causes drawn: a row a cause, the sums said and shown, a cause's accounts below."""

from __future__ import annotations

from typing import Any

from tierline.messages import _, current_language, translate
from tierline.simulate.moves_split import TITLES
from tierline_widgets import numbers
from tierline_widgets.look.form import drop_down, form, go, labelled, progress
from tierline_widgets.look.markup import Cell, Column, button, card, cell, does, notice, pressed, table, text
from tierline_widgets.pane import Pane
from tierline_widgets.panels.attribution.model import AttributionModel, Balance, steps_taken
from tierline_widgets.panels.listed import draw_pages


class AttributionView(Pane):
    """The panel of the causes."""

    def __init__(self, model: AttributionModel) -> None:
        self.model = model
        session = model.desk.session
        acts = {
            "earlier": model.begin_with,
            "later": model.end_with,
            "stop": lambda _value: model.work.stop(),
            "split": lambda _value: model.split(soon=True),
            "cause": model.open,
            "page": model.turn,
            "export": lambda _value: self.save(*model.export()),
        }
        super().__init__(lambda: draw(model), lambda: session.language, acts)
        self.follow(model, "version")
        self.follow(session, "language")


def draw(model: AttributionModel) -> str:
    """Return the panel's markup."""
    hint = _(
        "Every move between two closed months has one cause: data, a figure of the policy, a rule, an "
        "override or hysteresis is taken over one after the other; the last that moved the account counts."
    )
    months = [(month, month) for month in model.months]
    asked = form(
        "split",
        labelled(_("From"), drop_down("earlier", months, model.earlier, _("Earlier month"))),
        labelled(_("To"), drop_down("later", months, model.later, _("Later month"))),
        go("split", _("Split the moves"), off=model.work.running),
    )
    return card(_("Why did accounts move?"), hint, asked + _found(model), name="attribution")


def _found(model: AttributionModel) -> str:
    if model.work.running:
        said = _("Both months are graded step by step: {done} of {total}").format(
            done=model.work.done, total=model.work.total
        )
        return progress(model.work.done, model.work.total, said, "stop")
    if model.work.trouble is not None:
        return notice(model.work.trouble.render(current_language()))
    if model.found is None:
        said = _("Choose two months; nothing is worked out before.")
        return f'<p class="tl-note" role="status">{text(said)}</p>'
    return _causes(model) + _sums(model) + _accounts(model)


def _causes(model: AttributionModel) -> str:
    assert model.found is not None
    rows = model.found.to_table().to_pylist()
    unit = numbers.MoneyUnit.over(
        [sum(row["revenue_fen"] for row in rows)], current_language(), model.desk.session.currency
    )
    most = max((row[side] for row in rows for side in ("up", "down")), default=0)
    columns = [
        Column(_("Cause"), figures=False),
        Column(_("Moves"), _("accounts")),
        Column(_("Share")),
        Column(_("Down")),
        Column(_("Down | up"), figures=False),
        Column(_("Up")),
        Column(_("Monthly revenue"), unit.label),
        Column(_("Steps of tiers"), _("up less down")),
    ]
    whole = sum(row["accounts"] for row in rows)
    drawn = [
        [
            Cell(_press(model, row)),
            cell(numbers.integer(row["accounts"])),
            cell(numbers.share(row["accounts"], whole)),
            cell(numbers.integer(row["down"])),
            Cell(_sides(row["down"], row["up"], most)),
            cell(numbers.integer(row["up"])),
            cell(unit.write(row["revenue_fen"])),
            cell(numbers.signed(row["steps_up"] - row["steps_down"])),
        ]
        for row in rows
    ]
    total = {name: sum(row[name] for row in rows) for name in rows[0] if name != "cause"}
    foot = [
        cell(_("All")),
        cell(numbers.integer(whole)),
        cell(numbers.share(whole, whole)),
        cell(numbers.integer(total["down"])),
        Cell(""),
        cell(numbers.integer(total["up"])),
        cell(unit.write(total["revenue_fen"])),
        cell(numbers.signed(total["steps_up"] - total["steps_down"])),
    ]
    return table(columns, drawn, foot=foot)


def cause_title(cause: str) -> str:
    """Return a cause in words, its first letter large."""
    said = translate(TITLES[cause])
    return said[:1].upper() + said[1:]


def _press(model: AttributionModel, row: dict[str, Any]) -> str:
    title = text(cause_title(row["cause"]))
    if not row["accounts"]:
        return f'<span class="tl-zero">{title}</span>'
    at = f"{does('cause', row['cause'])} {pressed(row['cause'] == model.cause)}"
    return f'<button type="button" class="tl-link" {at}>{title}</button>'


def _sides(down: int, up: int, most: int) -> str:
    left, right = (50 * count / most if most else 0 for count in (down, up))
    return (
        '<div class="tl-sides" aria-hidden="true">'
        f'<i class="tl-falls" style="right:50%;width:{left:.2f}%"></i>'
        f'<i class="tl-rises" style="left:50%;width:{right:.2f}%"></i></div>'
    )


def _sums(model: AttributionModel) -> str:
    assert model.found is not None
    held = model.balance()
    balanced, away = model.found.balanced, model.found.handed_on
    said = [_added(model, held)]
    if balanced:
        said.append(
            _("Moved by one step and taken back by another, so not moved in the end: {count}.").format(
                count=numbers.integer(balanced)
            )
        )
    if away and not model.desk.filter:
        said.append(
            _("Not counted, as somebody else has them now though you saw them before: {count}.").format(
                count=numbers.integer(away)
            )
        )
    return "".join(f'<p class="tl-note">{text(each)}</p>' for each in said)


def _added(model: AttributionModel, held: Balance) -> str:
    assert model.found is not None
    rows = model.found.to_table().to_pylist()
    parts = " + ".join(numbers.integer(row["accounts"]) for row in rows if row["accounts"]) or "0"
    words = (
        _("The parts add up exactly: {parts} = {moves} moves; {steps} steps of tiers either way.")
        if held.exact
        else _("The parts do not add up: {parts} against {moves} moves. Run `tierline verify`.")
    )
    return words.format(parts=parts, moves=numbers.integer(held.moves), steps=numbers.signed(held.steps))


def _accounts(model: AttributionModel) -> str:
    if not model.cause:
        return ""
    unit = numbers.MoneyUnit.over((), current_language(), model.desk.session.currency)
    columns = [
        Column(_("Account"), figures=False),
        Column(_("Tier"), figures=False),
        Column(_("Step by step"), figures=False),
        Column(_("Monthly revenue"), unit.label),
    ]
    rows = [_row(row, unit) for row in model.accounts.shown()]
    counted = _("{count} accounts, largest revenue first").format(count=numbers.integer(model.accounts.total))
    head = (
        f'<div class="tl-head"><div><b>{text(cause_title(model.cause))}</b> '
        f'<span class="tl-zero">{text(counted)}</span></div>'
        f'<span class="tl-controls tl-live">{button("export", _("Export CSV"))}'
        f"{button('cause', _('Close the list'), model.cause)}</span></div>"
    )
    return f'<div class="tl-parts">{head}{table(columns, rows)}{draw_pages(model.accounts)}</div>'


def _row(row: dict[str, Any], unit: numbers.MoneyUnit) -> list[Cell]:
    name = row.get("name") or row["account_id"]
    tiers = f"{row['tier_before'] or numbers.NOTHING} → {row['tier'] or numbers.NOTHING}"
    steps = _("; ").join(
        _("{cause}: {old} → {new}").format(cause=translate(TITLES[step]), old=old, new=new)
        for step, old, new in steps_taken(row)
    )
    return [
        Cell(f'{text(name)}<span class="tl-unit">{text(row["account_id"])}</span>', kind="tl-wrap"),
        cell(tiers),
        Cell(text(steps or translate(TITLES[row["cause"]])), kind="tl-wrap"),
        cell(unit.write(row["revenue_fen"])),
    ]
