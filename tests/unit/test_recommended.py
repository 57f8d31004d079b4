"""The Hub's suggestion where no model is named."""

from __future__ import annotations

import pytest

from hfwidgets import InferenceClient, errors
from hfwidgets.tasks.recommended import address_of, choose_model, recommended_model
from hfwidgets.wire.config import suggestions_of
from tests.unit.played import ENDPOINT, Reply, config, play

TASKS = {
    "fill-mask": {"widgetModels": ["first/one", "second"]},
    "empty": {"widgetModels": []},
    "blank": {"widgetModels": [""]},
    "odd": {"widgetModels": "x"},
    "none": {},
    "worse": 5,
}


@pytest.fixture(autouse=True)
def _forgotten() -> None:
    suggestions_of.cache_clear()


def test_the_first_suggestion_is_taken_and_remembered() -> None:
    settings = config(None, token="hf_x", cookies={"a": "b"})
    played = play(address_of(settings, "fill-mask", None), Reply.of(TASKS))
    assert played.result == f"{ENDPOINT}/models/first/one"
    assert played.requests[0].url == f"{ENDPOINT}/api/tasks"
    assert not play(address_of(settings, "fill-mask", ""), Reply.of(TASKS)).requests


def test_the_hub_is_asked_without_any_token() -> None:
    played = play(address_of(config(None, token="hf_x"), "fill-mask", None), Reply.of(TASKS))
    assert list(played.requests[0].headers) == ["user-agent"]


@pytest.mark.parametrize("task", ["empty", "blank", "odd", "none", "worse", "unknown"])
def test_a_task_without_suggestion_is_named(task: str) -> None:
    with pytest.raises(ValueError, match=f"no model for the task '{task}': name one"):
        play(address_of(config(None), task, None), Reply.of(TASKS))


def test_a_failed_question_is_asked_again_next_time() -> None:
    settings = config(None)
    with pytest.raises(errors.ServerError):
        play(address_of(settings, "fill-mask", None), Reply(500))
    with pytest.raises(errors.InvalidResponseError):
        play(address_of(settings, "fill-mask", None), Reply.of([]))
    played = play(address_of(settings, "fill-mask", None), Reply.of(TASKS))
    assert played.result.endswith("first/one")


def test_a_chosen_model_is_taken_until_it_is_given_back() -> None:
    settings = config(None)
    choose_model(settings, "fill-mask", "my/own")
    played = play(recommended_model(settings, "fill-mask"), Reply())
    assert (played.result, played.requests) == ("my/own", [])
    assert settings.learnt.chosen == {"fill-mask": "my/own"}
    choose_model(settings, "fill-mask", None)
    assert play(recommended_model(settings, "fill-mask"), Reply.of(TASKS)).result == "first/one"


def test_a_choice_holds_for_its_client_alone() -> None:
    mine, other = config(None), config(None)
    choose_model(mine, "fill-mask", "my/own")
    assert not other.learnt.chosen
    assert play(recommended_model(other, "fill-mask"), Reply.of(TASKS)).result == "first/one"


def test_a_choice_outlives_a_change_of_the_clients_settings() -> None:
    client = InferenceClient(endpoint=ENDPOINT, token=False)
    choose_model(client._config, "fill-mask", "my/own")
    client.timeout = 3
    assert play(recommended_model(client._config, "fill-mask"), Reply()).result == "my/own"


@pytest.mark.parametrize("model", ["../x", "a//b", "", "."])
def test_a_choice_that_is_no_id_is_refused(model: str) -> None:
    settings = config(None)
    with pytest.raises(ValueError, match="an id looks like"):
        choose_model(settings, "fill-mask", model)
    assert not settings.learnt.chosen
