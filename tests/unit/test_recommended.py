"""The Hub's suggestion where no model is named."""

from __future__ import annotations

import pytest

from hfwidgets import errors
from hfwidgets.tasks import recommended
from hfwidgets.tasks.recommended import address_of
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
def _forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recommended, "_recommended", {})


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
    with pytest.raises(errors.ServerError):
        play(address_of(config(None), "fill-mask", None), Reply(500))
    with pytest.raises(errors.InvalidResponseError):
        play(address_of(config(None), "fill-mask", None), Reply.of([]))
    played = play(address_of(config(None), "fill-mask", None), Reply.of(TASKS))
    assert played.result.endswith("first/one")
