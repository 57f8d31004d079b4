"""The room that a conversation has in its model's context: what a chat knows and says of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from hfwidgets.catalogue.served import CHAT
from hfwidgets.conversations.message import Message
from hfwidgets.conversations.room import Room, oldest, read_too_long, weighed
from hfwidgets.conversations.spoken import LONG
from hfwidgets.widgets.chat.ways import TEXT
from hfwidgets.wire.addresses import is_address

TITLE = "The conversation is too long for the model"
MOVES = ("model", "provider", "system", "max_tokens", "max_new_tokens")  # what it depends on
WAYS = (
    "Send a shorter message, delete earlier ones, or clear the conversation: undo brings them "
    "back. A model with a longer context takes more."
)
LEAVE = "*Leave out the oldest* (leave_out_oldest) sends the newest messages that fit."
LEAVES = "Fewer of the newest messages are sent next."
LESS = "Or let the answer be shorter: {name} is {answer:,}."
NUMBERS = "It takes {limit:,} tokens{given}."
GIVEN = "; {given:,} were asked for"
ABOUT = "; about {used:,} would be sent"
# Where no length of the answer is asked for, so much of the context is left to it.
SHARE = 0.25
# Estimates are below what a server counts: by so much at first, and by more where it has refused.
CARE, MORE_CARE = 1.05, 1.25


class RoomKeeper:
    """Knows how long the context of a chat's model is, and how much of it the next request takes.

    Args:
        widget: Its `Chat`.
    """

    def __init__(self, widget: Any) -> None:
        """Nothing was told yet."""
        self._widget = widget
        self._heard: dict[tuple[str | None, str | None], int] = {}  # what errors told, by model
        self._care: dict[tuple[str | None, str | None], float] = {}
        self._shown: dict[str, Any] | None = None

    def watch(self) -> None:
        """Tell the pages when what it depends on is changed."""
        named = [self._widget.trait_of.get(one, one) for one in MOVES]
        names = [one for one in named if self._widget.has_trait(one)]
        self._widget.observe(lambda _: self._tell(), names)

    def now(self) -> Room:
        """Return the room of what would be sent, without what is written and not sent."""
        tree = self._widget.tree
        weights = weighed(tree.path, tree.system)
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
        if not tree.leave_out_oldest or limit is None:
            return 0
        answer = self._answer()
        room = limit - (limit * SHARE if answer is None else answer)
        return oldest(path, weighed(path, tree.system), room / self._care.get(self._key(), CARE))

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
        leaves, key = self._widget.tree.leave_out_oldest, self._key()
        if leaves and self._limit()[0] is not None:  # it was to fit, and did not
            self._care[key] = self._care.get(key, CARE) * MORE_CARE
        if found.limit is not None:
            self._heard[key] = found.limit
        room = self.now()
        given = ABOUT.format(used=room.used)
        if found.given is not None:
            given = GIVEN.format(given=found.given)
        told = [] if room.limit is None else [NUMBERS.format(limit=room.limit, given=given)]
        told += [WAYS, LEAVES if leaves else LEAVE]
        if room.answer:
            told.append(LESS.format(name=self._answer_name, answer=room.answer))
        return {**card, "title": TITLE, "remedy": " ".join(told)}

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
