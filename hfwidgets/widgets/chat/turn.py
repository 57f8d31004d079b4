"""One answer of a conversation: how it is asked for, and what the page is told while it grows."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from hfwidgets.catalogue.terms import Usage
from hfwidgets.conversations.growing import Growing
from hfwidgets.conversations.message import Message
from hfwidgets.conversations.tree import Conversation
from hfwidgets.errors import InferenceHTTPError
from hfwidgets.tasks.chat_types import ChatCompletionOutput, ChatCompletionStreamOutput
from hfwidgets.widgets.chat.shown import page_message
from hfwidgets.widgets.engine.output import Content, Output
from hfwidgets.widgets.engine.still import Still
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.wire.config import Config
from hfwidgets.wire.flow import Flow

USAGE = {"include_usage": True}
KEPT = 12_000  # characters of the end of a conversation that a notebook keeps


class Turn(Output):
    """What one call brings to a conversation.

    Args:
        tree: The conversation.
        after: The message that is answered, and that the answer follows.
        label: What undoing calls it; `""` where the message that is answered was sent with it.
        told: Takes a message that the page is told, and returns what it is told beside it.

    Attributes:
        message: The answer; None before the call begins.
        asked: The message of the user that was sent with it; None where that was there before.
        left_out: How many of the oldest messages are not sent.
    """

    stays: ClassVar[bool] = False

    def __init__(
        self,
        tree: Conversation,
        after: Message,
        label: str = "",
        told: Callable[[Message | None], dict[str, Any]] = lambda _: {},
    ) -> None:
        """Nothing has come yet."""
        self.message: Message | None = None
        self.asked: Message | None = None
        self.left_out = 0
        self.about: dict[str, Any] = {}  # what the answer's message keeps of how it was asked for
        self._tree = tree
        self._after = after
        self._label = label
        self._told = told
        self._before = after.next
        self._growing = Growing(Message("", "assistant"))
        self._whole: ChatCompletionOutput | None = None
        self._halves = {"text": "", "reasoning": ""}  # of surrogate pairs
        self._sent = {"text": 0, "reasoning": 0}  # characters that the page has

    @property
    def text(self) -> str:  # type: ignore[override]  # the history's
        """The answer in words."""
        return "" if self.message is None else self.message.text or self.message.refusal

    def call(
        self, flow: Callable[..., Flow[Any]], config: Config, values: Mapping[str, Any]
    ) -> Flow[Any]:
        """Return the flow of the run: streamed, with the usage, unless that is not wanted."""
        arguments = dict(values)
        messages = arguments.pop("messages")
        stream = arguments.pop("stream", None) is not False
        own = stream and arguments.get("stream_options") is None
        if own:
            arguments["stream_options"] = USAGE
        return self._asked(flow, config, messages, stream, own, arguments)

    def _asked(
        self,
        flow: Callable[..., Flow[Any]],
        config: Config,
        messages: Any,
        stream: bool,
        own: bool,
        arguments: dict[str, Any],
    ) -> Flow[Any]:
        try:
            return (yield from flow(config, messages, stream=stream, **arguments))
        except InferenceHTTPError as error:
            # Servers that do not count what they stream refuse to be asked for it.
            if not own or error.status not in (400, 422) or "stream_options" not in str(error):
                raise
        del arguments["stream_options"]
        return (yield from flow(config, messages, stream=stream, **arguments))

    def begun(self) -> dict[str, Any]:
        """Put the empty answer into the conversation, and return it for the page."""
        made = self._tree.follow(
            self._after, "assistant", label=self._label, status="running", **self.about
        )
        self.message = self._growing.message = made
        self._tree.choose(made)
        place = len(self._tree.path) - 1
        return {"at": place, "message": page_message(made), **self._told(made)}

    def add(self, events: Iterable[ChatCompletionStreamOutput]) -> Content:
        """Take pieces, and return what they add."""
        told: dict[str, Any] = {"text": "", "reasoning": ""}
        for event in events:
            came = self._growing.add(event)
            if came.moved:
                told = {"text": "", "reasoning": told["reasoning"] + told["text"], "moved": True}
                self._sent["reasoning"] += self._sent["text"]
                self._sent["text"] = 0
            told["text"] += came.text
            told["reasoning"] += came.reasoning
        shown = {name: self._shown(name, told[name]) for name in self._halves}
        told.update({name: one for name, one in shown.items() if one})
        for name, one in shown.items():
            if not one:
                del told[name]
        return {**told, "tokens": self._growing.pieces}, ()

    def read(self, answer: Any) -> None:
        """Take a whole answer, None after a stream."""
        if isinstance(answer, ChatCompletionOutput):
            self._whole = answer
            self._growing.read(answer)

    def settle(self) -> None:
        """Take it that nothing comes any more; who knows how it ended says so afterwards."""
        self._growing.end()
        if self.message is not None and self.message.status == "running":
            self.message.status = "stopped"

    def take_back(self) -> Message | None:
        """Take an answer of which nothing came out of the conversation, and what was sent with it.

        Returns:
            The message that was sent, and goes back to where it was written; or None.
        """
        message, self.message = self.message, None
        if message is None or not message.is_empty:
            self.message = message
            return None
        self._tree.drop(self.asked or message)
        if self._before is not None and self.asked is None:
            self._tree.choose(self._before)
        return self.asked

    def ended(self) -> Content:
        """Return the whole conversation where the answer is gone, else the answer."""
        if self.message is None:
            return {"message": None, **self._told(None)}, ()
        shown = page_message(self.message)
        for name, count in self._sent.items():
            if len(shown.get(name, "")) == count:  # the page has it
                shown.pop(name, None)
        return {"message": shown, **self._told(self.message)}, ()

    def snapshot(self) -> Content:
        """Return the path of the conversation."""
        messages = [page_message(one) for one in self._tree.path]
        told = {"messages": messages, "tokens": self._growing.pieces, **self._told(None)}
        return told, ()

    def result(self, asked: Mapping[str, Any]) -> ChatCompletionOutput | None:
        """Return what the call gives."""
        return self._whole or self._growing.output()

    def usage(self) -> Usage | None:
        """Return the tokens that the server counted."""
        told = self._growing.message.usage
        counts = [told.get(name) for name in ("prompt_tokens", "completion_tokens")]
        read, written = (one if isinstance(one, int) else None for one in counts)
        return None if read is None or written is None else Usage(read, written)

    def stats(self) -> dict[str, Any]:
        """Return how many tokens there are, and why no more."""
        usage = self.usage()
        written = self._growing.message.usage.get("completion_tokens")
        found: dict[str, Any] = {
            "tokens": written if isinstance(written, int) else self._growing.pieces,
            "finish_reason": self._growing.message.finish_reason,
        }
        return found if usage is None else {**found, "prompt_tokens": usage.read}

    def still(self) -> Still:
        """Return the conversation as text."""
        return Still(transcript(self._tree))

    def answer_json(self) -> dict[str, Any]:
        """Return what came in all, to be shown as JSON."""
        return dict(self._growing.output())

    @property
    def model_told(self) -> str | None:
        """The model that the server names."""
        told = self._growing.output().get("model")
        return told if isinstance(told, str) else None

    def _shown(self, name: str, text: str) -> str:
        """Return a text as the page can show it; half a surrogate pair waits for the other."""
        text = self._halves[name] + text
        half = text[-1:] if "\ud800" <= text[-1:] <= "\udbff" else ""
        self._halves[name] = half
        shown = displayable(text.removesuffix(half) if half else text)
        self._sent[name] += len(shown)
        return shown


def transcript(tree: Conversation) -> str:
    """Return a conversation as text; of a long one the end."""
    parts = [f"System: {tree.system}"] if tree.system else []
    for one in tree.path:
        ending = {"stopped": " (stopped)", "error": " (failed)"}.get(one.status, "")
        words = one.text or one.refusal or ("(a picture)" if one.content else "")
        parts.append(f"{one.role.capitalize()}{ending}: {words}")
    left = KEPT
    kept: list[str] = []
    for part in reversed(parts):
        left -= len(part)
        if left < 0 and kept:
            kept.append(f"({len(parts) - len(kept)} earlier messages are not kept here)")
            break
        kept.append(part)
    return "\n\n".join(reversed(kept))
