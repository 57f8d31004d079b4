"""Templates: a conversation as the one text that a model of plain text generation continues.

The kept ones are those that the models were trained with, as their makers publish them. The token
that begins a text (`<s>`, `<|begin_of_text|>`, `<bos>`) is left out: servers put it there.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from hfwidgets.conversations.message import text_of
from hfwidgets.wire.parameter_error import ParameterError

Messages: TypeAlias = Sequence[Mapping[str, Any]]
Render: TypeAlias = Callable[[list[dict[str, str]]], str]
SYSTEM = ("system", "developer")
DEFAULT = "chatml"


@dataclass(frozen=True, slots=True, repr=False)
class ChatTemplate:
    r"""How a conversation becomes the text that a model continues with its answer.

    Args:
        render: Makes the text of messages: `{"role": ..., "content": text}` each, oldest first.
        stop: Texts that end the answer: they are sent as stop sequences, and taken off the answer.
        name: What pages call it.

    Example:
        >>> ask = ChatTemplate(lambda messages: f"Q: {messages[-1]['content']}\nA:", ["\nQ:"], "qa")
        >>> ask.prompt([{"role": "user", "content": "What is a moon?"}])
        'Q: What is a moon?\nA:'
    """

    render: Render
    stop: Sequence[str] = ()
    name: str = "template"

    @classmethod
    def of_jinja(
        cls,
        source: str,
        *,
        stop: Sequence[str] | None = None,
        name: str = "jinja",
        **variables: Any,
    ) -> ChatTemplate:
        """Return a template in Jinja, as models bring theirs: `chat_template`; jinja2 renders it.

        Args:
            source: The template; its sandbox reaches nothing but what it is given.
            stop: Texts that end the answer. None takes `eos_token`, where that is given.
            name: What pages call it.
            **variables: What it writes beside the messages, such as `eos_token="<|im_end|>"`.

        Raises:
            ParameterError: jinja2 is missing, or the source is at fault; the line is named.
        """
        from hfwidgets.conversations.jinja import rendered_by_jinja

        ends = [str(variables["eos_token"])] if stop is None and "eos_token" in variables else stop
        return cls(rendered_by_jinja(source, name=name, **variables), ends or (), name)

    def __repr__(self) -> str:
        ends = f", stops at {', '.join(map(repr, self.stop))}" if self.stop else ""
        return f"<ChatTemplate {self.name}{ends}>"

    def prompt(self, messages: Messages) -> str:
        """Return the text that is sent.

        Raises:
            ParameterError: The template has no place for one of the messages, fails, or gives no
                text.
        """
        said = [_worded(one, place) for place, one in enumerate(messages)]
        try:
            text = self.render(said)
        except ParameterError:
            raise
        except Exception as error:
            raise _refused(
                f"template {self.name!r} fails on these messages: {type(error).__name__}: {error}; "
                "mend it, or take another"
            ) from error
        if not isinstance(text, str) or not text:
            raise _refused(
                f"template {self.name!r} gave {text!r:.60}; it gives the text that is sent, of at "
                "least one character"
            )
        return text


def template_of(value: Any) -> ChatTemplate:
    """Return a template.

    Args:
        value: It; the name of a kept one; a function of messages; or the source of a Jinja
            template as models bring it, where jinja2 is installed.

    Raises:
        ParameterError: It is none.
    """
    if isinstance(value, ChatTemplate):
        return value
    if callable(value):
        return ChatTemplate(value, name=getattr(value, "__name__", type(value).__name__))
    names = ", ".join(map(repr, KEPT))
    way = f"give one of {names}, a function of the messages, a ChatTemplate, or Jinja source"
    if not isinstance(value, str):
        raise _refused(f"template is {value!r:.60}; {way}")
    if "{{" in value or "{%" in value:
        return ChatTemplate.of_jinja(value)
    if value not in KEPT:
        close = difflib.get_close_matches(value, KEPT, 1)
        hint = f" did you mean {close[0]!r}?" if close else ""
        raise _refused(f"template is {value!r:.60};{hint} {way}")
    return KEPT[value]


def _worded(message: Mapping[str, Any], place: int) -> dict[str, str]:
    """Return a message as templates take it: words alone."""
    role, content = message.get("role"), message.get("content")
    if message.get("tool_calls") or role == "tool":
        raise _unfit(place, "belongs to a call of a tool", "words alone; ask a chat completion")
    if isinstance(content, list) and any(one.get("type") != "text" for one in content):
        raise _unfit(place, "has a picture", "words alone; take it out, or ask a chat completion")
    return {"role": "system" if role in SYSTEM else str(role), "content": text_of(content)}


def _unfit(place: int, what: str, rule: str) -> ParameterError:
    return ParameterError(
        {"messages": f"message {place + 1} {what}; a text that is continued has {rule}"}
    )


def _refused(told: str) -> ParameterError:
    return ParameterError({"template": told})


def _marked(marks: Mapping[str, tuple[str, str]], opening: str) -> Render:
    """Return what puts marks around each message, by its role, and opens the answer."""

    def render(messages: list[dict[str, str]]) -> str:
        parts = []
        for one in messages:
            before, after = marks[one["role"]]
            parts.append(f"{before}{one['content']}{after}")
        return "".join(parts) + opening

    return render


def _without_system(messages: list[dict[str, str]], join: str) -> list[dict[str, str]]:
    """Return messages with the system prompt in the first of the person's."""
    if not messages or messages[0]["role"] != "system":
        return messages
    system, *rest = messages
    if not rest or rest[0]["role"] != "user":
        return [{"role": "user", "content": system["content"]}, *rest]
    content = join.format(system=system["content"].strip(), user=rest[0]["content"].strip())
    return [{"role": "user", "content": content}, *rest[1:]]


def _llama_2(messages: list[dict[str, str]]) -> str:
    parts: list[str] = []
    for one in _without_system(messages, "<<SYS>>\n{system}\n<</SYS>>\n\n{user}"):
        said = one["content"].strip()
        if one["role"] == "assistant":
            parts.append(f" {said} </s><s>")
        else:
            parts.append(f"[INST] {said} [/INST]")
    return "".join(parts)


def _gemma(messages: list[dict[str, str]]) -> str:
    roles = {"assistant": "model"}
    parts = [
        f"<start_of_turn>{roles.get(one['role'], 'user')}\n{one['content'].strip()}<end_of_turn>\n"
        for one in _without_system(messages, "{system}\n\n{user}")
    ]
    return "".join(parts) + "<start_of_turn>model\n"


def _llama_3(messages: list[dict[str, str]]) -> str:
    head = "<|start_header_id|>{}<|end_header_id|>\n\n"
    parts = [f"{head.format(one['role'])}{one['content'].strip()}<|eot_id|>" for one in messages]
    return "".join(parts) + head.format("assistant")


def _speaker(name: str) -> tuple[str, str]:
    return (f"{name}: ", "\n")


ROLES = ("system", "user", "assistant")
KEPT: dict[str, ChatTemplate] = {
    one.name: one
    for one in (
        ChatTemplate(
            _marked(
                {role: (f"<|im_start|>{role}\n", "<|im_end|>\n") for role in ROLES},
                "<|im_start|>assistant\n",
            ),
            ("<|im_end|>",),
            "chatml",
        ),
        ChatTemplate(
            _marked({role: (f"<|{role}|>\n", "</s>\n") for role in ROLES}, "<|assistant|>\n"),
            ("</s>",),
            "zephyr",
        ),
        ChatTemplate(_llama_2, ("</s>",), "llama-2"),
        ChatTemplate(_llama_3, ("<|eot_id|>",), "llama-3"),
        ChatTemplate(_gemma, ("<end_of_turn>",), "gemma"),
        # For models that know no marks.
        ChatTemplate(
            _marked(
                {"system": ("", "\n\n"), "user": _speaker("User"), "assistant": _speaker("Model")},
                "Model:",
            ),
            ("\nUser:",),
            "plain",
        ),
    )
}
