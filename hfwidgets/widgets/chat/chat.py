"""The widget of a conversation with a model."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Literal, overload

from hfwidgets.conversations import documents
from hfwidgets.conversations.message import Message
from hfwidgets.conversations.pictures import with_pictures
from hfwidgets.tools.structured import read_answer
from hfwidgets.widgets.chat.answering import AnsweringWidget
from hfwidgets.widgets.chat.tool_desk import ToolCall
from hfwidgets.widgets.chat.turns import PromptTurn
from hfwidgets.widgets.chat.ways import TEXT
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.wire.parameter_error import ParameterError

if TYPE_CHECKING:
    from typing_extensions import Unpack

    from hfwidgets.conversations.room import Room
    from hfwidgets.conversations.templates import ChatTemplate, Render
    from hfwidgets.widgets.arguments import (
        ChatCompletionArguments,
        Options,
        TextGenerationArguments,
    )

NO_TEMPLATE = (
    "template is {template!r:.60}; {task!r} is sent messages, and its server makes the prompt: "
    "leave it out, or give task='text-generation'"
)


class Chat(AnsweringWidget):
    """Talk with a model.

    Takes the arguments of `InferenceClient.chat_completion`; each is a trait of the same name, and
    may be another one for each message: what an answer was asked with is kept with it. `system` is
    the system prompt.

    Example:
        >>> chat = Chat("sandbox/smollm2-135m", system="Answer in one sentence.")
        >>> chat  # displays it; write in the box, or:
        >>> chat.send("What is a moon?").wait().choices[0].message.content
        'A moon is a body that orbits a planet.'
        >>> chat.regenerate()  # the old answer stays as a branch

    Functions in `tools` are told to the model from their signatures and docstrings. A call that it
    wants made is shown with its arguments, and made when a person allows it, or at once where
    `auto_approve` names the function; it runs in a thread of its own. No other function is ever
    called.

    With `response_format`, which may be a JSON schema, a TypedDict, a dataclass or a pydantic
    model, the answer is JSON: `chat.answer` is it as an object.

    With `task="text-generation"` a model that knows no chats answers: `template` makes the text
    that it continues. It is the name of a kept one (`"chatml"`, `"zephyr"`, `"llama-2"`,
    `"llama-3"`, `"gemma"`, `"plain"`), a function of the messages that returns the text, a
    `ChatTemplate`, or Jinja source where jinja2 is installed. The texts that end an answer are sent
    as stop sequences, and taken off it. The arguments are then those of `text_generation`;
    `prompt_for("...")` is the text that would be sent, `prompt` the one that was.
    `task="conversational"` asks the task of that name, which takes no system prompt.

    `leave_out_oldest` sends the newest messages that fit where all are too much for the model, as
    far as its limit is known; the others stay in the conversation.

    Attributes:
        template: What makes the prompt; None takes `"chatml"`.
        tools: The functions.
        auto_approve: Names of those whose calls are made without a press.
        leave_out_oldest: Whether the oldest messages are left out where all do not fit; each answer
            keeps how many were, in `left_out`.
        calls: Calls of the last answer that has some, and what became of them.
        answer: The last answer as the object that `response_format` asks for.
        messages: What would be sent, as a list of `{"role": ..., "content": ...}`; what is changed
            in it changes the conversation, and what differs becomes a branch.
        text: The last answer, without thoughts; grows while it streams.
        draft: What stands in the box and is not sent yet.
        result: The last answer as `chat_completion` gives it, or None.
    """

    task = "chat-completion"

    @overload
    def __init__(
        self,
        model: str | None = None,
        *,
        task: Literal["chat-completion"] = ...,
        auto_approve: Iterable[str] = (),
        leave_out_oldest: bool = ...,
        **arguments: Unpack[ChatCompletionArguments],
    ) -> None: ...
    @overload
    def __init__(
        self,
        model: str | None = None,
        *,
        task: Literal["text-generation"],
        template: str | ChatTemplate | Render | None = ...,
        system: str | None = ...,
        messages: Any = ...,
        leave_out_oldest: bool = ...,
        **arguments: Unpack[TextGenerationArguments],
    ) -> None: ...
    @overload
    def __init__(
        self,
        model: str | None = None,
        *,
        task: Literal["conversational"],
        messages: Any = ...,
        leave_out_oldest: bool = ...,
        **arguments: Unpack[Options],
    ) -> None: ...
    def __init__(
        self,
        model: str | None = None,
        *,
        task: str = "chat-completion",
        auto_approve: Iterable[str] = (),
        leave_out_oldest: bool = False,
        **arguments: Any,
    ) -> None:
        if "template" in arguments and task != TEXT:
            raise ParameterError({"template": NO_TEMPLATE.format(task=task, **arguments)})
        super().__init__(model, asks=task, **arguments)
        self.auto_approve = list(auto_approve)
        self.leave_out_oldest = leave_out_oldest

    @property
    def room(self) -> Room:
        """How much of the model's context the next request takes: `chat.room.left` tokens are left.

        The limit is what the provider offers, once that was told, or what an error of the server
        said; it is None before. Nothing is cut by itself: what is too long is the server's error,
        unless `leave_out_oldest` is set.
        """
        return self.room_keeper.now()

    @property
    def left_out(self) -> list[Message]:
        """Messages that would not be sent now: the oldest, where `leave_out_oldest` is set."""
        path = self._tree.path
        return path[: self.room_keeper.leaves(path)]

    @property
    def prompt(self) -> str | None:
        """The text that was sent last, where text generation is asked; else None."""
        output = self.control.output
        return output.prompt or None if isinstance(output, PromptTurn) else None

    def send(  # what widgets tell their page has the same name
        self,
        text: str | dict[str, Any],
        buffers: Any = None,
        *,
        images: Iterable[Any] = (),
        **parameters: Any,
    ) -> Chat:
        """Send a message, and return at once; the answer comes in the background.

        Args:
            text: What is said.
            buffers: The widget's own, as is an object in place of a text: its page is told so.
            images: Pictures that go with it, beside those that are attached: paths, addresses of
                the web, bytes, PIL images or arrays. Not every model takes them. They stand in
                place of those that came back with a message that failed or was undone.
            **parameters: Parameters to set first, such as `temperature=0`.

        Returns:
            The chat: `chat.send("Hello").wait()` gives the answer, and so does
            `await chat.send("Hello")`.

        Raises:
            ParameterError: The message is empty, or a value breaks its rule; nothing was sent.
            RuntimeError: The widget is closed.
        """
        if isinstance(text, dict):
            super().send(text, buffers)
            return self
        images, held = list(images), self.attachments.held()
        attached = self.attachments.held(returned=not images).values()
        content = with_pictures(text, [*attached, *images]) if isinstance(text, str) else ""
        if not (content.strip() if isinstance(content, str) else content):
            raise ParameterError({"messages": f"the message is {text!r:.40}; write something"})
        self._settle()
        self.desk.person_spoke()
        asked = self._tree.add("user", content, label="send")
        self._sent(asked, parameters)
        self.attachments.take(held)
        return self

    def attach(self, *images: Any) -> Chat:
        """Put pictures beside the box: they go with the next message.

        Args:
            *images: Paths, addresses of the web, bytes, PIL images or arrays.

        Raises:
            ParameterError: One is no picture, or has more than 20 MB.
            ValueError: They would be more than 16.
        """
        self.attachments.add(images)
        return self

    def __dir__(self) -> list[str]:
        """Return the names that completion offers."""
        return sorted({*super().__dir__(), "send"})

    def regenerate(self, message: Message | str | int | None = None, **parameters: Any) -> Chat:
        """Have an answer given again; the old one stays as a branch beside it.

        Args:
            message: The answer, or the message that is to be answered: it, its id, or its place
                in the conversation. None takes the last.
            **parameters: Parameters to set first.

        Raises:
            ParameterError: There is no such message.
        """
        self._settle()
        one = self._message(message)
        parent = one.parent
        after = parent if one.role == "assistant" and parent is not None else one
        self.answer_after(after, "regenerate", parameters)
        return self

    def edit(
        self,
        message: Message | str | int,
        text: str,
        *,
        resend: bool = True,
        **parameters: Any,
    ) -> Chat:
        """Change a message.

        Args:
            message: It, its id, or its place in the conversation.
            text: What it says instead; its pictures stay.
            resend: Whether it is sent again, as a branch beside the old one that keeps what
                followed. Otherwise it is changed in its place, and nothing is asked.
            **parameters: Parameters to set first.

        Raises:
            ParameterError: There is no such message, or it would be empty.
        """
        self._settle()
        one = self._message(message)
        parts = one.content if isinstance(one.content, list) else []
        content = with_pictures(text, [part for part in parts if part.get("type") != "text"])
        if not content:
            raise ParameterError({"messages": "the message would be empty; delete it instead"})
        if resend and one.role == "user":
            asked = self._tree.follow(one.parent or self._tree.root, "user", content, label="edit")
            self._sent(asked, parameters)
            return self
        self._tree.rewrite(one, content)
        self._changed()
        return self

    def delete(self, message: Message | str | int) -> Chat:
        """Delete a message: a branch with all that follows, a question with its answer."""
        self._settle()
        self._tree.delete(self._message(message))
        self._changed()
        return self

    def choose(self, message: Message | str | int) -> Chat:
        """Go on with the branch that a message is in."""
        self._settle()
        self._tree.choose(self._message(message))
        self._changed()
        return self

    def undo(self) -> Chat:
        """Take back what was done last; a message that was sent goes back to the box."""
        self._settle()
        change = self._tree.undo()
        if change is not None and change.label == "send" and change.message is not None:
            self._to_box(change.message)
        self._changed()
        return self

    def redo(self) -> Chat:
        """Do again what was taken back last."""
        self._settle()
        change = self._tree.redo()
        sent = change.message if change is not None and change.label == "send" else None
        if sent is not None and self.draft == displayable(sent.text):
            self.draft = ""
            self.attachments.take()
        self._changed()
        return self

    def clear(self) -> Chat:
        """Begin anew; undo brings everything back. System prompt and parameters stay."""
        self._settle()
        self.room_keeper.forget()
        self._tree.clear()
        self._changed()
        return self

    def run(self, *, continue_from: str = "", **parameters: Any) -> Chat:
        """Have the conversation as it is answered, and return at once."""
        if "messages" in parameters:
            self.messages = parameters.pop("messages")
        last = self._tree.last or self._tree.root
        self.answer_after(last, "answer", parameters)
        return self

    @property
    def calls(self) -> list[ToolCall]:
        """Calls of the last answer that has some, and what became of them."""
        made = [one.made for one in self._tree.path if one.made]
        return list(made[-1]) if made else []

    def approve(self, call: ToolCall | str | None = None) -> Chat:
        """Have calls made that wait for it; the model is told what they give.

        Args:
            call: One, or its id. None takes all that wait.

        Raises:
            ParameterError: It has ended, or there is none.
        """
        return self._decide(call, True)

    def refuse(self, call: ToolCall | str | None = None) -> Chat:
        """Have calls not made, or stopped; the model is told so."""
        return self._decide(call, False)

    @property
    def answer(self) -> Any:
        """The last answer as the object that was asked for with `response_format`.

        Of the type that was given, else JSON values; None where nothing was answered yet.

        Raises:
            AnswerError: It is no JSON, or has another shape; it says where, and holds the text.
        """
        said = [one for one in self._tree.path if one.role == "assistant" and one.text]
        return read_answer(said[-1].text, self.shape) if said else None

    def to_json(self, *, indent: int | None = 2) -> str:
        """Return the conversation with all branches as JSON text; `from_json` reads it."""
        return documents.to_json(self._tree, indent=indent)

    def from_json(self, document: str | bytes | Mapping[str, Any] | list[Any]) -> Chat:
        """Hold the conversation of a document instead of the one that is held.

        Args:
            document: What `to_json` wrote, or a list of messages as `chat_completion` takes it.

        Raises:
            ParameterError: It is neither; the place is named, and nothing changes.
        """
        tree = documents.from_json(document)
        self._settle()
        self.room_keeper.forget()
        self._tree.become(tree)
        self._show_system()
        self._changed()
        return self

    def to_markdown(self, *, reasoning: bool = False) -> str:
        """Return the conversation as Markdown, each message below its heading."""
        return documents.to_markdown(self._tree, reasoning=reasoning)

    def _decide(self, call: ToolCall | str | None, allow: bool) -> Chat:
        named = getattr(call, "id", call)
        for message in reversed(self._tree.path):
            wanted = [one for one in message.made if named in (None, one.id)]
            if named is None:
                wanted = [one for one in wanted if one.state in ("waiting", "stopped")]
            if wanted:
                for one in wanted:
                    self.desk.answer(message, one.id, allow)
                return self
        raise ParameterError({"messages": "no call waits to be allowed"})
