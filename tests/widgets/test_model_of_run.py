"""Which model a run has asked, also where none was named."""

from __future__ import annotations

from typing import Any

import pytest

from hfwidgets import InferenceClient, Sandbox
from hfwidgets.tasks.recommended import choose_model
from tests.sandbox.media_samples import photo_bytes
from tests.waiting import PATIENCE
from tests.widgets.painted import PAINTER, QUICK
from tests.widgets.plain import class_for
from tests.wire.scripted import Reply, ScriptedServer

CASES: dict[str, dict[str, Any]] = {
    "fill-mask": {"text": "The cat sat on the [MASK]."},
    "image-classification": {"image": photo_bytes("coffee")},
    "text-generation": {"prompt": "A lake", "max_new_tokens": 2},
    "text-to-image": {"prompt": "a fox", **QUICK},
}


@pytest.mark.parametrize("task", CASES)
def test_stats_name_the_recommended_model_that_was_asked(sandbox: Sandbox, task: str) -> None:
    client = InferenceClient(endpoint=sandbox.url)
    recommended = client.get_recommended_model(task)
    widget = class_for(task)(client=client, **CASES[task])
    widget.run().wait(PATIENCE)
    assert widget.stats["model"] == widget.history[-1].stats["model"] == recommended
    assert widget.model is None
    assert widget.history[-1].model is None
    widget.close()


def test_stats_name_the_model_that_the_person_has_chosen(sandbox: Sandbox) -> None:
    client = InferenceClient(endpoint=sandbox.url)
    choose_model(client._config, "text-generation", "sandbox/flood@tokens=2")
    widget = class_for("text-generation")(client=client, prompt="A lake")
    assert widget.run().wait(PATIENCE) is not None
    assert widget.stats["model"] == "sandbox/flood@tokens=2"
    choose_model(client._config, "text-generation", None)
    widget.run().wait(PATIENCE)
    assert widget.stats["model"] == client.get_recommended_model("text-generation")
    widget.close()


def test_stats_of_a_grid_name_its_model(sandbox: Sandbox) -> None:
    client = InferenceClient(endpoint=sandbox.url)
    widget = class_for("text-to-image")(client=client, **CASES["text-to-image"])
    widget.sweep(seed=[1, 2]).wait(PATIENCE)
    assert widget.stats["model"] == PAINTER
    widget.close()


def test_a_failed_run_names_its_model_too_and_no_secret_of_an_address(
    server: ScriptedServer,
) -> None:
    tasks = {"text-generation": {"widgetModels": ["some/model"]}}
    server.play(Reply.of_json(tasks), Reply.of_json({"error": "no"}, 404))
    client = InferenceClient(endpoint=server.url, token="hf_canary")
    widget = class_for("text-generation")(client=client, prompt="A lake")
    widget.run()
    with pytest.raises(Exception, match="404"):
        widget.wait(PATIENCE)
    assert widget.stats["model"] == "some/model"
    server.play(Reply.of_json({"error": "no"}, 404))
    widget.model = f"{server.url}/x?token=hf_canary"
    widget.run()
    with pytest.raises(Exception, match="404"):
        widget.wait(PATIENCE)
    assert "canary" not in widget.stats["model"]
    widget.close()
