"""A lens over a chat that text generation answers."""

from __future__ import annotations

import pytest

from hfwidgets import Chat, InferenceClient, Sandbox, TokenLens
from tests.waiting import PATIENCE
from tests.widgets.conftest import NGRAM, until


def test_the_answer_of_a_template_goes_on_from_its_prompt(sandbox: Sandbox) -> None:
    client = InferenceClient(endpoint=sandbox.url)
    asked = {"template": "plain", "max_new_tokens": 8, "top_n_tokens": 3}
    chat = Chat(NGRAM, task="text-generation", client=client, **asked)
    lens = TokenLens(chat)
    chat.send("A function").wait(PATIENCE)
    until(lambda: lens.status == "done")
    answer = lens.tokens
    assert len(answer) == 8
    lens.cut(3, 2).wait(PATIENCE)
    assert lens.tokens[:3] == answer[:3]
    assert [one.prompt for one in lens.branches] == [chat.prompt] * 2
    lens.close()
    chat.close()


def test_conversational_has_no_tokens_to_look_at(sandbox: Sandbox) -> None:
    chat = Chat(NGRAM, task="conversational", client=InferenceClient(endpoint=sandbox.url))
    with pytest.raises(ValueError, match="'conversational', whose answers have no tokens"):
        TokenLens(chat)
    chat.close()
