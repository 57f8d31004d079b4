"""Words of an answer that go on to another widget, by Python and by the page's menu."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hfwidgets import (
    ImageClassification,
    InferenceClient,
    TextClassification,
    TextGeneration,
    ZeroShotClassification,
)
from tests.waiting import PATIENCE
from tests.wire.scripted import Reply, ScriptedServer

ANSWER = [{"label": "low", "score": 0.1}, {"label": "high", "score": 0.9}]


@pytest.fixture
def make(server: ScriptedServer) -> Iterator[Callable[..., Any]]:
    made: list[Any] = []

    def one(kind: Any = TextClassification, **given: Any) -> Any:
        made.append(kind("m", client=InferenceClient(endpoint=server.url), **given))
        made[-1].send = lambda content, buffers=None: None
        return made[-1]

    yield one
    for widget in made:
        widget.close()


@pytest.fixture
def giver(make: Callable[..., Any], server: ScriptedServer) -> Any:
    server.play(Reply.of_json(ANSWER))
    widget = make(text="x")
    widget.run().wait(PATIENCE)
    return widget


def asks(widget: Any, **content: Any) -> dict[str, Any]:
    sent: list[dict[str, Any]] = []
    widget.send = lambda content, buffers=None: sent.append(content)
    widget._handle_custom_msg({"id": "1", **content}, [])
    return sent[-1]


@pytest.mark.parametrize(("part", "words"), [(None, "high"), (0, "low"), (-1, "high")])
def test_a_label_is_sent_to_another_widget(giver: Any, make: Any, part: Any, words: str) -> None:
    other = make(TextGeneration)
    assert giver.send_to(other, part, max_new_tokens=3) is other
    assert (other.prompt, other.max_new_tokens) == (words, 3)


def test_what_cannot_be_sent_is_told(giver: Any, make: Any) -> None:
    with pytest.raises(ValueError, match="no part 7"):
        giver.send_to(make(TextGeneration), 7)
    with pytest.raises(ValueError, match="ImageClassification takes no text"):
        giver.send_to(make(ImageClassification))
    with pytest.raises(ValueError, match="has no text 'context'; it has 'prompt'"):
        giver.send_to(make(TextGeneration), field="context")
    with pytest.raises(TypeError, match="no parameter 'txt'"):
        giver.send_to(make(TextGeneration), txt="x")
    with pytest.raises(ValueError, match="no result yet"):
        make().send_to(make(TextGeneration))


def test_the_menu_has_the_widgets_that_take_a_text_and_no_closed_one(giver: Any, make: Any) -> None:
    there, closed = make(TextGeneration), make(ZeroShotClassification)
    gone = closed.model_id
    closed.close()
    make(ImageClassification)
    targets = asks(giver, kind="targets")["targets"]
    named = {one["target"] for one in targets}
    assert f"{there.model_id}/prompt" in named
    assert {
        "new:fill-mask/text",
        "new:text-generation/prompt",
        "new:image-to-image/prompt",
    } <= named
    assert not [one for one in named if one.startswith((f"{giver.model_id}/", "new:image-cl"))]
    assert not [one for one in named if one.startswith(f"{gone}/")]


def test_the_page_hands_a_text_to_a_widget_that_is_there(giver: Any, make: Any) -> None:
    other = make(TextGeneration)
    what = {"kind": "text", "text": "words"}
    answer = asks(giver, kind="use", target=f"{other.model_id}/prompt", what=what)
    assert answer == {"kind": "ack", "id": "1"}
    assert other.prompt == "words"


def test_a_new_widget_opens_below_and_closes_with_its_giver(giver: Any) -> None:
    use = {"kind": "use", "what": {"kind": "text", "text": "words"}}
    asks(giver, **use, target="new:fill-mask/text")
    first = giver.opened
    assert (first.task, first.text) == ("fill-mask", "words")
    asks(giver, **use, target="new:text-classification/text")
    assert first.closed
    second = giver.opened
    asks(giver, kind="close")
    assert giver.opened is None
    assert second.closed
    asks(giver, **use, target="new:fill-mask/text")
    third = giver.opened
    giver.close()
    assert third.closed


@pytest.mark.parametrize(
    ("target", "what", "why"),
    [
        ("nobody/text", {"kind": "text", "text": "x"}, "that widget is closed"),
        ("new:nothing/text", {"kind": "text", "text": "x"}, "no widget for 'nothing'"),
        ("new:text-generation/model", {"kind": "text", "text": "x"}, "has no text 'model'"),
        ("new:text-generation/prompt", {"kind": "input"}, "there is no text to hand on"),
    ],
)
def test_what_a_page_cannot_hand_on_is_told(
    giver: Any, target: str, what: dict[str, Any], why: str
) -> None:
    assert why in asks(giver, kind="use", target=target, what=what)["error"]
