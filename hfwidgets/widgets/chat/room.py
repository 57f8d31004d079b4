"""The room that a conversation has in its model's context: what a chat knows and says of it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, Literal

from hfwidgets.catalogue.served import CHAT
from hfwidgets.conversations.message import Message
from hfwidgets.conversations.refusals import Lessons, Refused
from hfwidgets.conversations.room import (
    Room,
    TooLong,
    Weights,
    is_counted,
    oldest,
    read_too_long,
    shown_in,
    weighed,
)
from hfwidgets.conversations.spoken import LONG
from hfwidgets.conversations.tree import lineage
from hfwidgets.widgets.chat.ways import TEXT
from hfwidgets.wire.addresses import is_address

TITLE = "The conversation is too long for the model"
MOVES = ("model", "provider", "system", "max_tokens", "max_new_tokens")  # what it depends on
WAYS = (
    "Send a shorter message, delete earlier ones, or clear the conversation: undo brings them "
    "back. A model with a longer context takes more."
)
ALONE = (
    "The last question was sent without anything older, and is too long by itself: shorten {it}. "
    "A model with a longer context takes more."
)
LEAVE = "*Leave out the oldest* (leave_out_oldest) sends the newest messages that fit."
LEAVES = "Fewer of the newest messages are sent next."
LESS = "Or let the answer be shorter: {name} is {answer:,}."
NUMBERS = "It takes {limit:,} tokens{given}."
GIVEN = "; {given:,} were asked for"
ABOUT = "; about {used:,} would be sent"
# Where no length of the answer is asked for, so much of the context is left to it.
SHARE = 0.25


class RoomKeeper:
    """Knows how long the context of a chat's model is, and how much of it the next request takes.

    Args:
        widget: Its `Chat`.
    """

    def __init__(self, widget: Any) -> None:
        """Nothing was told yet."""
        self._widget = widget
        self._heard: dict[tuple[str | None, str | None], int] = {}  # what errors told, by model
        self._lessons: dict[tuple[str | None, str | None], Lessons] = {}
        self._shown: dict[str, Any] | None = None

    def watch(self) -> None:
        """Tell the pages when what it depends on is changed."""
        named = [self._widget.trait_of.get(one, one) for one in MOVES]
        names = [one for one in named if self._widget.has_trait(one)]
        self._widget.observe(lambda _: self._moved(), names)

    def now(self) -> Room:
        """Return the room of what would be sent, without what is written and not sent."""
        tree = self._widget.tree
        weights = self._weighed(tree.path)
        left_out = self.leaves(tree.path)
        limit, told_by = self._limit()
        used, per_token = weights.behind(left_out), weights.characters_per_token
        return Room(limit, told_by, used, self._answer(), per_token, left_out)

    def leaves(self, path: Sequence[Message]) -> int:
        """Return how many of the oldest messages are left out of a request, where that is wanted.

        Args:
            path: The messages that would be sent, oldest first.
        """
        tree, (limit, _) = self._widget.tree, self._limit()
        lessons = self._lesson()
        least = lessons.least(path)
        if not tree.leave_out_oldest or (limit is None and not least):
            return 0
        if limit is None:
            room = math.inf
        else:
            answer = self._answer()
            room = (limit - (limit * SHARE if answer is None else answer)) / lessons.care
        return oldest(path, self._weighed(path), room, least)

    def answered(self, message: Message) -> None:
        """Take it that an answer has come: what its server counted is better than an estimate."""
        if is_counted(message):
            sent = lineage(message)[message.left_out :]
            self._lesson().answered(pictures=any(map(shown_in, sent)))

    def forget(self) -> None:
        """Know nothing any more of what was refused: the conversation is another one."""
        self._lessons.clear()

    def told(self) -> dict[str, Any] | None:
        """Return the room as pages are told it; None where no limit is known."""
        self._shown = None
        if self._limit()[0] is not None:
            room = self.now()
            self._shown = {
                "limit": room.limit,
                "used": room.used,
                "answer": room.answer or 0,
                "per_token": round(room.characters_per_token, 3),
            }
        return self._shown

    def explained(self, card: dict[str, Any], error: Exception) -> dict[str, Any]:
        """Return the card of an error; of a context that is too short with numbers and ways out."""
        said = getattr(error, "server_message", None) or str(error)
        found = read_too_long(str(said))
        if found is None:
            return card
        refused = self._refused(found)
        self._lesson().refused(refused)
        room = self.now()
        given = ABOUT.format(used=room.used)
        if found.given is not None:
            given = GIVEN.format(given=found.given)
        told = [] if room.limit is None else [NUMBERS.format(limit=room.limit, given=given)]
        if refused.last is None and refused.path:
            it = "it or the system prompt" if refused.system else "it"
            told.append(ALONE.format(it=it))
        else:
            told += [WAYS, LEAVES if self._widget.tree.leave_out_oldest else LEAVE]
        if room.answer:
            told.append(LESS.format(name=self._answer_name, answer=room.answer))
        return {**card, "title": TITLE, "remedy": " ".join(told)}

    def _refused(self, found: TooLong) -> Refused:
        """Return what was refused just now, and note the limit that was told."""
        tree, turn = self._widget.tree, self._widget.control.output
        was_to_fit = tree.leave_out_oldest and self._limit()[0] is not None
        if found.limit is not None:
            self._heard[self._key()] = found.limit
        path = tree.path if turn.message is None else lineage(turn.message)[:-1]
        asked = (self._answer(), self._limit()[0], found.given)
        return Refused(path, turn.left_out, tree.system, *asked, was_to_fit)

    def _weighed(self, path: Sequence[Message]) -> Weights:
        return weighed(path, self._widget.tree.system, self._lesson().picture)

    def _lesson(self) -> Lessons:
        return self._lessons.setdefault(self._key(), Lessons())

    def _moved(self) -> None:
        for one in self._lessons.values():
            one.moved()
        self._tell()

    def _tell(self) -> None:
        before = self._shown
        if self.told() != before and "control" in self._widget.__dict__:
            self._widget.telling.path()

    def _limit(self) -> tuple[int | None, Literal["provider", "server", ""]]:
        heard = self._heard.get(self._key())
        if heard is not None:
            return heard, "server"
        offered = self._offered()
        return offered, "" if offered is None else "provider"

    def _offered(self) -> int | None:
        """Return what the provider that answers offers, as far as that was told already."""
        widget = self._widget
        model = self._model()
        if widget.provider is None or widget.served_task != CHAT or not model or is_address(model):
            return None
        answered = [one.provider for one in widget.tree.path if one.provider]
        named = widget.provider if widget.provider != "auto" else (answered or [None])[-1]
        offers = [one for one in widget._offers(model) if one.task == CHAT]
        chosen = [one for one in offers if named in (None, one.provider)]
        return next((one.context_length for one in chosen if one.context_length), None)

    def _key(self) -> tuple[str | None, str | None]:
        return self._widget.provider, self._model()

    def _model(self) -> str | None:
        model: str | None = self._widget.model or self._widget._client.model
        return model

    @property
    def _answer_name(self) -> str:
        return "max_new_tokens" if self._widget._spec.name == TEXT else "max_tokens"

    def _answer(self) -> int | None:
        widget = self._widget
        if not widget.has_trait(self._answer_name):
            return None
        asked: int | None = getattr(widget, self._answer_name)
        return LONG if asked is None and self._answer_name == "max_new_tokens" else asked
