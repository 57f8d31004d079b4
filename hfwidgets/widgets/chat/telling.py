"""What the page is told of a conversation: after each change the part of the path that differs."""

from __future__ import annotations

import threading
from typing import Any

from hfwidgets.conversations.message import Message
from hfwidgets.widgets.chat.shown import page_message, totals_of

Face = tuple[Any, ...]  # what of a message has to be equal for the page to have it


class Telling:
    """Knows what of a conversation the pages have.

    Args:
        widget: Its `Chat`.
    """

    def __init__(self, widget: Any) -> None:
        """The page has nothing yet."""
        self._widget = widget
        self._faces: list[Face] = []
        self._version = 0
        self._lock = threading.Lock()

    def path(self) -> None:
        """Tell the path from the first message on that differs from what was told."""
        tree = self._widget.tree
        with self._lock:
            path = tree.path
            faces = [_face(one) for one in path]
            known = zip(faces, self._faces, strict=False)
            at = next((i for i, (new, old) in enumerate(known) if new != old), None)
            at = min(len(faces), len(self._faces)) if at is None else at
            self._faces = faces
            self._version += 1
        told = [page_message(one) for one in path[at:]]
        news = {"kind": "conversation", "from": at, "messages": told}
        self._widget.send({**news, **self.beside()})

    def message(self, message: Message | None) -> dict[str, Any]:
        """Note that the page is told a message with others, and return what it is told beside."""
        if message is not None:
            with self._lock:
                path = self._widget.tree.path
                if message in path:
                    at = path.index(message)
                    is_new = len(self._faces) <= at or self._faces[at][0] != message.id
                    self._faces[at : None if is_new else at + 1] = [_face(message)]
        return self.beside()

    def beside(self) -> dict[str, Any]:
        """Return what is told of the whole conversation."""
        tree, keeper = self._widget.tree, self._widget.room_keeper
        return {
            "version": self._version,
            "undo": tree.undoable,
            "redo": tree.redoable,
            "totals": totals_of(tree),
            "room": keeper.told(),
            "left_out": keeper.leaves(tree.path) if tree.leave_out_oldest else None,
        }


def _face(message: Message) -> Face:
    branches = message.branches
    place = branches.index(message) if message in branches else 0
    made = tuple((one.state, one.seconds) for one in message.made)
    return (
        message.id,
        place,
        len(branches),
        message.status,
        id(message.content),
        message.error,
        made,
    )
