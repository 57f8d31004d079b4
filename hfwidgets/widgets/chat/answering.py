"""What answers a conversation: the side of the chat widget that the engine and the page ask."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

import traitlets as t

from hfwidgets.conversations.message import Message
from hfwidgets.conversations.spoken import in_turn
from hfwidgets.conversations.templates import DEFAULT as TEMPLATE
from hfwidgets.conversations.templates import KEPT, ChatTemplate
from hfwidgets.conversations.tree import Conversation, lineage
from hfwidgets.tasks.spec import FieldSpec, TaskSpec
from hfwidgets.widgets.chat.attachments import Attachments
from hfwidgets.widgets.chat.messages import MessagesTrait
from hfwidgets.widgets.chat.page import ChatPage
from hfwidgets.widgets.chat.room import RoomKeeper
from hfwidgets.widgets.chat.sheet import chat_sheet
from hfwidgets.widgets.chat.structure import FormatTrait
from hfwidgets.widgets.chat.telling import Telling
from hfwidgets.widgets.chat.tool_desk import ToolDesk, ToolsTrait, answered, declared
from hfwidgets.widgets.chat.turn import Turn
from hfwidgets.widgets.chat.turns import ConversationalTurn, PromptTurn
from hfwidgets.widgets.chat.ways import CHAT, TEXT, TemplateTrait, name_of, way_of
from hfwidgets.widgets.engine import busy_kernel
from hfwidgets.widgets.engine.base import FieldTrait
from hfwidgets.widgets.engine.control import GOING
from hfwidgets.widgets.engine.desk import PageAnswer
from hfwidgets.widgets.engine.run import Outcome, Run
from hfwidgets.widgets.engine.still import Sheet
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.widgets.engine.task import TaskWidget
from hfwidgets.wire.parameter_error import ParameterError

EMPTY = "messages is empty; write one in the box, or send it: chat.send('...')"
UNRECORDED = ("messages", "model", "stream", "stream_options", "system", "seed")
NO_SYSTEM = "system is {system!r:.60}; {task} takes no system prompt: unset it, or ask another task"
TURNS: dict[str, type[Turn]] = {TEXT: PromptTurn, "conversational": ConversationalTurn}


class AnsweringWidget(TaskWidget):
    """Holds a conversation, has its messages answered, and tells the page of both.

    Attributes:
        text: The last answer, without thoughts; grows while it streams.
        draft: What stands in the box and is not sent yet.
    """

    own_defaults: ClassVar[dict[str, Any]] = {"stream": True}
    _machinery: ClassVar[tuple[str, ...]] = (
        *("write_messages", "telling", "answer_after", "attachments", "attached", "desk", "shape"),
        *("template_now", "room_keeper"),
    )

    text = t.Unicode(help="The last answer so far")
    draft = t.Unicode(help="What is written and not sent yet").tag(sync=True, echo_update=False)
    attached: Any = t.List(
        help="Pictures that go with the next message, as the page shows them"
    ).tag(sync=True)
    attachments: Attachments
    auto_approve = t.List(t.Unicode(), help="Tools whose calls are made without a press")
    leave_out_oldest = t.Bool(help="Whether the oldest messages are left out where all do not fit")
    telling: Telling
    desk: ToolDesk
    room_keeper: RoomKeeper
    shape: Any = None
    system: str | None

    def __init__(self, model: str | None = None, *, asks: str = CHAT, **arguments: Any) -> None:
        """Begin with the messages that are given, or none."""
        self._way = way_of(asks)
        self._tree = Conversation()
        self._next: Turn | None = None
        self.telling = Telling(self)
        self.room_keeper = RoomKeeper(self)
        self.attachments = Attachments(self)
        self.desk = ToolDesk(self)
        self._chat_page = ChatPage(self)
        messages = arguments.pop("messages", None)
        system = arguments.pop("system", None)
        super().__init__(model, **arguments)
        if "system" in self.trait_of:
            self.observe(self._take_system, "system")
        elif system:
            raise ParameterError({"system": NO_SYSTEM.format(system=system, task=asks)})
        if "template" in self.trait_of:  # pages know its name, which another may have, too
            self.observe(lambda _: self.telling.path(), "template")
        self.room_keeper.watch()
        self.observe(self._take_leaving, "leave_out_oldest")
        if messages is not None:
            self._tree.become(Conversation(messages))
            self._show_system()
        if system:
            self.system = system

    @property
    def tree(self) -> Conversation:
        """The conversation with all its branches."""
        return self._tree

    def chosen_spec(self) -> TaskSpec:
        """Return what has messages answered: a chat, or another task in its place."""
        return self._way

    def trait_for(self, field: FieldSpec) -> FieldTrait:
        """Return the trait of a field."""
        if field.name == "template":
            return TemplateTrait(field).tag(sync=True, to_json=name_of)
        own = {"messages": MessagesTrait, "tools": ToolsTrait, "response_format": FormatTrait}
        return own[field.name](field) if field.name in own else super().trait_for(field)

    def make_output(self, continue_from: str = "") -> Turn:
        """Return what a run fills."""
        after = self._tree.last or self._tree.root
        return self._next or self._turn(after)

    def answer_after(
        self,
        after: Message,
        label: str,
        parameters: Mapping[str, Any],
        asked: Message | None = None,
    ) -> None:
        """Have a message answered.

        Args:
            after: The message.
            label: What undoing calls it.
            parameters: Parameters to set first.
            asked: The same, where it was sent with this call.
        """
        self._settle()
        self.telling.path()
        turn = self._turn(after, label)
        turn.asked = asked
        self._next = turn
        try:
            super().run(**parameters)
        finally:
            self._next = None

    def completed(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return the values with the messages that are sent."""
        values = {name: value for name, value in values.items() if name != "system"}
        values["messages"] = answered(values["messages"])
        if "tools" in values:
            values["tools"] = declared(values["tools"])
        if isinstance(self._next, PromptTurn):
            self._next.make(values["messages"], self.template_now)
        elif isinstance(self._next, ConversationalTurn):
            in_turn(values["messages"])  # refused before anything is sent
        return values

    def prompt_for(self, text: str = "") -> str:
        """Return the prompt that would be sent, with a text as the next message.

        Raises:
            ParameterError: No template makes one, or it fails.
        """
        said = {"role": "user", "content": text}
        path = [*self._tree.path, *([Message("", "user", text)] if text.strip() else [])]
        left_out = self.room_keeper.leaves(path)
        messages = [*self._tree.sent(None, left_out), *([said] if text.strip() else [])]
        return self.template_now.prompt(answered(messages))

    @property
    def template_now(self) -> ChatTemplate:
        """What makes the prompt.

        Raises:
            ParameterError: Messages are sent as they are.
        """
        if self._spec.name != TEXT:
            raise ParameterError({"template": f"{self._spec.name} is sent messages, and no prompt"})
        return self.template or KEPT[TEMPLATE]

    def _turn(self, after: Message, label: str = "") -> Turn:
        kind = TURNS.get(self._spec.name, Turn)
        return kind(self._tree, after, label, self.telling.message)

    def page_answers(self) -> Mapping[str, PageAnswer]:
        """Return what answers the messages of a conversation's page."""
        return {**self._chat_page.answers, **self.attachments.answers}

    def with_providers(
        self, card: dict[str, Any], error: Exception, run: Run, model: str | None
    ) -> dict[str, Any]:
        """Return the card of an error; a conversation that is too long has its own ways out."""
        card = super().with_providers(card, error, run, model)
        return self.room_keeper.explained(card, error)

    def show_start(self, output: Turn) -> None:
        """Note with the answer how it is asked for."""
        asked = self.control.asked
        output.about = {
            "model": self.noted("model", asked.get("model") or self._client.model),
            "system": self._tree.system or None,
            "seed": asked.get("seed"),
            "parameters": {k: v for k, v in asked.items() if k not in UNRECORDED},
            "left_out": output.left_out,
        }
        if isinstance(output, PromptTurn):
            output.about["parameters"]["template"] = output.template.name
        self.tell(text="")

    def show_growth(self, output: Turn, seconds_to_first: float | None) -> None:
        """Set the text so far."""
        stats = {**output.stats(), "time_to_first_token": seconds_to_first}
        self.tell(stats=stats, text=displayable(output.text))

    def show_result(self, output: Turn, outcome: Outcome) -> None:
        """Note how the answer ended; one of which nothing came goes, and its question back."""
        super().show_result(output, outcome)
        message = output.message
        if message is not None:
            message.status = _status(outcome)
            message.error = None if outcome.error is None else displayable(str(outcome.error))
            message.model = message.model or output.model_told
            if self.control.run is not None:
                message.stats = self.control.measure(self.control.run)
            message.provider = message.stats.get("provider")
            self.room_keeper.answered(message)
            if message.status != "done" and message.is_empty:
                returned = output.take_back()
                if returned is not None:
                    self._to_box(returned)
                self.telling.path()
        self.tell(text=displayable(output.text))
        self._notify_trait("messages", None, self.messages)
        self.desk.take(message)

    def wait(self, timeout: float | None = None) -> Any:
        """Block until the answer has ended, and those that follow calls which need no press.

        Returns:
            `result`: the last answer.
        """
        while True:
            run = self.control.run
            result = super().wait(timeout)
            over = busy_kernel.waited(self.desk.settled.wait, self.comm, timeout)
            if not over:
                raise TimeoutError(f"a call has not ended after {timeout:g} s; it goes on")
            if self.control.run is run and self.desk.settled.is_set():
                return result

    async def _wait_async(self) -> Any:
        while True:
            run = self.control.run
            result = await super()._wait_async()
            await busy_kernel.awaited(self.desk.settled.wait, self.comm)
            if self.control.run is run and self.desk.settled.is_set():
                return result

    def stop(self) -> None:
        """Stop the answer that is going, and the calls that are made; what came is kept."""
        super().stop()
        desk = self.__dict__.get("desk")  # missing where the construction failed
        if desk is not None:
            desk.stop()

    def shown_value(self) -> Any:
        """Return the messages, for a variable of the notebook."""
        return [dict(one) for one in self.messages]

    def noted(self, name: str, value: Any) -> Any:
        """Return an input as the history keeps it: of the messages the last of the user."""
        if name != "messages":
            return super().noted(name, value)
        said = [one for one in self._tree.path if one.role == "user"]
        return displayable(said[-1].text) if said else ""

    def sheet(self) -> Sheet:
        """Return the conversation as a saved notebook shows it."""
        return chat_sheet(self)

    def write_messages(self, messages: Any) -> None:
        """Have the conversation say something else."""
        self._settle()
        self._tree.replace(messages)
        self._show_system()
        self._changed()

    def _check(self, values: dict[str, Any]) -> None:
        if not self._tree.path:
            raise ParameterError({"messages": EMPTY})
        super()._check(values)

    def _values(self) -> dict[str, Any]:
        values = super()._values()
        after = self._next._after if self._next is not None else None
        left_out = self.room_keeper.leaves(self._tree.path if after is None else lineage(after))
        if self._next is not None:
            self._next.left_out = left_out
        return {**values, "messages": self._tree.sent(after, left_out)}

    def _sent(self, asked: Message, parameters: Mapping[str, Any]) -> None:
        """Have a message that was just put into the conversation answered."""
        try:
            self.answer_after(asked, "", parameters, asked)
        except BaseException:
            self._tree.drop(asked)
            self.telling.path()
            raise

    def _message(self, named: Message | str | int | None) -> Message:
        path = self._tree.path
        try:
            if named is None:
                return path[-1]
            if isinstance(named, int):
                return path[named]
            return self._tree[named.id if isinstance(named, Message) else named]
        except (LookupError, AttributeError):
            raise ParameterError(
                {"messages": f"there is no message {named!r:.60}; the conversation has {len(path)}"}
            ) from None

    def _settle(self) -> None:
        """Stop the answer that is going; what came of it stays in the conversation."""
        control = self.__dict__.get("control")
        if control is None or self.status not in GOING:
            return
        output = control.output
        output.asked = None  # what was said stays, though nothing came
        control.stop()
        output.settle()
        output.take_back()

    def _changed(self) -> None:
        """Tell the page and observers of a change that asks nothing."""
        if "control" in self.__dict__:
            self.telling.path()
            self._notify_trait("messages", None, self.messages)

    def _to_box(self, message: Message) -> None:
        text = displayable(message.text)
        if self.draft.strip() not in ("", text.strip()):  # what was sent once more is there
            text = f"{text}\n\n{self.draft}"
        self.draft = text
        self.attachments.put_back(message.content)

    def _take_system(self, change: Any) -> None:
        self._tree.system = change.new or ""

    def _take_leaving(self, change: Any) -> None:
        self._tree.leave_out_oldest = change.new
        self._changed()

    def _show_system(self) -> None:
        if "control" in self.__dict__:
            self.leave_out_oldest = self._tree.leave_out_oldest
            if "system" in self.trait_of:
                self.system = self._tree.system or None


def _status(outcome: Outcome) -> Any:
    return "stopped" if outcome.stopped else "error" if outcome.error else "done"
