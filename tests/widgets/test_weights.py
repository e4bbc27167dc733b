"""Weights and bands without a browser: kept at 100 %, each edit one record, refusals said beside the box."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tierline.errors import BadInputError
from tierline_widgets.panels.weights import WeightsModel, WeightsView
from tierline_widgets.panels.weights.sharing import shared
from tierline_widgets.panels.weights.typed import decimal, hundredths_of, months_of
from tierline_widgets.planner import Desk
from tierline_widgets.session import Session


@pytest.fixture
def model(session: Session) -> WeightsModel:
    return WeightsModel(Desk(session))


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=12), st.data())
def test_what_one_weight_takes_the_others_give_in_proportion(parts: list[int], data: st.DataObject) -> None:
    """XJ-3: against plain fractions; never more than one basis point from the exact share."""
    whole = sum(parts) or 1
    weights = {str(place): part * 10_000 // whole for place, part in enumerate(parts)}
    weights["0"] += 10_000 - sum(weights.values())
    changed = data.draw(st.sampled_from(list(weights)))
    wanted = data.draw(st.integers(0, 10_000))
    others = sum(weight for name, weight in weights.items() if name != changed)
    if not others and wanted != 10_000:
        with pytest.raises(BadInputError, match="by hand"):
            shared(weights, changed, wanted)
        return
    found = shared(weights, changed, wanted)
    assert sum(found.values()) == 10_000
    assert found[changed] == wanted
    assert list(found) == list(weights)
    for name, weight in weights.items():
        if name != changed:
            exact = Decimal(weight * (10_000 - wanted)) / others if others else Decimal(0)
            assert abs(found[name] - exact) < 1
            assert found[name] >= 0
            assert weight or not found[name]


@pytest.mark.parametrize(
    ("text", "value"),
    [("12.5", "12.5"), (" 30,000 ", "30000"), ("２５％", "25"), ("-0.5", "-0.5"), ("+3 %", "3")],
)
def test_figures_are_read_as_people_type_them(text: str, value: str) -> None:
    assert decimal(text) == Decimal(value)


@pytest.mark.parametrize("text", ["", "abc", "1e3", "nan", "inf", "1,00", "--1", "1.2.3", "12 5"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(BadInputError, match="no number"):
        decimal(text)


def test_more_than_two_decimals_and_half_months_are_refused() -> None:
    assert hundredths_of("12.34") == 1234
    with pytest.raises(BadInputError, match="two decimals"):
        hundredths_of("12.345")
    assert months_of("3") == 3
    with pytest.raises(BadInputError, match="whole"):
        months_of("2.5")


def test_a_weight_typed_is_one_record_and_the_others_follow(model: WeightsModel) -> None:
    first = model.desk.policy.indicators[0]
    model.set_weight(first.id, "40")
    assert not model.faults
    assert model.total == 10_000
    assert model.desk.policy.indicators[0].weight == 4000
    assert model.desk.scenario is not None
    assert model.desk.scenario.number == 2
    model.desk.undo()
    assert model.desk.policy.indicators == model.desk.base.indicators
    assert [each.weight for each in model.weights()] == [each.before for each in model.weights()]


@pytest.mark.parametrize("text", ["", "lots", "101", "-1", "12.345"])
def test_an_unfit_weight_is_said_beside_its_box_and_nothing_changes(model: WeightsModel, text: str) -> None:
    first = model.desk.policy.indicators[0]
    view = WeightsView(model)
    view.act("weight", f"{first.id}={text}")
    assert model.faults.keys() == {f"weight.{first.id}"}
    assert f'value="{text}"' in view.html
    assert 'aria-invalid="true"' in view.html
    assert model.desk.scenario is None
    view.act("weight", f"{first.id}=30")
    assert not model.faults
    assert 'aria-invalid="true"' not in view.html


def test_by_hand_weights_wait_until_they_add_up(model: WeightsModel) -> None:
    view = WeightsView(model)
    assert 'data-way="follow=others"' in view.html
    view.act("follow", "each")
    assert 'data-way="follow=each"' in view.html  # kept with what is typed and put back with it
    first, second = model.desk.policy.indicators[:2]
    view.act("weight", f"{first.id}=30")
    assert (model.desk.scenario, model.total) == (None, 10_500)
    assert "5.00 too many" in view.html
    view.act("weight", f"{second.id}=10")
    assert "5.00 missing" in view.html
    view.act("weight", f"{second.id}=15")
    assert model.desk.scenario is not None
    assert model.desk.scenario.number == 2
    assert [each.weight for each in model.desk.policy.indicators[:2]] == [3000, 1500]
    assert not model.drafts
    view.act("weight", f"{first.id}=31")
    view.act("forget")
    assert model.total == 10_000
    assert model.desk.scenario.number == 2


def test_bands_are_typed_added_and_taken_away(model: WeightsModel) -> None:
    view = WeightsView(model)
    view.act("part", "bands")
    rows = model.rows()
    first = model.indicator
    view.act("band", f"{first}.1.at=600")
    assert model.rows()[1].at == Decimal(600)
    view.act("band", f"{first}.1.points=25.5")
    assert model.rows()[1].points == Decimal("25.5")
    view.act("add", "1")
    assert len(model.rows()) == len(rows) + 1
    assert model.rows()[1].at < model.rows()[2].at < model.rows()[3].at  # type: ignore[operator]
    view.act("remove", "2")
    assert [row.at for row in model.rows()][2:] == [row.at for row in rows][2:]
    assert not model.faults
    assert model.desk.scenario is not None
    assert model.desk.scenario.number == 5
    view.act("back", model.scale_path)
    assert model.rows() == rows
    assert model.desk.policy.indicators == model.desk.base.indicators


@pytest.mark.parametrize(("place", "typed"), [("2.at", "100"), ("1.points", "101"), ("1.at", "many")])
def test_unfit_bands_are_said_in_place(model: WeightsModel, place: str, typed: str) -> None:
    rows = model.rows()
    model.set_band(f"{model.indicator}.{place}", typed)
    assert model.faults.keys() == {f"band.{model.indicator}.{place}"}
    assert model.rows() == rows
    assert model.desk.scenario is None


def test_a_figure_put_back_goes_where_it_was_typed_whatever_is_shown(model: WeightsModel) -> None:
    """A page opened anew shows the weights and the first indicator."""
    view = WeightsView(model)
    shown, other = str(model.indicator), "revenue_growth"
    assert shown != other

    def in_sight() -> tuple[str, str]:
        return model.part, model.indicator

    before = model.rows()
    view.act("band", f"{other}.1.at=-3.6")
    assert model.rows() == before
    assert model.value(f"indicators.{other}.scale")["x"][1] == Decimal("-0.036")
    assert in_sight() == ("weights", shown)
    view.act("band", f"{other}.1.points=101")  # refused, it comes into sight
    assert in_sight() == ("bands", other)
    assert 'aria-invalid="true"' in view.html
    assert f'data-name="{other}.1.points"' in view.html
    view.act("part", "weights")
    view.act("hysteresis", "months=99")
    assert in_sight()[0] == "hysteresis"


def test_every_kind_of_scale_can_be_typed_into(model: WeightsModel) -> None:
    view = WeightsView(model)
    view.act("part", "bands")
    for indicator in model.desk.base.indicators:
        view.act("indicator", indicator.id)
        rows = model.rows()
        assert len(rows) > 1
        last = len(rows) - 1
        view.act("band", f"{indicator.id}.{last}.points=90")
        assert not model.faults
        assert model.rows()[last].points == Decimal(90)
        assert indicator.title["en"] in view.html
        before = len(model.rows())
        view.act("add", str(last))
        grows = indicator.kind in ("bands", "linear")
        assert len(model.rows()) == before + grows or model.faults
    for name in ("99.at", "x.at", "1.else", "1"):
        view.act("band", f"{model.indicator}.{name}=1")
    for name in ("1.at", "nothing.1.at", "x"):
        view.act("band", f"{name}=1")
    view.act("indicator", "nothing")
    assert not model.faults


def test_a_missing_value_is_worth_points_or_left_out(model: WeightsModel) -> None:
    view = WeightsView(model)
    view.act("part", "bands")
    one = model.indicator
    title = model.desk.policy.indicators[0].title["en"]
    assert f'aria-label="{title}, when missing: leave it out of the score"' in view.html
    view.act("missing", f"{one}=15")
    assert model.desk.policy.indicators[0].missing == 1500
    view.act("missing", f"{one}.skip=true")
    assert [each.missing for each in model.desk.policy.indicators[:1]] == [None]
    view.act("missing", f"{one}.skip=false")
    assert model.desk.policy.indicators[0].missing == 0
    view.act("missing", f"{one}=150")
    assert model.faults


def test_hysteresis_is_set_and_refused_in_place(model: WeightsModel) -> None:
    view = WeightsView(model)
    view.act("part", "hysteresis")
    view.act("hysteresis", "months=3")
    view.act("hysteresis", "buffer=7.25")
    slow = model.desk.policy.hysteresis
    assert (slow.months, slow.buffer) == (3, 725)
    for typed in ("months=0", "months=2.5", "months=often", "buffer=-1"):
        view.act("hysteresis", typed)
        assert model.faults
        assert 'aria-invalid="true"' in view.html
    assert model.desk.policy.hysteresis == slow
    view.act("buffer", "on=false")
    assert model.desk.policy.hysteresis.buffer is None
    view.act("hysteresis", "enabled=false")
    assert not model.desk.policy.hysteresis.enabled
    view.act("back", "hysteresis.enabled hysteresis.months hysteresis.buffer")
    assert model.desk.policy.hysteresis == model.desk.base.hysteresis


def test_rules_are_ticked_on_and_off(model: WeightsModel) -> None:
    view = WeightsView(model)
    view.act("part", "rules")
    rule = model.desk.base.rules[0]
    view.act("rule", f"{rule.id}=false")
    assert rule.id not in {each.id for each in model.desk.policy.rules}
    assert "checked" in view.html
    view.act("rule", f"{rule.id}=true")
    assert model.desk.policy.rules == model.desk.base.rules
    view.act("rule", "nothing=false")
    assert model.faults


def test_who_may_not_edit_sees_the_figures_and_no_open_box(manager_session: Session) -> None:
    view = WeightsView(WeightsModel(Desk(manager_session)))
    for part in ("weights", "bands", "hysteresis", "rules"):
        view.act("part", part)
        assert view.html.count("<input") == view.html.count(" disabled")
    view.act("weight", f"{view.model.indicator}=30")
    assert view.model.faults
    view.act("part", "nothing")


def test_the_card_speaks_both_languages(model: WeightsModel) -> None:
    view = WeightsView(model)
    view.act("weight", f"{model.indicator}=abc")
    english = view.html
    model.desk.session.speak("zh")
    assert view.html != english
    assert "no number" not in view.html


@pytest.mark.parametrize(("field", "typed"), [("buffer", "-1"), ("months", "99"), ("months", "0")])
def test_a_figure_out_of_range_is_refused_once(model: WeightsModel, field: str, typed: str) -> None:
    model.set_hysteresis(field, typed)
    for language in ("en", "zh"):
        told = model.faults[f"hysteresis.{field}"].render(language)
        assert told.startswith(f"{typed} ")
        assert "\n" not in told


def test_bands_of_a_ratio_are_shown_typed_and_refused_in_per_cent(model: WeightsModel) -> None:
    view = WeightsView(model)
    view.act("part", "bands")
    view.act("indicator", "revenue_growth")
    for shown in ('value="-50"', 'value="30"', '<span class="tl-unit">%</span>'):
        assert shown in view.html
    view.act("band", "revenue_growth.1.at=-3.6 %")
    assert not model.faults
    assert model.value(model.scale_path)["x"][1] == Decimal("-0.036")
    assert 'value="-3.6"' in view.html
    view.act("band", "revenue_growth.1.at=-3.605123")
    assert "corner -3.605123\u202f% is no multiple of the step 0.01\u202f%" in view.html
    view.act("band", "revenue_growth.1.at=-300")
    assert "-300\u202f% lies outside the range -100\u202f% to 10,000\u202f%" in view.html
    assert model.rows()[1].at == Decimal("-0.036")
