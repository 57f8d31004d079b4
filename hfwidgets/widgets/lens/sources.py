"""What a lens generates from: a prompt or a chat, with parameters; and how either goes on."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from hfwidgets.tasks.checking import refuse
from hfwidgets.tasks.table import TASKS
from hfwidgets.widgets.engine.base import refuse_unknown
from hfwidgets.widgets.text.streamed_text import StreamedText
from hfwidgets.wire.config import Config
from hfwidgets.wire.flow import Flow

SAMPLING = ("temperature", "top_k", "top_p", "typical_p")
ALTERNATIVES = 5  # as many as servers give
DRAWN = (
    "This branch is drawn at random: with the likeliest token each time it would be the same text "
    "again."
)
# What vLLM and others understand; a server that does not begins the answer anew.
GO_ON = {"add_generation_prompt": False, "continue_final_message": True}

Values = dict[str, Any]


@dataclass(frozen=True)
class Onward:
    """How a branch goes on.

    Attributes:
        values: Arguments of the flow.
        seed: The seed among them, or None.
        notice: What a person should know of it, or None.
    """

    values: Values = field(repr=False)
    seed: int | None = None
    notice: str | None = None


@dataclass(frozen=True)
class TextSource:
    """A prompt that is continued."""

    prompt: str
    parameters: Mapping[str, Any] = field(default_factory=dict, repr=False)
    task = "text-generation"

    def first(self) -> Onward:
        """Return how the first text is generated."""
        return Onward({**self.parameters, "prompt": self.prompt}, self.parameters.get("seed"))

    def onward(self, kept: str, *, chosen: bool, seed: int | None) -> Onward:
        """Return how a text goes on behind what is kept of it.

        Args:
            kept: It, without the prompt.
            chosen: Whether it ends in an alternative, so that it differs in any case.
            seed: The seed; None draws one where it counts.
        """
        values = {**self.parameters, "prompt": self.prompt + kept, "return_full_text": False}
        for name in ("best_of", "decoder_input_details"):
            values.pop(name, None)
        samples = values.get("do_sample") or any(values.get(one) is not None for one in SAMPLING)
        notice = None
        if not samples and not chosen:
            values["do_sample"] = samples = True
            notice = DRAWN
        if samples:
            values["seed"] = new_seed() if seed is None else seed
        else:
            values.pop("seed", None)
        return Onward(values, values.get("seed"), notice)

    def call(self, config: Config, values: Values, tell: Callable[[str | None], None]) -> Flow[Any]:
        """Return the flow of a run: streamed where the server can; `tell` gets what to know."""
        output = StreamedText()
        answer = yield from output.call(TASKS[self.task].flow, config, values)
        tell(output.notice)
        return answer


@dataclass(frozen=True)
class ChatSource:
    """A conversation that is answered."""

    messages: list[Any]
    parameters: Mapping[str, Any] = field(default_factory=dict, repr=False)
    task = "chat-completion"

    @property
    def prompt(self) -> str:
        """What was said last."""
        last = self.messages[-1] if self.messages else {}
        content = last.get("content") if isinstance(last, Mapping) else ""
        return content if isinstance(content, str) else ""

    def first(self) -> Onward:
        """Return how the first answer is generated."""
        return Onward({**self.parameters, "messages": self.messages}, self.parameters.get("seed"))

    def onward(self, kept: str, *, chosen: bool, seed: int | None) -> Onward:
        """Return how an answer goes on behind what is kept of it; see `TextSource.onward`."""
        values = {**self.parameters, "messages": list(self.messages)}
        for name in ("n", "stream_options"):
            values.pop(name, None)
        if kept:
            values["messages"].append({"role": "assistant", "content": kept})
            values["extra_body"] = {**(values.get("extra_body") or {}), **GO_ON}
        notice = None
        if values.get("temperature") == 0 and not chosen:
            values["temperature"] = 1.0
            notice = DRAWN
        if values.get("temperature") != 0:
            values["seed"] = new_seed() if seed is None else seed
        return Onward(values, values.get("seed"), notice)

    def call(self, config: Config, values: Values, tell: Callable[[str | None], None]) -> Flow[Any]:
        """Return the flow of a run; `tell` is not needed."""
        return (
            yield from TASKS[self.task].flow(config, **{"stream": True, **values, "logprobs": True})
        )


Source = TextSource | ChatSource


def source_of(
    prompt: str | None, messages: list[Any] | None, parameters: Mapping[str, Any]
) -> Source | None:
    """Return what a lens generates from, or None where it is given nothing.

    Raises:
        TypeError: Both, or a parameter that the task does not have.
        ParameterError: A value breaks its rule (a `ValueError`).
    """
    if prompt is not None and messages is not None:
        raise TypeError("TokenLens takes a prompt or messages, not both: give one of them")
    if prompt is None and messages is None:
        if parameters:
            refuse_unknown("TokenLens", parameters, ["prompt", "messages"])
        return None
    task = "text-generation" if messages is None else "chat-completion"
    spec = TASKS[task]
    known = [one.name for one in spec.fields if one.name not in ("prompt", "messages", "details")]
    refuse_unknown("TokenLens", parameters, known)
    if messages is not None:
        values = {"top_logprobs": ALTERNATIVES, **parameters}
        refuse(spec.flow, {**values, "messages": messages})
        return ChatSource(list(messages), values)
    values = {"top_n_tokens": ALTERNATIVES, **parameters}
    refuse(spec.flow, {**values, "prompt": prompt})
    return TextSource(str(prompt), values)


def new_seed() -> int:
    """Return a seed that every server and page can hold."""
    return secrets.randbits(31)
