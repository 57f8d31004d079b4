"""A conversation: a tree of messages, one path of which is what is said now.

An answer that is asked for again, and a message that is changed and sent again, stand beside the
old one. What is done can be undone; nothing that was said goes away with it.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from hfwidgets.conversations.message import Message, MessageContent
from hfwidgets.conversations.reading import checked_messages, content_of

MOST_UNDONE = 100
State = tuple[list[Message], int, Message | None, MessageContent]


@dataclass(frozen=True, slots=True)
class Change:
    """What was done, and how it was before.

    Attributes:
        label: It in words: `"send"`, `"delete"`, ...
        message: The message that it was about, or None.
        before: By message: children, chosen, parent and content.
        system: The system prompt.
    """

    label: str
    message: Message | None
    before: dict[Message, State]
    system: str


class Conversation:
    """A tree of messages, and the path through it that is the conversation now.

    Works without a notebook. All methods may be called from any thread.

    Args:
        messages: What was said so far, as servers take it. A first message of the system becomes
            the system prompt.
        system: The system prompt, sent in front of all; `""` is none.

    Attributes:
        system: The system prompt of what is sent next.
        leave_out_oldest: Whether the oldest messages are to be left out of what is sent, where all
            are too much for the model. They stay in the conversation.

    Raises:
        ParameterError: These are no messages.

    Example:
        >>> talk = Conversation([{"role": "user", "content": "Hello"}])
        >>> talk.add("assistant", "Hello. What is it about?").text
        'Hello. What is it about?'
        >>> len(talk)
        2
    """

    def __init__(self, messages: Any = (), *, system: str = "") -> None:
        """Begin with these messages."""
        self.system = system
        self.leave_out_oldest = False
        self._lock = threading.RLock()
        self._root = Message("", "")
        self._count = 0
        self._open: Change | None = None  # what is being done
        self._undone: deque[Change] = deque(maxlen=MOST_UNDONE)
        self._redone: deque[Change] = deque(maxlen=MOST_UNDONE)
        self.replace(messages)
        self._undone.clear()

    @property
    def path(self) -> list[Message]:
        """The messages of the conversation now, oldest first."""
        found = []
        one = self._root.next
        while one is not None:
            found.append(one)
            one = one.next
        return found

    @property
    def last(self) -> Message | None:
        """The last message of the path, or None."""
        return next(reversed(self.path), None)

    @property
    def root(self) -> Message:
        """What the first messages follow: it says nothing itself."""
        return self._root

    def __iter__(self) -> Iterator[Message]:
        """Yield every message of every branch, each after the one that it follows."""
        left = list(reversed(self._root.children))
        while left:
            one = left.pop()
            yield one
            left.extend(reversed(one.children))

    def __len__(self) -> int:
        """Messages in all branches."""
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"<Conversation of {len(self.path)} messages, {len(self)} in all branches>"

    def __getitem__(self, message_id: str) -> Message:
        """Return a message by its id.

        Raises:
            KeyError: There is none.
        """
        for one in self:
            if one.id == message_id:
                return one
        raise KeyError(f"the conversation has no message {message_id!r:.40}")

    def sent(self, upto: Message | None = None, left_out: int = 0) -> list[dict[str, Any]]:
        """Return what is sent to have the next answer, as servers take it.

        Args:
            upto: The last message that is sent; None takes the end of the path.
            left_out: How many of the oldest messages are not sent.
        """
        path = (self.path if upto is None else lineage(upto))[left_out:]
        said = [one.to_wire() for one in path if not (one.role == "assistant" and one.is_empty)]
        return [{"role": "system", "content": self.system}, *said] if self.system else said

    def add(self, role: str, content: Any = "", *, label: str = "", **more: Any) -> Message:
        """Add a message at the end of the path.

        Args:
            role: `"user"`, `"assistant"`, `"tool"` or `"system"`.
            content: Text, or a list of parts.
            label: What undoing calls it; `""` adds it to what was done last.
            **more: Further attributes of the message.
        """
        with self._lock:
            return self._put(self.last or self._root, role, content, label, more)

    def follow(
        self, parent: Message, role: str, content: Any = "", *, label: str = "", **more: Any
    ) -> Message:
        """Add a message behind another one: beside those that follow it already, as a branch."""
        with self._lock:
            return self._put(parent, role, content, label, more)

    def rewrite(self, message: Message, content: Any) -> None:
        """Change what a message says, in its place: nothing is asked again."""
        checked = content_of(content)
        with self._lock, self._changing("edit", message, message):
            message.content = checked

    def choose(self, message: Message) -> None:
        """Have the path lead through a message: the branch that it is in becomes the one of now."""
        with self._lock:
            while (parent := message.parent) is not None:
                parent.chosen = parent.children.index(message)
                message = parent

    def delete(self, message: Message) -> None:
        """Delete a message.

        A branch beside others goes with all that follows; else what follows moves up: a message
        of the user goes with its answers, an answer alone.
        """
        parent = message.parent
        if parent is None:
            raise KeyError("the conversation has no such message")
        gone = [message] if message.role != "user" else [message, *message.children]
        with self._lock, self._changing("delete", message, parent, *gone):
            place = parent.children.index(message)
            if len(parent.children) > 1:
                self._take_out(message)
                return
            followers = gone[1:] or [message]
            left = [one for each in followers for one in each.children]
            going_on = message.next if message.role == "user" else message
            after = None if going_on is None else going_on.next
            self._touch(*left)
            for one in left:
                one.parent = parent
            parent.children[place : place + 1] = left
            parent.chosen = parent.children.index(after) if after else len(parent.children) - 1

    def drop(self, message: Message) -> None:
        """Take a message out with all that follows, as if it had never been sent."""
        with self._lock:
            if message.parent is not None and message in message.parent.children:
                self._take_out(message)
            self._undone = deque(
                (one for one in self._undone if one.message is not message), MOST_UNDONE
            )

    def clear(self) -> None:
        """Take all messages out; the system prompt stays."""
        with self._lock, self._changing("clear", None, self._root):
            self._root.children, self._root.chosen = [], -1

    def replace(self, messages: Any) -> None:
        """Have the path say this: what it has in common with the old one stays, the rest branches.

        Args:
            messages: As servers take them. A first one of the system becomes the system prompt.

        Raises:
            ParameterError: These are no messages.
        """
        wanted = checked_messages(messages)
        with self._lock, self._changing("edit", None):
            if wanted and wanted[0]["role"] in ("system", "developer"):
                content = wanted.pop(0)["content"]
                self.system = content if isinstance(content, str) else str(content)
            at = self._root
            for one in wanted:
                same = (child for child in at.children if _is_said(child, one))
                found = next(same, None)
                if found is None:
                    more = {name: value for name, value in one.items() if name != "role"}
                    found = self._put(at, one["role"], more.pop("content"), "", more)
                self._touch(at)
                at.chosen = at.children.index(found)
                at = found
            self._touch(at)
            at.chosen = -1  # what followed is no part of it, and stays beside what follows next

    def become(self, other: Conversation) -> None:
        """Hold what another conversation holds, which is not used any more; nothing is undone."""
        with self._lock:
            self.system, self._root, self._count = other.system, other._root, other._count
            self.leave_out_oldest = other.leave_out_oldest
            self._undone.clear()
            self._redone.clear()

    def undo(self) -> Change | None:
        """Take back what was done last, and return it; None where there is nothing."""
        with self._lock:
            return self._go(self._undone, self._redone)

    def redo(self) -> Change | None:
        """Do again what was taken back last, and return it; None where there is nothing."""
        with self._lock:
            return self._go(self._redone, self._undone)

    @property
    def undoable(self) -> str:
        """What undoing would take back, in a word; `""` where there is nothing."""
        return self._undone[-1].label if self._undone else ""

    @property
    def redoable(self) -> str:
        """What would be done again, in a word; `""` where there is nothing."""
        return self._redone[-1].label if self._redone else ""

    def new_id(self) -> str:
        """Return a name that no message of this conversation has."""
        self._count += 1
        return f"m{self._count}"

    def adopt(self, message: Message, parent: Message) -> None:
        """Put a message that was kept elsewhere behind another one; its id must be new here."""
        number = message.id.removeprefix("m")
        if number.isdigit():
            self._count = max(self._count, int(number))
        message.parent = parent
        parent.children.append(message)

    def _put(
        self, parent: Message, role: str, content: Any, label: str, more: dict[str, Any]
    ) -> Message:
        made = Message(self.new_id(), role, content_of(content), created=time.time(), **more)
        with self._changing(label, made, parent):
            made.parent = parent
            parent.children.append(made)
            parent.chosen = len(parent.children) - 1
        return made

    def _take_out(self, message: Message) -> None:
        parent = message.parent
        if parent is None:
            return
        self._touch(parent)
        place = parent.children.index(message)
        parent.children.remove(message)
        if parent.chosen >= place:
            parent.chosen = max(parent.chosen - 1, 0) if parent.children else -1

    @contextmanager
    def _changing(self, label: str, message: Message | None, *touched: Message) -> Iterator[None]:
        """Note how it was; without a label it belongs to what was done last."""
        outer = self._open
        if outer is not None or not label:
            self._open = outer or (self._undone[-1] if self._undone else None)
        else:
            self._open = Change(label, message, {}, self.system)
            self._undone.append(self._open)
            self._redone.clear()
        self._touch(*touched)
        try:
            yield
        finally:
            self._open = outer

    def _touch(self, *messages: Message) -> None:
        if self._open is not None:
            for one in messages:
                self._open.before.setdefault(one, _state(one))

    def _go(self, back: deque[Change], forth: deque[Change]) -> Change | None:
        if not back:
            return None
        change = back.pop()
        now = {one: _state(one) for one in change.before}
        forth.append(Change(change.label, change.message, now, self.system))
        for one, (children, chosen, parent, content) in change.before.items():
            one.children, one.chosen = list(children), chosen
            one.parent, one.content = parent, content
        if change.label == "edit":
            self.system = change.system
        return change


def lineage(message: Message) -> list[Message]:
    """Return a message with all that it follows, oldest first, without the root."""
    found = []
    one: Message | None = message
    while one is not None and one.role:
        found.append(one)
        one = one.parent
    return found[::-1]


def _state(message: Message) -> State:
    return list(message.children), message.chosen, message.parent, message.content


def _is_said(message: Message, wanted: dict[str, Any]) -> bool:
    """Whether a message says what is wanted; its own further attributes may stay."""
    return message.to_wire() == Message("", **wanted).to_wire()
