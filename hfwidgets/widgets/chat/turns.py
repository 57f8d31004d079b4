"""Answers of tasks that are no chats, as turns of a conversation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from hfwidgets.conversations.spoken import in_turn, with_stops
from hfwidgets.conversations.templates import ChatTemplate
from hfwidgets.tasks.table import TASKS
from hfwidgets.widgets.chat.turn import Turn
from hfwidgets.widgets.chat.ways import TEXT
from hfwidgets.widgets.text.streamed_text import asked_as_it_can
from hfwidgets.wire.config import Config
from hfwidgets.wire.flow import Flow


class PromptTurn(Turn):
    """What a text generation brings to a conversation.

    Attributes:
        prompt: The text that is sent; `""` before it was made.
        template: What made it.
    """

    prompt = ""
    template: ChatTemplate
    called = TASKS[TEXT]

    def make(self, messages: Any, template: ChatTemplate) -> None:
        """Make the prompt, once: a template may give another one each time.

        Raises:
            ParameterError: The template has no place for a message, or fails.
        """
        self.template, self.prompt = template, template.prompt(messages)

    def call(
        self, flow: Callable[..., Flow[Any]], config: Config, values: Mapping[str, Any]
    ) -> Flow[Any]:
        """Return the flow of the run: streamed where the server can, whole where it cannot."""
        arguments = dict(values)
        messages, stream = arguments.pop("messages"), arguments.pop("stream", None) is not False
        prompt = self.prompt
        arguments["template"] = replace(self.template, render=lambda _: prompt)
        return self._as_it_can(flow, config, messages, stream, arguments)

    def _as_it_can(
        self,
        flow: Callable[..., Flow[Any]],
        config: Config,
        messages: Any,
        stream: bool,
        arguments: dict[str, Any],
    ) -> Flow[Any]:
        answer, self.notice = yield from asked_as_it_can(flow, config, messages, stream, arguments)
        return answer

    def as_called(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what `text_generation` was given."""
        own = ("messages", "template", "stream")
        values = {name: one for name, one in asked.items() if name not in own}
        return {"prompt": self.prompt, **with_stops(values, self.template.stop)}


class ConversationalTurn(Turn):
    """What the task `conversational` brings to a conversation."""

    called = TASKS["conversational"]

    def call(
        self, flow: Callable[..., Flow[Any]], config: Config, values: Mapping[str, Any]
    ) -> Flow[Any]:
        """Return the flow of the run; the task has no streams."""
        arguments = dict(values)
        return flow(config, arguments.pop("messages"), **arguments)

    def as_called(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what `conversational` was given."""
        *pairs, (text, _) = in_turn(asked["messages"])
        values = {name: one for name, one in asked.items() if name not in ("messages", "stream")}
        earlier = {
            "generated_responses": [answer for _, answer in pairs],
            "past_user_inputs": [said for said, _ in pairs],
        }
        return {"text": text, **(earlier if pairs else {}), **values}
