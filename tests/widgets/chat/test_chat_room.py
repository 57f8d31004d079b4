"""A chat and the context of its model: what is known and said of it, and that nothing is cut."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from hfwidgets import Chat, InferenceClient, Sandbox
from hfwidgets.catalogue.terms import terms
from hfwidgets.wire.mapping import mappings
from tests.providers.world import TOKEN
from tests.waiting import PATIENCE
from tests.widgets.chat.conftest import DONE, View, delta, event, stream
from tests.wire.scripted import Reply, ScriptedServer

Make = Callable[..., Chat]
SAID = (
    "This model's maximum context length is 4,096 tokens. However, you requested 5,000 tokens "
    "(4,000 in the messages, 1,000 in the completion)."
)
TALK = [
    {"role": "user", "content": "one " * 100},
    {"role": "assistant", "content": "two " * 100},
]


def refusal(words: str, status: int = 400) -> Reply:
    return Reply.of_json({"error": {"message": words}}, status)


def counted(read: int, written: int) -> Reply:
    usage = {"prompt_tokens": read, "completion_tokens": written}
    last = event({"choices": [], "usage": usage})
    return stream(delta("Yes", finish_reason="stop"), last, DONE)


@pytest.fixture(autouse=True)
def _forget() -> Iterator[None]:
    mappings.clear()
    terms.clear()
    yield
    mappings.clear()
    terms.clear()


def test_an_error_tells_the_numbers_and_the_ways_out_and_nothing_is_cut(
    played: Make, view: View, server: ScriptedServer
) -> None:
    chat = played(refusal(SAID), messages=TALK, max_tokens=1000)
    assert (chat.room.limit, chat.room.level) == (None, "unknown")
    assert view.of("conversation") == []
    with pytest.raises(Exception, match="maximum context"):
        chat.send("three").wait(PATIENCE)
    card = chat.problem
    assert card["title"] == "The conversation is too long for the model"
    for words in ("4,096", "5,000", "max_tokens is 1,000", "undo"):
        assert words in card["remedy"]
    # The question is in the box again, and the conversation as it was.
    assert (chat.draft, chat.messages) == ("three", TALK)
    sent = server.asked[-1].json
    assert [one["content"] for one in sent["messages"]] == [
        *(one["content"] for one in TALK),
        "three",
    ]
    assert (chat.room.limit, chat.room.told_by) == (4096, "server")
    told = view.of("end")[-1]["room"]
    assert told["limit"] == 4096
    assert told["answer"] == 1000


@pytest.mark.parametrize(
    ("words", "known"),
    [("context_length_exceeded", None), ("the model's context window of 512 is exceeded", 512)],
)
def test_an_error_without_numbers_has_the_ways_out_as_well(played: Make, words, known) -> None:
    chat = played(refusal(words), messages=TALK)
    with pytest.raises(Exception, match="context"):
        chat.send("three").wait(PATIENCE)
    assert chat.problem["title"] == "The conversation is too long for the model"
    assert "clear the conversation" in chat.problem["remedy"]
    assert chat.room.limit == known


def test_an_error_of_another_kind_has_its_own_words(played: Make) -> None:
    chat = played(refusal("`temperature` must be positive"), messages=TALK)
    with pytest.raises(Exception, match="temperature"):
        chat.send("three").wait(PATIENCE)
    assert "too long" not in chat.problem["title"]
    assert chat.room.limit is None


def test_what_the_server_counts_replaces_the_estimate(played: Make) -> None:
    chat = played(counted(321, 9))
    chat.send("Is it?").wait(PATIENCE)
    assert chat.room.used == 330
    chat.undo()
    assert chat.room.used == 0


def test_a_page_is_told_when_what_the_room_depends_on_changes(played: Make, view: View) -> None:
    chat = played(refusal(SAID), messages=TALK)
    chat.model = "a/b"
    with pytest.raises(Exception, match="context"):
        chat.send("three").wait(PATIENCE)
    assert view.of("end")[-1]["room"]["limit"] == 4096
    chat.max_tokens = 77
    assert view.told[-1]["room"]["answer"] == 77
    chat.model = "c/d"  # of which nobody has told anything
    assert view.told[-1]["room"] is None
    chat.model = "a/b"
    assert view.told[-1]["room"]["limit"] == 4096
    before = len(view.of("conversation"))
    chat.temperature = 0.5
    assert len(view.of("conversation")) == before


def test_an_offer_tells_the_limit_as_soon_as_it_is_known(sandbox: Sandbox) -> None:
    client = InferenceClient(endpoint=sandbox.url, provider="auto", api_key=TOKEN)
    chat = Chat("sandbox/ngram-topics", client=client, provider="groq", max_tokens=4)
    assert chat.room.limit is None
    chat.send("one?").wait(PATIENCE)
    assert (chat.room.limit, chat.room.told_by) == (32768, "provider")
    assert chat.room.level == "ample"
    chat.provider = "hf-inference"  # which tells none
    assert chat.room.limit is None
    chat.close()


def test_a_chat_over_text_generation_knows_its_errors_too(played: Make) -> None:
    words = (
        "`inputs` tokens + `max_new_tokens` must be <= 512. Given: 600 `inputs` tokens and 512 "
        "`max_new_tokens`"
    )
    reply: Any = Reply.of_json({"error": words, "error_type": "validation"}, 422)
    chat = played(reply, task="text-generation", messages=TALK)
    with pytest.raises(Exception, match="512"):
        chat.send("three").wait(PATIENCE)
    assert chat.room.limit == 512
    assert chat.room.answer == 512
    assert "1,112 were asked for" in chat.problem["remedy"]
    assert "max_new_tokens" in chat.problem["remedy"]
