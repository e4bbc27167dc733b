from __future__ import annotations

from traitlets import HasTraits, Unicode

from tierline.errors import BadInputError
from tierline_widgets.pane import Pane


class Said(HasTraits):
    word = Unicode("one")


def test_draws_again_when_the_model_changes() -> None:
    model = Said()
    pane = Pane(lambda: f"<p>{model.word}</p>", lambda: "en")
    pane.follow(model, "word")
    assert pane.html == "<p>one</p>"
    model.word = "two"
    assert pane.html == "<p>two</p>"


def test_only_offered_acts_are_obeyed() -> None:
    heard: list[str] = []
    pane = Pane(lambda: "", lambda: "en", {"press": heard.append})
    for content in (
        {"act": "press", "value": "1"},
        {"act": "other", "value": "2"},
        {"act": 3},
        "press",
        None,
        {},
    ):
        pane._heard(pane, content, [])
    assert heard == ["1"]


def _fail(_value: str = "") -> str:
    raise BadInputError("{file}: no column '{column}'. Add it.", file="a<b.csv", column="x")


def test_a_failed_act_is_said_in_place_and_forgotten_with_the_next() -> None:
    pane = Pane(lambda: "<p>kept</p>", lambda: "en", {"fail": _fail, "fine": lambda _value: None})
    pane.act("fail")
    assert "a&lt;b.csv: no column" in pane.html
    assert pane.html.endswith("<p>kept</p>")
    assert "Traceback" not in pane.html
    pane.act("fine")
    assert pane.html == "<p>kept</p>"


def test_a_failed_drawing_is_a_message() -> None:
    pane = Pane(_fail, lambda: "en")
    assert 'role="alert"' in pane.html
    assert "a&lt;b.csv: no column" in pane.html


def test_nothing_but_markup_is_in_reach_of_the_browser() -> None:
    pane = Pane(lambda: "x", lambda: "zh")
    own = {name for name in pane.get_state() if not name.startswith("_")} - {
        "layout",
        "tabbable",
        "tooltip",
        "comm",
    }
    assert own == {"html", "language", "page_head"}
    assert pane.language == "zh"


def test_a_picture_stands_alone() -> None:
    pane = Pane(lambda: "<p>x</p>", lambda: "zh")
    data, _metadata = pane._repr_mimebundle_()
    assert data["text/html"].startswith("<style>")
    assert 'lang="zh-CN"' in data["text/html"]
    assert "<p>x</p>" in data["text/html"]
    assert "<script" not in data["text/html"]


def test_a_file_goes_through_the_widget() -> None:
    sent = []
    pane = Pane(lambda: "", lambda: "en", {"export": lambda _value: pane.save("a.csv", b"1")})
    pane.send = lambda content, buffers=None: sent.append((content, buffers))  # type: ignore[method-assign]
    pane.act("export")
    assert sent == [({"save": {"name": "a.csv", "type": "text/csv"}}, [b"1"])]
    assert "a.csv was handed to your browser" in pane.html
    pane._heard(pane, {"act": "told"}, [])  # something else was pressed
    assert pane.html == ""
