"""The tools of a chat: which calls wait for a person, which are made, and what they gave.

A call is made in a thread of its own, when a person presses its button, or at once where
`auto_approve` names its function. When all calls of an answer have ended, the model is told.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from hfwidgets.alone import Pause, event
from hfwidgets.conversations.message import Message
from hfwidgets.tools.calls import Call, Made, calls_of, make, refused, unknown
from hfwidgets.tools.tool import Tool, ToolError, tool_of, tools_of
from hfwidgets.widgets.engine.base import FieldTrait
from hfwidgets.widgets.engine.couriers import carry
from hfwidgets.widgets.engine.problems import redacted_text
from hfwidgets.widgets.engine.surrogates import displayable
from hfwidgets.wire.parameter_error import ParameterError

State = Literal["waiting", "running", "done", "failed", "refused", "stopped"]
ENDED = ("done", "failed", "refused")
MOST_ROUNDS = 12  # answers in a row whose calls are made without a person
SHOWN = 20_000  # characters of a text that the page is sent
STOPPED = "The call was stopped by the person; its function may go on."


@dataclass(eq=False, slots=True)
class ToolCall:
    """A call that a model wants made, and what became of it.

    Attributes:
        id: Names it in the conversation.
        name: The function.
        arguments: As the model wrote them: JSON text.
        state: `"waiting"` for a person, `"running"`, `"done"`, `"failed"`, `"refused"` or
            `"stopped"`.
        value: What the function returned.
        error: What went wrong, or None.
        seconds: How long it took, or None.
    """

    id: str
    name: str
    arguments: str
    state: State = "waiting"
    value: Any = field(default=None, repr=False)
    error: str | None = None
    seconds: float | None = None
    text: str = field(default="", repr=False)  # what the model is sent

    def end(self, state: State, made: Made) -> None:
        """Take what it gave."""
        self.value = made.value
        self.error = None if made.error is None else redacted_text(made.error)
        self.text = redacted_text(made.text)
        self.state = state

    def told(self) -> dict[str, Any]:
        """Return what the page is told of it."""
        shown = {name: getattr(self, name) for name in ("id", "name", "arguments", "state")}
        for name in ("error", "seconds", "text"):
            if value := getattr(self, name):
                shown[name] = value
        return {k: displayable(v[:SHOWN]) if isinstance(v, str) else v for k, v in shown.items()}


class ToolDesk:
    """Has the calls of one chat made, as far as they are allowed.

    Args:
        widget: The `Chat`.

    Attributes:
        settled: Set while no call runs and no answer is to follow.
    """

    def __init__(self, widget: Any) -> None:
        """No call was asked for yet."""
        self.settled = event()
        self.settled.set()
        self._widget = widget
        self._lock = threading.RLock()
        self._rounds = 0
        self._going = 0  # calls that run, and answers that are looked through

    @property
    def tools(self) -> dict[str, Tool]:
        """The functions that the notebook handed over, by their names."""
        given = self._widget.tools or ()
        return {one.name: one for one in given if isinstance(one, Tool)}

    def person_spoke(self) -> None:
        """Take it that a person sent something: calls may be made without one again."""
        self._rounds = 0

    def take(self, message: Message | None) -> None:
        """Take the calls of an answer that has ended, and make those that need nobody."""
        if message is None or message.status != "done" or not message.tool_calls or not self.tools:
            return
        calls = calls_of(message.tool_calls, f"call_{message.id}")
        message.tool_calls = [wire_call(one) for one in calls]
        message.made = [ToolCall(one.id, one.name, one.arguments) for one in calls]
        self._rounds += 1
        self._enter()
        # Not in the thread that ends the run, or its end would wait for the next one.
        carry(lambda: self._begin(message))

    def answer(self, message: Message, call_id: str, allow: bool, always: bool = False) -> None:
        """Take what a person decides of a call: have it made or not made, or stopped.

        Raises:
            ParameterError: There is no such call, or it has ended.
        """
        with self._lock:
            call = next((one for one in message.made if one.id == call_id), None)
            if call is None or call.state in ENDED:
                raise ParameterError({"messages": "this call has ended, or is not there any more"})
            if always and call.name not in self._widget.auto_approve:
                self._widget.auto_approve = [*self._widget.auto_approve, call.name]
            if not allow:
                running = call.state == "running"
                self._leave(int(running))
                call.end("stopped" if running else "refused", refused(*[STOPPED] * running))
            elif call.state != "running":
                self._run(message, call)
                return
        self._rounds = 0
        self._go_on(message)

    def stop(self) -> None:
        """Stop the calls that run: what their functions give is not told to the model."""
        with self._lock:
            running = [one for one in self._made() if one.state == "running"]
            for one in running:
                one.end("stopped", refused(STOPPED))
            self._leave(len(running))
        if running:
            self._tell()

    def _made(self) -> Iterable[ToolCall]:
        return [call for message in self._widget.tree.path for call in message.made]

    def _begin(self, message: Message) -> Iterator[Pause]:
        run = self._widget.control.run
        if run is not None:
            yield run.finished, None  # what ends now is told before what follows
        approved = self._widget.auto_approve
        with self._lock:
            for one in message.made:
                reason = unknown(Call(one.id, one.name, one.arguments), self.tools)
                if reason is not None:
                    one.end("failed", make(Call(one.id, one.name, ""), self.tools))
                elif one.name in approved and self._rounds <= MOST_ROUNDS:
                    self._run(message, one)
        self._go_on(message)
        self._leave()

    def _run(self, message: Message, call: ToolCall) -> None:
        call.state = "running"
        self._enter()
        carry(lambda: self._make(message, call))
        self._tell()

    def _make(self, message: Message, call: ToolCall) -> None:
        began = time.monotonic()
        made = make(Call(call.id, call.name, call.arguments), self.tools)
        with self._lock:
            if call.state != "running":  # stopped meanwhile
                return
            call.seconds = time.monotonic() - began
            call.end("done" if made.error is None else "failed", made)
        self._go_on(message)
        self._leave()

    def _go_on(self, message: Message) -> None:
        """Tell the page, and when all calls have ended the model."""
        widget = self._widget
        with self._lock:
            states = {one.state for one in message.made}
            ended = states <= set(ENDED)
            last = widget.tree.last is message
            going = ended and last and not widget.closed and bool(message.made)
            after = self._put_results(message) if going else message
        self._tell()
        if going and self._rounds <= MOST_ROUNDS:
            try:
                widget.answer_after(after, "", {})
            except Exception as error:  # the page shows it; nothing else would
                widget.notice = displayable(str(error))

    def _enter(self) -> None:
        with self._lock:
            self._going += 1
            self.settled.clear()

    def _leave(self, count: int = 1) -> None:
        with self._lock:
            self._going -= count
            if self._going <= 0:
                self.settled.set()

    def _put_results(self, message: Message) -> Message:
        tree = self._widget.tree
        after = message
        for one in message.made:
            after = tree.follow(
                after,
                "tool",
                one.text,
                tool_call_id=one.id,
                name=one.name,
                status="done",
                stats={} if one.seconds is None else {"elapsed": one.seconds},
            )
            tree.choose(after)
        return after

    def _tell(self) -> None:
        self._widget.telling.path()


class ToolsTrait(FieldTrait):
    """The functions that a model may want called; none else is."""

    def validate(self, obj: Any, value: Any) -> Any:
        """Return them as tools; descriptions that servers take are left as they are.

        Raises:
            ParameterError: One is none, or two have one name.
        """
        if value is None:
            return None
        if not isinstance(value, (list, tuple)):
            value = [value]
        try:
            found = [one if isinstance(one, dict) else tool_of(one) for one in value]
            tools_of(one for one in found if isinstance(one, Tool))
        except ToolError as error:
            raise ParameterError({"tools": f"tools: {error}"}) from None
        return found or None


def wire_call(call: Call) -> dict[str, Any]:
    """Return a call as servers take it."""
    arguments = call.arguments or "{}"
    return {
        "id": call.id,
        "type": "function",
        "function": {"name": call.name, "arguments": arguments},
    }


def answered(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return messages in which every call of a tool has an answer: servers refuse others.

    Args:
        messages: As they are sent.
    """
    found: list[dict[str, Any]] = []
    open_calls: dict[str, str] = {}

    def close() -> None:
        for call_id, name in open_calls.items():
            found.append(
                {"role": "tool", "tool_call_id": call_id, "name": name, "content": refused().text}
            )
        open_calls.clear()

    for at, one in enumerate(messages):
        if one.get("role") == "tool":
            open_calls.pop(str(one.get("tool_call_id")), None)
        else:
            close()
        calls = calls_of(one.get("tool_calls"), f"call_{at}") if one.get("tool_calls") else []
        found.append({**one, "tool_calls": [wire_call(call) for call in calls]} if calls else one)
        open_calls.update({call.id: call.name for call in calls})
    close()
    return found


def declared(tools: Iterable[Any]) -> list[Mapping[str, Any]]:
    """Return tools as servers take them; a token among their defaults stays here."""
    told = [one.declared() if isinstance(one, Tool) else one for one in tools]
    return [json.loads(redacted_text(json.dumps(one, default=str))) for one in told]
