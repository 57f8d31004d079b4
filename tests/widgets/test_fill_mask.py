"""Masks: which one a model has, the text with its masks filled, and what goes on from there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hfwidgets import FillMask, InferenceClient, Sandbox
from hfwidgets.widgets.text.scores import Candidates
from tests.waiting import PATIENCE
from tests.widgets.conftest import until
from tests.wire.scripted import Reply, ScriptedServer

Make = Callable[..., tuple[FillMask, list[dict[str, Any]]]]


@pytest.fixture
def fill(server: ScriptedServer) -> Iterator[Make]:
    made: list[FillMask] = []

    def one(*replies: Any, **given: Any) -> tuple[FillMask, list[dict[str, Any]]]:
        played = [one if isinstance(one, Reply) else Reply.of_json(one) for one in replies]
        server.play(*played)
        given.setdefault("client", InferenceClient(endpoint=server.url))
        made.append(FillMask(given.pop("model", "m"), **given))
        sent: list[dict[str, Any]] = []
        made[-1].send = lambda content, buffers=None: sent.append(content)
        return made[-1], sent

    yield one
    for widget in made:
        widget.close()


def asked(widget: FillMask, sent: list[dict[str, Any]]) -> dict[str, Any]:
    before = len(sent)
    widget._handle_custom_msg({"kind": "mask", "id": "1"}, [])
    until(lambda: len(sent) > before)
    return sent[-1]


def test_the_mask_is_the_models_own(sandbox: Sandbox, fill: Make) -> None:
    widget, sent = fill(model=None, client=InferenceClient(endpoint=sandbox.url))
    assert asked(widget, sent) == {"kind": "mask", "id": "1", "token": "[MASK]", "note": None}


@pytest.mark.parametrize(
    "reply",
    [
        {},
        {"mask_token": None},
        {"mask_token": ""},
        {"mask_token": "a\nb"},
        {"mask_token": "x" * 41},
        ["no object"],
        Reply([b"no such model"], 404),
        Reply([b"<html>"]),
    ],
)
def test_a_mask_that_nothing_tells_is_the_commonest_one_and_said_to_be_a_guess(
    fill: Make, reply: Any
) -> None:
    widget, sent = fill(reply)
    answer = asked(widget, sent)
    assert answer["token"] == "[MASK]"
    assert "Nothing tells this model's mask" in answer["note"]


def test_a_mask_is_looked_up_once_and_kept_for_its_model(
    fill: Make, server: ScriptedServer
) -> None:
    widget, sent = fill({"mask_token": "<m>"}, {"mask_token": "<other>"})
    assert [asked(widget, sent)["token"] for _ in range(2)] == ["<m>", "<m>"]
    widget.model = "another"
    assert asked(widget, sent)["token"] == "<other>"
    assert widget.masks.known == {"m": "<m>", "another": "<other>"}


def test_a_server_of_ones_own_is_not_asked(fill: Make, server: ScriptedServer) -> None:
    widget, sent = fill(model=server.url)
    assert asked(widget, sent)["note"] is not None
    assert not server.asked


def word(text: Any, score: float = 0.5) -> dict[str, Any]:
    return {"token_str": text, "score": score, "token": 1, "sequence": "?"}


@pytest.mark.parametrize(
    ("text", "answer", "choices", "filled"),
    [
        ("A [MASK].", [word(" cat"), word("dog")], 0, "A cat."),
        ("A [MASK].", [word(" cat"), word("dog")], 1, "A dog."),
        ("A <mask>.", [word("cat")], -1, "A cat."),
        ("<mask> <mask>", [[word("a"), word("b")], [word(" c")]], (1, 0), "b c"),
        ("x<mask>", [word(" y")], 0, "x y"),
        ("[MASK]", [[word("once more nested")]], 0, "once more nested"),
    ],
)
def test_a_text_is_filled(fill: Make, text: str, answer: Any, choices: Any, filled: str) -> None:
    widget, _ = fill(answer, text=text)
    widget.run().wait(PATIENCE)
    assert widget.filled(choices) == filled


def test_what_cannot_be_filled_is_told(fill: Make) -> None:
    widget, _ = fill([word("a")], text="no mask here")
    with pytest.raises(ValueError, match="no result yet"):
        widget.filled()
    widget.run().wait(PATIENCE)
    with pytest.raises(ValueError, match="words for 1 masks, and the text has not as many"):
        widget.filled()
    widget.text = "a [MASK]"
    shown = widget.control.shown
    assert isinstance(shown, Candidates)
    shown.asked = "a [MASK]"
    with pytest.raises(ValueError, match="choice is 7; there are 1 words"):
        widget.filled(7)
    with pytest.raises(ValueError, match="choices are 2; the text has 1 masks"):
        widget.filled([0, 0])


def test_the_page_gets_the_text_around_the_masks(fill: Make) -> None:
    answer = [[word("a\ud800")], [word("b"), word(None, None)]]
    widget, sent = fill(answer, text="x\ud800 [MASK] y [MASK]")
    widget.run().wait(PATIENCE)
    output = next(one["output"] for one in reversed(sent) if one["kind"] == "end")
    assert (output["pieces"], output["mask"]) == (["x\ufffd ", " y ", ""], "[MASK]")
    assert [one["word"] for one in output["lists"][0]["items"]] == ["a\ufffd"]
