"""The rules of text generation's parameters, checked before anything is sent."""

from __future__ import annotations

import dataclasses
import json
from decimal import Decimal
from typing import Any

import pytest

from hfwidgets import errors
from hfwidgets.tasks.fields import SECTIONS
from hfwidgets.tasks.generation import text_generation
from hfwidgets.tasks.spec import FieldSpec, TaskSpec, help_lines
from hfwidgets.tasks.table import TASKS
from hfwidgets.widgets.chat.ways import WAYS
from tests.unit.played import Reply, config, play

GENERATION = TASKS["text-generation"]
EVERY = [(spec, one) for spec in TASKS.values() for one in spec.fields]


def sent(**arguments: Any) -> dict[str, Any]:
    """Return the parameters as they travel."""
    prompt = arguments.pop("prompt", "Hi")
    flow = text_generation(config(), prompt, **arguments)
    played = play(flow, Reply.of([{"generated_text": "ok", "details": None}]))
    body = played.requests[0].body
    assert isinstance(body, bytes)
    found: dict[str, Any] = json.loads(body)["parameters"]
    return found


def refused(**arguments: Any) -> dict[str, str]:
    """Return the problems of a call; nothing must be sent."""
    prompt = arguments.pop("prompt", "Hi")
    with pytest.raises(errors.ParameterError) as caught:
        next(text_generation(config(), prompt, **arguments))
    assert isinstance(caught.value, ValueError)
    return caught.value.problems


@pytest.mark.parametrize(
    ("name", "value", "as_sent"),
    [
        ("max_new_tokens", "12", 12),
        ("max_new_tokens", " 12 ", 12),
        ("max_new_tokens", 12.0, 12),
        ("max_new_tokens", "12.0", 12),
        ("max_new_tokens", True, 1),
        ("max_new_tokens", None, None),
        ("temperature", 1, 1.0),
        ("temperature", "0.5", 0.5),
        ("temperature", Decimal("0.5"), 0.5),
        ("top_p", 0.999, 0.999),
        ("seed", 0, 0),
        ("seed", 2**64 - 1, 2**64 - 1),
        ("do_sample", "yes", True),
        ("do_sample", "OFF", False),
        ("do_sample", 1, True),
        ("watermark", 0.0, False),
        ("truncate", 1, 1),
        ("top_k", 1, 1),
        ("typical_p", 0.001, 0.001),
        ("repetition_penalty", 1e-9, 1e-9),
    ],
)
def test_converts_where_nothing_is_lost(name: str, value: Any, as_sent: Any) -> None:
    found = sent(**{name: value})[name]
    assert found == as_sent
    assert type(found) is type(as_sent)


def test_numpys_numbers_are_numbers() -> None:
    import numpy as np

    found = sent(max_new_tokens=np.int64(3), temperature=np.float32(0.5), do_sample=np.True_)
    assert (found["max_new_tokens"], found["temperature"], found["do_sample"]) == (3, 0.5, True)


@pytest.mark.parametrize("value", [["a", "b"], ("a", "b"), iter(["a", "b"])])
def test_stop_sequences_travel_as_stop(value: Any) -> None:
    assert sent(stop_sequences=value)["stop"] == ["a", "b"]
    assert sent()["stop"] == sent(stop_sequences=[])["stop"] == []


@pytest.mark.parametrize(
    ("name", "value", "rule"),
    [
        ("prompt", "", "at least one character"),
        ("prompt", None, "it is a text"),
        ("prompt", 5, "it is a text"),
        ("prompt", b"x", "it is a text"),
        ("max_new_tokens", 0, "at least 1"),
        ("max_new_tokens", 20.5, "a whole number"),
        ("max_new_tokens", "20.5", "a whole number"),
        ("max_new_tokens", "many", "a whole number"),
        ("max_new_tokens", float("inf"), "a whole number"),
        ("max_new_tokens", "9" * 5000, "a whole number"),
        ("best_of", 0, "at least 1"),
        ("repetition_penalty", 0, "above 0"),
        ("seed", -1, "at least 0"),
        ("seed", 2**64, "at most"),
        ("temperature", 0, "above 0"),
        ("temperature", -0.1, "above 0"),
        ("temperature", float("nan"), "a number"),
        ("temperature", "hot", "a number"),
        ("top_k", 0, "at least 1"),
        ("top_p", 0, "above 0 and below 1"),
        ("top_p", 1.0, "above 0 and below 1"),
        ("typical_p", 1, "above 0 and below 1"),
        ("truncate", 0, "at least 1"),
        ("stop_sequences", ".", "a list of texts"),
        ("stop_sequences", [1], "a list of texts"),
        ("stop_sequences", {"a": 1}, "a list of texts"),
        ("stop_sequences", 5, "a list of texts"),
        ("do_sample", "perhaps", "True or False"),
        ("do_sample", 2, "True or False"),
        ("stream", [], "True or False"),
    ],
)
def test_refuses_what_breaks_a_rule(name: str, value: Any, rule: str) -> None:
    problem = refused(**{name: value})[name]
    assert problem.startswith(f"{name} is ")
    assert rule in problem
    assert name == "prompt" or problem.endswith("or leave it unset")
    assert len(problem) < 200


def test_several_violations_are_told_together() -> None:
    problems = refused(temperature=0, top_p=2, seed=-1, prompt="")
    assert list(problems) == ["prompt", "seed", "temperature", "top_p"]


@pytest.mark.parametrize("sampling", ["temperature", "top_k", "top_p", "typical_p", "do_sample"])
def test_best_of_needs_sampling_of_any_kind(sampling: str) -> None:
    values: dict[str, Any] = {"temperature": 0.5, "top_k": 5, "top_p": 0.5, "typical_p": 0.5}
    assert sent(best_of=2, **{sampling: values.get(sampling, True)})["best_of"] == 2
    assert "it needs sampling" in refused(best_of=2)["best_of"]


def test_best_of_excludes_seed_and_stream() -> None:
    problems = refused(best_of=2, do_sample=True, seed=0, stream=True)
    assert list(problems) == ["seed", "stream"]
    assert "must be unset" in problems["seed"]
    assert sent(best_of=1, seed=1)["best_of"] == 1


def test_details_of_the_prompt_need_details() -> None:
    with pytest.warns(UserWarning, match="needs details=True"):
        assert sent(decoder_input_details=True)["decoder_input_details"] is False
    assert sent(decoder_input_details=True, details=True)["decoder_input_details"] is True


def test_an_unknown_argument_is_refused() -> None:
    with pytest.raises(TypeError, match="top_pp"):
        sent(top_pp=1)


@pytest.mark.parametrize(("spec", "one"), EVERY, ids=lambda value: getattr(value, "name", ""))
def test_every_parameter_has_a_line_of_help(spec: Any, one: FieldSpec) -> None:
    assert one.help
    assert one.help[0].isupper()
    assert one.help.endswith(".")
    assert "\n" not in one.help


def test_help_is_read_from_the_docstring() -> None:
    text = (
        "Do.\n\n    Args:\n        a: One\n            two: three.\n        b: Four.\n\n    Raises:"
    )
    assert help_lines(text) == {"a": "One two: three.", "b": "Four."}
    assert help_lines("Do.") == {}


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("prompt", {"kind": "text", "group": "input", "required": True}),
        ("model", {"kind": "model", "group": "input"}),
        ("max_new_tokens", {"kind": "integer", "default": 20, "minimum": 1}),
        ("temperature", {"kind": "number", "above": 0}),
        ("top_p", {"kind": "number", "above": 0, "below": 1}),
        ("stop_sequences", {"kind": "strings"}),
        ("watermark", {"kind": "boolean", "default": False}),
        ("seed", {"kind": "integer", "minimum": 0, "maximum": 2**64 - 1}),
    ],
)
def test_the_form_tells_kind_default_and_bounds(name: str, form: dict[str, Any]) -> None:
    one = GENERATION.field(name)
    expected = {"name": name, "group": "parameter", "help": one.help, **form}
    assert one.to_form() == expected
    json.dumps(one.to_form())


FORMS = [*TASKS.values(), *(spec for spec in WAYS.values() if spec not in TASKS.values())]


@pytest.mark.parametrize("spec", FORMS, ids=lambda spec: f"{spec.name} {spec.title}")
def test_every_parameter_stands_in_one_section_of_its_form(spec: TaskSpec) -> None:
    placed = [name for names in SECTIONS.values() for name in names]
    drawn = [name for names in spec.sections.values() for name in names]
    parameters = [
        one.name for one in spec.fields if one.group == "parameter" and one.name not in spec.hidden
    ]
    assert sorted(drawn) == sorted(parameters)
    assert [name for name in parameters if placed.count(name) != 1] == []


def test_every_section_is_that_of_some_task() -> None:
    placed = {name for names in SECTIONS.values() for name in names}
    used = {name for spec in FORMS for names in spec.sections.values() for name in names}
    left = {name for spec in FORMS for name in spec.hidden}
    assert used <= placed <= used | left


@pytest.mark.parametrize(
    ("task", "title", "names"),
    [
        ("text-to-image", "Size", ["width", "height"]),
        ("text-to-image", "Sampling", ["num_inference_steps", "guidance_scale", "seed"]),
        ("text-to-image", "", ["negative_prompt"]),
        (
            "text-generation",
            "Length and stopping",
            ["max_new_tokens", "truncate", "stop_sequences"],
        ),
        ("translation", "Languages", ["src_lang", "tgt_lang"]),
        ("text-classification", "Answer", ["top_k"]),
        (
            "text-generation",
            "Sampling",
            ["do_sample", "temperature", "top_k", "top_p", "typical_p", "best_of", "seed"],
        ),
    ],
)
def test_what_belongs_together_is_a_section(task: str, title: str, names: list[str]) -> None:
    assert TASKS[task].sections[title] == names


def test_a_parameter_without_a_place_is_drawn_last() -> None:
    new = dataclasses.replace(
        TASKS["translation"], further=(FieldSpec("glossary", "text", help="Words."),)
    )
    assert list(new.sections.items())[-1] == ("Further", ["generate_parameters", "glossary"])


def test_the_fields_come_in_the_order_of_the_signature() -> None:
    names = [one.name for one in GENERATION.fields]
    assert names[:5] == ["prompt", "details", "stream", "model", "do_sample"]
    assert GENERATION.method == "text_generation"
