"""A canary token is in no message, document or saved result of a chat."""

from __future__ import annotations

from typing import Any

import pytest

from hfwidgets import Chat, InferenceClient
from tests.widgets.chat.conftest import View, delta, event
from tests.widgets.test_canary import CANARY, SECRETS, echo
from tests.wire.scripted import Asked, Reply, ScriptedServer


def echo_in_stream(asked: Asked) -> Reply:
    """Give the token back beside words that are kept."""
    said = f"no access with {asked.headers.get('authorization')}"
    return Reply.of_events(delta("So far"), event({"error": {"message": said}}))


@pytest.mark.parametrize("answer", [echo, echo_in_stream])
def test_no_chat_lets_the_token_out(server: ScriptedServer, view: View, answer: Any) -> None:
    server.play(answer)
    address = f"{server.url}/v1?key=signature-canary"
    chat = Chat(address, client=InferenceClient(token=CANARY), system="Be short.")
    with pytest.raises(OSError, match="no access"):
        chat.send("one?").wait()
    chat._handle_custom_msg({"kind": "snapshot", "view": "v"}, [])
    assert f"Bearer {CANARY}" in server.asked[-1].headers.values()
    ways = [chat.to_json(), chat.to_markdown(reasoning=True), repr(view.told), repr(chat.history)]
    ways += [str(chat.sheet().bundle()), repr(list(chat.tree)), repr(chat.draft)]
    ways += [repr([vars_of(one) for one in chat.tree])]
    for way in ways:
        assert not [secret for secret in SECRETS if secret in way]
    chat.close()


def careless(messages: list[dict[str, str]]) -> str:
    """Fail as a template does that asks a server itself."""
    if messages[-1]["content"] == "one?":
        return "Q: one?"
    raise RuntimeError(f"401 with Authorization: Bearer {CANARY}")


def test_neither_a_prompt_nor_a_template_that_fails_lets_the_token_out(
    server: ScriptedServer, view: View
) -> None:
    server.play(echo)
    address = f"{server.url}/generate?key=signature-canary"
    client = InferenceClient(token=CANARY)
    chat = Chat(address, task="text-generation", client=client, template=careless)
    with pytest.raises(OSError, match="no access"):
        chat.send("one?").wait()
    assert f"Bearer {CANARY}" in server.asked[-1].headers.values()
    assert view.send(chat, "chat-prompt", text="one?")["prompt"] == chat.prompt == "Q: one?"
    for kind in ("chat-prompt", "chat-send"):
        view.send(chat, kind, text="two?")
    told = [repr(one) for one in view.told if "template" in repr(one)]
    assert len([one for one in told if "401 with" in one]) == 2
    state = {name: value for name, value in chat.get_state().items() if name != "model"}
    ways = [repr(view.told), chat.to_json(), repr(state), repr(chat.template)]
    ways += [str(chat.sheet().bundle()), repr(chat.history), repr(chat), chat.to_code()]
    for way in ways:
        assert not [secret for secret in SECRETS if secret in way]
    chat.close()


def vars_of(message: Any) -> dict[str, Any]:
    return {name: getattr(message, name) for name in type(message).__slots__ if name != "parent"}
