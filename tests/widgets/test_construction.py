"""Constructing a task widget: its traits, its form, its weight, and what it refuses."""

from __future__ import annotations

import inspect
import json
import pydoc
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import ipywidgets
import pytest

from hfwidgets import InferenceClient, ModelExplorer, ModelStatusBadge, TextGeneration, TokenLens
from hfwidgets.tasks.table import TASKS
from hfwidgets.widgets.engine.base import FieldTrait
from hfwidgets.widgets.registry import task_widgets
from hfwidgets.wire.parameter_error import ParameterError
from tests.widgets.conftest import Recorded
from tests.widgets.plain import forms

Make = Callable[..., Recorded]
FIXTURE = Path(__file__).parents[2] / "js" / "test" / "fixtures" / "widgets.json"


# Set from Python, or a second name.
NOT_IN_THE_FORM = {"self", "adapter_id", "frequency_penalty", "grammar", "top_n_tokens", "stop"}


def test_form_holds_the_arguments_of_the_method(make: Make) -> None:
    names = [field["name"] for field in make().widget.form["fields"]]
    signature = inspect.signature(InferenceClient.text_generation)
    assert names == [name for name in signature.parameters if name not in NOT_IN_THE_FORM]
    assert all(field["help"] for field in make().widget.form["fields"])


def test_fixture_of_the_front_end_is_current() -> None:
    assert json.loads(FIXTURE.read_text()) == forms(), (
        "write it anew: python -m tests.widgets.write_fixture"
    )


def test_every_argument_is_a_trait_that_is_unset_at_first(make: Make) -> None:
    w = make(prompt="").widget
    assert w.max_new_tokens is None
    assert w.details_parameter is None
    assert w.parameters == {}
    w.temperature = 1
    assert w.temperature == 1.0
    w.stop_sequences = ("a", "b")
    assert w.parameters == {"temperature": 1.0, "stop_sequences": ["a", "b"]}
    w.temperature = None
    assert "temperature" not in w.parameters


@pytest.mark.parametrize(
    ("name", "value", "message"),
    [
        ("temperature", 0, "temperature is 0; it is above 0, or leave it unset"),
        ("temperature", "hot", "temperature is 'hot'; it is a number, or leave it unset"),
        ("top_p", 1, "top_p is 1; it is above 0 and below 1, or leave it unset"),
        ("max_new_tokens", 2.5, "max_new_tokens is 2.5; it is a whole number, or leave it unset"),
        ("do_sample", "perhaps", "do_sample is 'perhaps'; it is True or False, or leave it unset"),
        ("stop_sequences", "end", "stop_sequences is 'end'; it is a list of texts"),
        ("prompt", 7, "prompt is 7; it is a text"),
    ],
)
def test_bad_value_is_refused_with_rule_and_way_out(
    make: Make, name: str, value: object, message: str
) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        make(**{name: value})
    w = make().widget
    with pytest.raises(ValueError, match=re.escape(message)):
        setattr(w, name, value)


def test_unknown_argument_is_refused_with_the_likely_one() -> None:
    with pytest.raises(TypeError, match="did you mean 'temperature'"):
        TextGeneration("m", temprature=1)


def test_unknown_argument_that_is_like_none_is_refused_in_whole_sentences() -> None:
    with pytest.raises(TypeError, match=r"has no parameter 'zzz'\. It has 'prompt'"):
        TextGeneration(zzz=1)


@pytest.mark.parametrize("kind", [*task_widgets(), ModelExplorer, ModelStatusBadge, TokenLens])
def test_help_on_a_widget_tells_what_its_class_tells(kind: Any) -> None:
    w = kind(*{ModelStatusBadge: ["a/b"], TokenLens: [[]]}.get(kind, []))
    assert w.__doc__ == kind.__doc__
    assert kind.__doc__.splitlines()[0] in pydoc.plain(pydoc.render_doc(w))
    w.close()


def test_shows_in_boxes_and_links_to_other_widgets(make: Make) -> None:
    w = make().widget
    slider = ipywidgets.IntSlider(5, 1, 100)
    link = ipywidgets.link((slider, "value"), (w, "max_new_tokens"))
    slider.value = 42
    assert w.max_new_tokens == 42
    box = ipywidgets.HBox([slider, w])
    assert box.children[1] is w
    link.unlink()
    box.close()
    slider.close()


def test_state_is_small(make: Make) -> None:
    state = make().widget.get_state()
    assert sum(len(json.dumps(value)) for value in state.values()) < 6_000


def test_repr_is_short_and_tells_the_status(make: Make) -> None:
    w = make(prompt="x" * 1000).widget
    assert repr(w).startswith("<TextGeneration idle: prompt='xxx")
    assert len(repr(w)) < 200


@pytest.mark.parametrize("value", [["one, two", "three\n"], ("a",), "a, b", "", []])
def test_a_list_of_texts_stays_a_list_where_the_method_takes_one(value: Any) -> None:
    field = TASKS["feature-extraction"].field("text")
    kept = FieldTrait(field).validate(None, value)
    assert kept == (value if isinstance(value, str) else list(value))
    assert FieldTrait(field).validate(None, ["\ud83d\ude00", "\ud800"]) == ["😀", "�"]
    for wrong in (5, ["a", 5], {"a": 1}):
        with pytest.raises(ParameterError, match="it is a text or a list of texts"):
            FieldTrait(field).validate(None, wrong)


def test_what_is_not_in_the_form_is_set_from_python_and_sent(make: Make) -> None:
    grammar = {"type": "regex", "value": "a+"}
    widget = make(grammar=grammar).widget
    widget.top_n_tokens = 2
    assert widget.parameters == {"grammar": grammar, "top_n_tokens": 2}
    assert "grammar" not in widget.get_state()
    with pytest.raises(ParameterError, match="top_n_tokens is -1"):
        widget.top_n_tokens = -1
