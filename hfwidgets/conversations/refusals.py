"""What is learnt of a model that refused a conversation as too long: what is sent next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from hfwidgets.conversations.message import Message
from hfwidgets.conversations.room import shown_in, weighed

# Estimates are below what a server counts: by so much at first, by more where it has refused.
CARE, MORE_CARE, MOST_CARE = 1.05, 1.25, 4.0


@dataclass(frozen=True, slots=True)
class Refused:
    """A request that was too long.

    Attributes:
        path: The conversation, oldest message first.
        left_out: How many of the oldest were not sent.
        system: The system prompt.
        answer: Tokens that the answer was to have, or None where the server decides.
        limit: Most tokens of the model, or None where nobody has told.
        given: Tokens that it was, as the server counted, or None.
        was_to_fit: Whether the limit was known before, and regarded.
    """

    path: Sequence[Message]
    left_out: int
    system: str
    answer: int | None
    limit: int | None
    given: int | None
    was_to_fit: bool

    @property
    def last(self) -> int | None:
        """Where the last message of the user is; None: nothing older was sent."""
        later = range(self.left_out + 1, len(self.path))
        return next((at for at in reversed(later) if self.path[at].role == "user"), None)

    @property
    def taken(self) -> int:
        """Tokens of the messages, at least; 0 where nobody has told."""
        least = 0 if self.limit is None else self.limit - (self.answer or 0)
        if self.given is None:
            return max(least, 0)
        # Some servers count what the answer was to have, some do not.
        with_answer = self.limit is None or self.given > self.limit
        return max(self.given - (self.answer or 0) * with_answer, least, 0)


class Lessons:
    """What one model has refused, and what follows from it for the next request.

    Attributes:
        care: By which factor estimates are taken for more.
        picture: Tokens that a picture takes at least; None: no refusal has told.
    """

    def __init__(self) -> None:
        """Nothing was refused."""
        self.care = CARE
        self.picture: float | None = None
        # With which message requests began that were too long: whatever is asked, and with what
        # was asked then.
        self._always: Message | None = None
        self._then: Message | None = None

    def least(self, path: Sequence[Message]) -> int:
        """Return how many of the oldest messages are left out at least: more than were refused.

        Args:
            path: What would be sent, oldest first.
        """
        firsts = (self._always, self._then)
        return max((at + 1 for at, one in enumerate(path) if one in firsts), default=0)

    def refused(self, request: Refused) -> None:
        """Take it that a request was too long."""
        last, left_out = request.last, request.left_out
        if last is None:  # it could not have been shorter
            return
        path, system, taken = request.path, request.system, request.taken
        weights = weighed(path, system, self.picture)
        seen, pictures = sum(weights.pictures[left_out:]), sum(map(shown_in, path[left_out:]))
        if pictures and taken > weights.behind(left_out):
            words = weights.behind(left_out) - seen
            self.picture = max((taken - words) / pictures, self.picture or 0)
            weights = weighed(path, system, self.picture)
        estimated = max(weights.behind(left_out), 1)
        if request.given is not None:
            self.care = min(max(CARE * taken / estimated, CARE), MOST_CARE)
        elif request.was_to_fit:
            self.care = min(self.care * MORE_CARE, MOST_CARE)
        before = estimated - sum(weights.each[last:])
        room = estimated / 2
        if request.limit is not None:
            room = (request.limit - (request.answer or 0)) * estimated / max(taken, estimated)
        if before > room:
            self._always = path[left_out]
        else:
            self._then = path[left_out]

    def answered(self, pictures: bool) -> None:
        """Take it that the server has counted a request and answered it.

        Args:
            pictures: Whether the request held some: then the count tells of them.
        """
        self.care, self._then = CARE, None
        if pictures:
            self.picture = None

    def moved(self) -> None:
        """Take it that what the next request leaves to its messages is something else."""
        self._always = self._then = None
