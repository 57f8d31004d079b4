"""Every flow refuses what its fields forbid before it asks anything, and sends the rest."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from hfwidgets import AsyncInferenceClient, InferenceClient, errors
from hfwidgets.tasks import chat, multimodal, nlp, text2text, vision
from hfwidgets.tasks.checking import refuse
from hfwidgets.tasks.spec import fields_of
from tests.unit.played import Reply, config, play

FLOWS = {
    name: method.__wrapped_flow__
    for name, method in vars(InferenceClient).items()
    if hasattr(method, "__wrapped_flow__")
}
OTHERS = {
    "get_endpoint_info",
    "health_check",
    "get_model_status",
    "list_deployed_models",
    "list_served_models",
    "post",
}
TASKS = sorted(FLOWS.keys() - OTHERS)
INPUTS: dict[str, Any] = {
    "strings": ["a", "b"],
    "object": [{"role": "user", "content": "x"}],
    "table": {"a": ["1"]},
    "image": b"x",
    "audio": b"x",
}


def inputs_of(flow: Any) -> list[Any]:
    """What a flow needs, each of its own kind."""
    needed = [one for one in fields_of(flow) if one.required and one.name != "model"]
    return [INPUTS.get(one.kind, "x") for one in needed]


def beyond(one: Any) -> list[Any]:
    """A value beyond each bound of a number."""
    bounds, step = one.bounds, 1 if one.kind == "integer" else 0.5
    found = (
        bounds.minimum is not None and bounds.minimum - step,
        bounds.above,
        bounds.maximum is not None and bounds.maximum + step,
        bounds.below,
    )
    return [value for value in found if value is not None and value is not False]


def bounded() -> list[Any]:
    """A value beyond each bound of each number of each flow."""
    return [
        (name, one.name, value)
        for name in TASKS
        for one in fields_of(FLOWS[name])
        for value in beyond(one)
    ]


@pytest.mark.parametrize(("name", "parameter", "value"), bounded())
def test_a_number_beyond_its_bound_is_refused_at_the_call(
    name: str, parameter: str, value: Any
) -> None:
    flow = FLOWS[name]
    with pytest.raises(errors.ParameterError) as caught:
        flow(config(), *inputs_of(flow), **{parameter: value})
    (told,) = caught.value.problems.items()
    assert told[0] == parameter
    assert repr(value) in told[1]
    with pytest.raises(errors.ParameterError):
        refuse(flow, {parameter: value})


def test_there_are_bounds_to_break() -> None:
    assert {name for name, *_ in bounded()} >= {
        "chat_completion",
        "image_to_image",
        "text_generation",
        "text_to_image",
    }


@pytest.mark.parametrize("name", TASKS)
def test_a_number_that_is_none_is_refused_by_name(name: str) -> None:
    flow = FLOWS[name]
    for one in fields_of(flow):
        if one.kind in ("integer", "number", "boolean"):
            with pytest.raises(errors.ParameterError, match=f"^{one.name} is 'many'; it is"):
                flow(config(), *inputs_of(flow), **{one.name: "many"})


@pytest.mark.parametrize("name", TASKS)
@pytest.mark.parametrize("value", [None, 5, b"bytes"])
def test_an_input_of_another_kind_is_refused_by_name(name: str, value: Any) -> None:
    flow = FLOWS[name]
    needed = [one for one in fields_of(flow) if one.required and one.name != "model"]
    for place, one in enumerate(needed):
        if one.kind in ("text", "strings"):
            given = inputs_of(flow)
            given[place] = value
            with pytest.raises(errors.ParameterError, match=f"^{one.name} is"):
                flow(config(), *given, **({"model": "m"} if "tabular" in name else {}))


def test_several_problems_are_told_together_in_the_order_of_the_signature() -> None:
    with pytest.raises(errors.ParameterError) as caught:
        vision.text_to_image(config(), "x", guidance_scale=-1, width=0, height="tall")  # type: ignore[arg-type]
    assert list(caught.value.problems) == ["height", "width", "guidance_scale"]


def test_what_a_flow_does_not_have_is_a_type_error_whatever_else_is_wrong() -> None:
    with pytest.raises(TypeError, match="no_such"):
        nlp.fill_mask(config(), None, no_such=1)  # type: ignore[arg-type, call-arg]
    with pytest.raises(TypeError, match="positional"):
        nlp.fill_mask(config(), "x", "y")  # type: ignore[misc]
    with pytest.raises(TypeError, match="text"):
        nlp.fill_mask(config())  # type: ignore[call-arg]


@pytest.mark.parametrize(
    "parameters",
    [
        {"top_logprobs": 20},
        {"seed": -1},
        {"stop": "END"},
        {"temperature": 2.5},
        {"max_tokens": -1},
        {"frequency_penalty": 3.0},
    ],
)
def test_rules_that_servers_do_not_have_are_not_ours(parameters: dict[str, Any]) -> None:
    flow = chat.chat_completion(config(), INPUTS["object"], **parameters)
    body = _body_of(flow)
    (name,) = parameters
    assert body[name] == (["END"] if name == "stop" else parameters[name])


@pytest.mark.parametrize("text", ["", ["a", "b"], ("a", "b")])
@pytest.mark.parametrize("flow", [nlp.text_classification, text2text.summarization])
def test_texts_that_some_servers_take_are_sent(flow: Any, text: Any) -> None:
    body = _body_of(flow(config(), text))
    assert body["inputs"] == (list(text) if isinstance(text, tuple) else text)


def _body_of(flow: Any) -> Any:
    request = next(flow)
    flow.close()
    return json.loads(request.body)


def test_numbers_of_the_data_world_travel_as_numbers() -> None:
    import numpy as np

    values = {"height": np.int64(64), "width": np.uint8(32), "guidance_scale": np.float32(7.5)}
    sent = _body_of(vision.text_to_image(config(), "x", **values))["parameters"]  # type: ignore[arg-type]
    assert sent == {"height": 64, "width": 32, "guidance_scale": 7.5}


@pytest.mark.parametrize("labels", [{"a": 1, "b": 2}.keys(), ("a", "b"), iter(["a", "b"])])
def test_labels_of_any_collection_travel_as_a_list(labels: Any) -> None:
    flow = multimodal.zero_shot_image_classification(config(), b"x", labels)
    played = play(flow, Reply.of([{"label": "a", "score": 1.0}]))
    body = json.loads(played.requests[0].body or b"")  # type: ignore[arg-type]
    assert body["parameters"]["candidate_labels"] == "a,b"


@pytest.mark.parametrize("model", ["a//b", "../x", "http://", "http://me:pw@a.org"])
def test_a_model_that_leads_nowhere_is_refused_with_the_rest(model: str) -> None:
    with pytest.raises(errors.ParameterError) as caught:
        refuse(vision.text_to_image, {"prompt": "x", "model": model, "height": 0})
    assert list(caught.value.problems) == ["height", "model"]
    assert "pw" not in str(caught.value)
    for good in ("a/b", "name", "http://127.0.0.1:1/x", ""):
        refuse(vision.text_to_image, {"prompt": "x", "model": good})


def test_what_is_wrong_between_arguments_is_told_before_the_flow_begins() -> None:
    for values in ({"src_lang": "en"}, {"tgt_lang": "fr"}):
        with pytest.raises(errors.ParameterError, match="both or neither"):
            text2text.translation(config(), "x", **values)
        with pytest.raises(errors.ParameterError, match="both or neither"):
            refuse(text2text.translation, {"text": "x", **values})


def test_a_checked_flow_still_says_what_it_takes() -> None:
    assert [one.name for one in fields_of(vision.text_to_image)][:3] == [
        "prompt",
        "negative_prompt",
        "height",
    ]
    assert InferenceClient.text_to_image.__doc__ == vision.text_to_image.__doc__
    body = _body_of(vision.text_to_image(config(), "x", seed=-1))
    assert body["parameters"] == {"seed": -1}


def test_both_clients_refuse_without_a_server() -> None:
    settings: Any = {"endpoint": "http://127.0.0.1:9", "token": False}
    with pytest.raises(errors.ParameterError, match=r"^height is -5; it is at least 1"):
        InferenceClient("m", **settings).text_to_image("x", height=-5)
    with pytest.raises(errors.ParameterError, match=r"^height is -5; it is at least 1"):
        asyncio.run(AsyncInferenceClient("m", **settings).text_to_image("x", height=-5))
