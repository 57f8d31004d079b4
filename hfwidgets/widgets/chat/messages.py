"""`chat.messages`: what would be sent, as a list; a change of it changes the conversation."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from hfwidgets.widgets.engine.base import FieldTrait

CHANGE_LIST = (
    *("append", "extend", "insert", "pop", "remove", "clear", "reverse"),
    *("__setitem__", "__delitem__", "__iadd__", "__imul__"),
)
CHANGE_OBJECT = ("__setitem__", "__delitem__", "pop", "update", "setdefault", "clear")


class SentMessage(dict[str, Any]):
    """One message as it is sent."""

    changed: Callable[[], None]


class SentMessages(list[dict[str, Any]]):
    """The messages of a conversation as they are sent, oldest first, the system prompt in front.

    A list like any other; a change of it, or of one of its messages, is made in the conversation:
    what differs becomes a branch, and can be undone.
    """

    def __init__(
        self, messages: Iterable[Mapping[str, Any]], write: Callable[[list[Any]], None]
    ) -> None:
        """Hold messages; `write` is called with all of them after each change."""
        super().__init__(SentMessage(one) for one in messages)
        self._write = write
        for one in self:
            one.changed = self.changed  # type: ignore[attr-defined]

    def changed(self) -> None:
        """Have the conversation say this."""
        self._write([dict(one) if isinstance(one, dict) else one for one in self])


def _telling(kind: type, name: str) -> Callable[..., Any]:
    plain = getattr(kind, name)

    def act(self: Any, *args: Any, **kwargs: Any) -> Any:
        found = plain(self, *args, **kwargs)
        if hasattr(self, "changed"):  # not while it is made
            self.changed()
        return found

    act.__name__, act.__doc__ = name, plain.__doc__
    return act


for _name in CHANGE_LIST:
    setattr(SentMessages, _name, _telling(list, _name))
for _name in CHANGE_OBJECT:
    setattr(SentMessage, _name, _telling(dict, _name))


class MessagesTrait(FieldTrait):
    """The field of the messages: the conversation of its widget holds them."""

    def get(self, obj: Any, cls: Any = None) -> Any:
        """Return what would be sent."""
        return SentMessages(obj.tree.sent(), obj.write_messages)

    def set(self, obj: Any, value: Any) -> None:
        """Have the conversation say this; None empties it."""
        if obj._cross_validation_lock and isinstance(value, SentMessages):
            return  # traitlets sets again at the end what a constructor got
        obj.write_messages([] if value is None else value)
