"""Chats over text generation with a template, and over `conversational`."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from hfwidgets import Chat, InferenceClient, Sandbox
from hfwidgets.conversations import documents
from hfwidgets.conversations.jinja import rendered_by_jinja
from hfwidgets.conversations.templates import KEPT, ChatTemplate
from hfwidgets.wire.parameter_error import ParameterError
from tests.waiting import PATIENCE
from tests.widgets.chat.conftest import View, event
from tests.widgets.conftest import NGRAM, until
from tests.wire.scripted import Reply, ScriptedServer

Make = Callable[..., Chat]
TALK = [
    {"role": "system", "content": "Be short."},
    {"role": "user", "content": "one?"},
    {"role": "assistant", "content": "1"},
    {"role": "user", "content": "two?"},
]


def token(text: str, **more: Any) -> dict[str, Any]:
    return {"token": {"id": 1, "text": text, "logprob": -0.5, "special": False}, **more}


def last(text: str, whole: str, reason: str = "stop_sequence", count: int = 3) -> dict[str, Any]:
    details = {"finish_reason": reason, "generated_tokens": count, "seed": None}
    return token(text, generated_text=whole, details=details)


def tokens(*told: dict[str, Any]) -> Reply:
    return Reply.of_events(*(event(one) for one in told))


@pytest.fixture
def asking(server: ScriptedServer, view: View) -> Any:
    """Makes a chat over a task of a server that plays replies."""
    made: list[Chat] = []

    def make(task: Any, *replies: Any, **parameters: Any) -> Chat:
        server.play(*replies)
        client = InferenceClient(f"{server.url}/generate", timeout=PATIENCE)
        if task == "conversational":  # of old servers: addresses by today's rules are chats
            client = InferenceClient("m", endpoint=server.url, timeout=PATIENCE)
        made.append(Chat(task=task, client=client, **parameters))
        return made[-1]

    yield make
    for one in made:
        one.close()


@pytest.mark.parametrize(
    ("name", "prompt"),
    [
        (
            "chatml",
            "<|im_start|>system\nBe short.<|im_end|>\n<|im_start|>user\none?<|im_end|>\n"
            "<|im_start|>assistant\n1<|im_end|>\n<|im_start|>user\ntwo?<|im_end|>\n"
            "<|im_start|>assistant\n",
        ),
        (
            "zephyr",
            "<|system|>\nBe short.</s>\n<|user|>\none?</s>\n<|assistant|>\n1</s>\n<|user|>\ntwo?"
            "</s>\n<|assistant|>\n",
        ),
        (
            "llama-2",
            "[INST] <<SYS>>\nBe short.\n<</SYS>>\n\none? [/INST] 1 </s><s>[INST] two? [/INST]",
        ),
        (
            "llama-3",
            "<|start_header_id|>system<|end_header_id|>\n\nBe short.<|eot_id|>"
            "<|start_header_id|>user<|end_header_id|>\n\none?<|eot_id|>"
            "<|start_header_id|>assistant<|end_header_id|>\n\n1<|eot_id|>"
            "<|start_header_id|>user<|end_header_id|>\n\ntwo?<|eot_id|>"
            "<|start_header_id|>assistant<|end_header_id|>\n\n",
        ),
        (
            "gemma",
            "<start_of_turn>user\nBe short.\n\none?<end_of_turn>\n<start_of_turn>model\n1"
            "<end_of_turn>\n<start_of_turn>user\ntwo?<end_of_turn>\n<start_of_turn>model\n",
        ),
        ("plain", "Be short.\n\nUser: one?\nModel: 1\nUser: two?\nModel:"),
    ],
)
def test_a_kept_template_makes_the_text_that_its_models_know(name: str, prompt: str) -> None:
    assert KEPT[name].prompt(TALK) == prompt


def test_the_prompt_is_sent_as_it_is_shown_and_what_ends_the_answer_is_taken_off(
    asking: Make, server: ScriptedServer, view: View
) -> None:
    reply = tokens(token(" A moon."), token("<|im"), last("_end|>", " A moon.<|im_end|>"))
    chat = asking("text-generation", reply, system="Be short.", temperature=0.5)
    shown = chat.prompt_for("What is a moon?")
    asked = view.send(chat, "chat-prompt", text="What is a moon?")
    assert asked["prompt"] == shown
    answer = chat.send("What is a moon?").wait()
    body = server.asked[-1].json
    assert body["inputs"] == chat.prompt == shown
    assert shown.endswith("user\nWhat is a moon?<|im_end|>\n<|im_start|>assistant\n")
    assert body["parameters"]["stop"] == ["<|im_end|>"]
    assert (body["parameters"]["max_new_tokens"], body["stream"]) == (512, True)
    assert answer.choices[0].message.content == chat.text == "A moon."
    assert view.agrees_with(chat)
    message = chat.tree.path[-1]
    assert (message.finish_reason, message.stats["tokens"]) == ("stop", 3)
    assert (message.system, dict(message.parameters)) == (
        "Be short.",
        {"temperature": 0.5, "template": "chatml"},
    )
    assert [one["logprob"] for one in message.logprobs] == [-0.5] * 3


def test_an_answer_is_branched_edited_and_kept_like_any_other(
    asking: Make, server: ScriptedServer, view: View
) -> None:
    replies = [tokens(last(text, text, "eos_token", 1)) for text in ("one", "two", "three")]
    chat = asking("text-generation", *replies, template="zephyr")
    chat.send("a").wait()
    chat.regenerate().wait()
    assert [one.text for one in chat.tree.path[-1].branches] == ["one", "two"]
    chat.edit(0, "b").wait()
    assert server.asked[-1].json["inputs"] == "<|user|>\nb</s>\n<|assistant|>\n"
    assert view.agrees_with(chat)
    chat.undo()
    assert chat.text == "three"  # of the last run
    assert chat.messages[-1]["content"] == "two"
    kept = documents.from_json(chat.to_json())
    assert kept.sent() == chat.messages
    assert {one.parameters.get("template") for one in kept} == {None, "zephyr"}


def test_a_server_that_goes_on_behind_the_end_is_cut_off(asking: Make) -> None:
    told = [token("yes</s>\n<|user|>"), token(" and more"), 2.0, token("never")]
    reply = Reply.of_events(*(one if isinstance(one, float) else event(one) for one in told))
    chat = asking("text-generation", reply, template="zephyr")
    chat.send("a").wait(PATIENCE)
    assert (chat.text, chat.status) == ("yes", "done")


def test_what_only_looks_like_the_end_is_let_through(asking: Make) -> None:
    reply = tokens(token("a <|im"), token("plicit|> b <"), last("|im_", "", "length"))
    chat = asking("text-generation", reply)
    chat.send("a").wait()
    assert chat.text == "a <|implicit|> b <|im_"


def test_a_server_that_cannot_stream_answers_in_one_piece_and_it_is_said(
    asking: Make, server: ScriptedServer
) -> None:
    refused = (
        "The following `model_kwargs` are not used by the model: ['watermark', 'stop', 'details'] "
        "(note: typos in the generate arguments will also show up in this list)"
    )
    whole = Reply.of_json([{"generated_text": "fine</s> tail"}])
    error = Reply.of_json({"error": refused}, status=400)
    chat = asking("text-generation", error, whole, template="zephyr")
    chat.send("a").wait()
    assert chat.text == "fine"
    assert "cannot stream" in str(chat.notice)


def test_a_function_is_a_template_and_asked_once_for_a_message(
    asking: Make, server: ScriptedServer
) -> None:
    made: list[Any] = []

    def questions(messages: list[dict[str, str]]) -> str:
        made.append(messages)
        return f"{len(made)}. Q: {messages[-1]['content']}\nA:"

    chat = asking("text-generation", tokens(last(" 1", " 1")), template=questions)
    chat.send("a").wait()
    assert server.asked[-1].json["inputs"] == chat.prompt == "1. Q: a\nA:"
    assert server.asked[-1].json["parameters"]["stop"] == []
    assert len(made) == 1
    assert chat.form["fields"]
    assert chat.get_state("template") == {"template": "questions"}


def test_the_page_chooses_a_template_and_keeps_one_that_it_does_not_know(
    asking: Make, view: View
) -> None:
    own = ChatTemplate(lambda messages: "prompt", name="own")
    chat = asking("text-generation", template=own)
    view_calls = {"kind": "edit", "values": {"template": "own"}}
    chat._handle_custom_msg(view_calls, [])
    assert chat.template is own
    chat._handle_custom_msg({"kind": "edit", "values": {"template": "gemma"}}, [])
    assert chat.template is KEPT["gemma"]
    chat._handle_custom_msg(view_calls, [])
    assert chat.template is own
    field = next(one for one in chat.form["fields"] if one["name"] == "template")
    assert (field["default"], field["choices"]) == ("chatml", list(KEPT))


def test_jinja_templates_render_as_models_bring_them() -> None:
    source = (
        "{% for m in messages %}\n{{ '<' + m.role + '>' + m['content'] + eos_token }}\n"
        "{% endfor %}\n{% if add_generation_prompt %}<assistant>{% endif %}"
    )
    made = ChatTemplate(rendered_by_jinja(source, eos_token="</s>"), ("</s>",), "jinja")
    assert made.prompt(TALK[1:2]) == "<user>one?</s>\n<assistant>"


def test_what_a_jinja_template_was_not_given_is_false_but_no_text() -> None:
    """As templates of models are written, which ask for tools that a chat may not have."""
    source = (
        "{%- if tools %}tools{% endif %}{% for m in messages %}{% if not m.tool_calls %}"
        "{{ m.content | tojson }}{% endif %}{% if loop.first %}{% continue %}{% endif %}, "
        "{% endfor %}{% if date is defined %}{{ date }}{% endif %}{{ bos_token }}"
    )
    assert ChatTemplate.of_jinja(source).prompt(TALK[2:]) == '"1""two?", '
    assert (
        ChatTemplate.of_jinja("{{ messages[0].content | tojson }}").prompt(
            [{"role": "user", "content": "<é>"}]
        )
        == '"<é>"'
    )


@pytest.mark.parametrize(
    "written", ["eos_token", "'a' + eos_token", "messages[0].content ~ eos_token"]
)
def test_what_a_jinja_template_lacks_is_named_with_a_way_to_give_it(written: str) -> None:
    source = "{{ " + written + " }}"
    with pytest.raises(ParameterError, match=r"writes 'eos_token'.*of_jinja\(source, eos_token="):
        ChatTemplate.of_jinja(source).prompt(TALK)
    assert ChatTemplate.of_jinja(source, eos_token="</s>").prompt(TALK).endswith("</s>")


def test_the_token_that_ends_a_text_ends_the_answer_unless_it_is_told_otherwise() -> None:
    assert ChatTemplate.of_jinja("a", eos_token="</s>").stop == ["</s>"]
    assert ChatTemplate.of_jinja("a", eos_token="</s>", stop=["!"]).stop == ["!"]
    assert ChatTemplate.of_jinja("a").stop == ()


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("chatlm", "did you mean 'chatml'?"),
        (7, "template is 7"),
        ("{% for m in messages %}", "no Jinja in line 1"),
    ],
)
def test_what_is_no_template_is_refused_at_once(asking: Make, template: Any, told: str) -> None:
    with pytest.raises(ParameterError) as refused:
        asking("text-generation", template=template)
    assert told in refused.value.problems["template"]


@pytest.mark.parametrize(
    ("template", "told"),
    [
        ("{{ messages[0].content + eos_token }}", "writes 'eos_token', which it was not given"),
        ("{{ messages[3].content }}", "no element 3"),
        ("{{ raise_exception('no system, please') }}", "no system, please"),
        ("{{ ''.__class__.__mro__ }}", "template 'jinja' fails"),
        (lambda messages: None, "gave None"),
        (lambda messages: messages[5], "IndexError"),
    ],
)
def test_a_template_that_fails_sends_nothing_and_the_message_goes_back(
    asking: Make, server: ScriptedServer, view: View, template: Any, told: str
) -> None:
    chat = asking("text-generation", template=template)
    with pytest.raises(ParameterError) as refused:
        chat.send("a")
    assert told in refused.value.problems["template"]
    view.send(chat, "chat-send", text="kept")
    assert told in view.of("invalid")[-1]["errors"]["template"]
    assert chat.draft == "kept"
    assert not chat.messages
    assert not server.asked


@pytest.mark.parametrize("task", ["text-generation", "conversational"])
def test_pictures_are_refused_where_words_alone_are_taken(asking: Make, task: str) -> None:
    chat = asking(task)
    with pytest.raises(ParameterError, match="has a picture"):
        chat.send("a", images=["https://example.org/a.png"])


def test_the_page_is_told_the_prompt_of_what_was_sent_or_would_be(asking: Make, view: View) -> None:
    chat = asking("text-generation", tokens(last(" 1", " 1")), template="plain")
    shown = view.send(chat, "chat-prompt", text=" ")
    assert (shown["prompt"], shown["sent"]) == ("", False)
    shown = view.send(chat, "chat-prompt", text="one?")
    assert (shown["prompt"], shown["sent"]) == ("User: one?\nModel:", False)
    chat.send("one?").wait()
    shown = view.send(chat, "chat-prompt", text="")
    assert (shown["prompt"], shown["sent"]) == ("User: one?\nModel:", True)
    chat.stop_sequences = ["!"]
    shown = view.send(chat, "chat-prompt", text="two?")
    assert shown["prompt"] == "User: one?\nModel: 1\nUser: two?\nModel:"
    assert (shown["stop"], shown["sent"]) == (["\nUser:", "!"], False)
    for text in "ab":  # of one name
        told = len(view.of("conversation"))
        chat.template = ChatTemplate(lambda _, text=text: text)
        assert len(view.of("conversation")) == told + 1
        assert view.send(chat, "chat-prompt", text="two?")["prompt"] == text


def test_a_template_without_a_task_is_refused() -> None:
    with pytest.raises(ParameterError, match="task='text-generation'"):
        Chat(template="chatml")  # type: ignore[call-overload]
    with pytest.raises(ParameterError, match="'conversational'"):
        Chat(task="translation")  # type: ignore[call-overload]


def test_code_makes_the_call_of_a_template_again(asking: Make) -> None:
    chat = asking("text-generation", tokens(last(" 1", " 1")), template="plain", temperature=0.5)
    chat.send("one?").wait()
    code = chat.to_code()
    assert "client.text_generation(" in code
    assert r"'User: one?\n'" in code
    assert "'Model:'" in code
    assert json.dumps("\nUser:")[1:-1] in code.replace("'", '"')
    assert "template" not in code


def answered(text: str) -> Reply:
    return Reply.of_json({"generated_text": text, "conversation": {}})


def test_conversational_is_told_what_was_said_in_turn(
    asking: Make, server: ScriptedServer, view: View
) -> None:
    chat = asking("conversational", answered("Fine."), answered("Blue."), answered("Grey."))
    chat.send("How are you?").wait()
    assert server.asked[-1].json["inputs"] == {"text": "How are you?"}
    chat.send("And the sky?").wait()
    assert server.asked[-1].json["inputs"] == {
        "text": "And the sky?",
        "generated_responses": ["Fine."],
        "past_user_inputs": ["How are you?"],
    }
    assert chat.text == "Blue."
    chat.regenerate().wait()
    assert [one.text for one in chat.tree.path[-1].branches] == ["Blue.", "Grey."]
    assert view.agrees_with(chat)
    assert "client.conversational(" in chat.to_code()
    assert "And the sky?" in chat.to_code()


def test_conversational_takes_no_system_prompt(asking: Make) -> None:
    with pytest.raises(ParameterError, match="takes no system prompt"):
        asking("conversational", system="Be short.")
    chat = asking("conversational")
    chat.messages = TALK
    with pytest.raises(ParameterError, match="takes no system prompt"):
        chat.run()


def test_both_ways_answer_in_the_sandbox(sandbox: Sandbox, view: View) -> None:
    client = InferenceClient(endpoint=sandbox.url)
    chat = Chat(
        "sandbox/ngram-topics",
        task="text-generation",
        template="plain",
        client=client,
        max_new_tokens=6,
    )
    said = chat.send("A function").wait().choices[0].message.content
    assert said
    assert chat.text == said
    assert view.agrees_with(chat)
    chat.close()


@pytest.mark.parametrize("task", ["text-generation", "conversational"])
def test_examples_are_those_of_chats(sandbox: Sandbox, view: View, task: Any) -> None:
    chat = Chat(NGRAM, task=task, client=InferenceClient(endpoint=sandbox.url))
    chat._handle_custom_msg({"kind": "examples", "id": "e"}, [])
    until(lambda: view.of("examples"))
    told = view.of("examples")[-1]
    assert not told["lack"]
    assert {one["name"] for row in told["examples"] for one in row["fields"]} == {"messages"}
    chat.close()
