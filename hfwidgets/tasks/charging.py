"""What chats cost, told to the client's budget: usage times the prices of whoever answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Generic, TypeAlias, TypeVar

from hfwidgets.wire.flow import Flow, Response
from hfwidgets.wire.served import provider_of

if TYPE_CHECKING:
    from typing import TypeGuard

    from hfwidgets.wire.config import Config
    from hfwidgets.wire.stream import Decoder

T = TypeVar("T")
Charge: TypeAlias = Callable[[Any], None]  # takes the usage that an answer tells


def charging(config: Config, model: str) -> Flow[Callable[[Response], Charge] | None]:
    """Return what tells the budget the cost of a chat's answer; None where nobody counts money.

    Args:
        config: The client's settings.
        model: The model's id on the Hub.
    """
    budget = config.budget
    if budget is None or budget.usd is None or config.provider is None:
        return None
    from hfwidgets.catalogue.terms import Usage, cost, offers_of

    try:
        offers = yield from offers_of(config, model)
    except OSError:  # what every InferenceError is: without prices the call is unpriced
        offers = ()

    def begin(response: Response) -> Charge:
        budget.charge(None)
        name = provider_of(response)
        offer = next((one for one in offers if one.provider == name), None)

        def charge(usage: Any) -> None:
            read = getattr(usage, "prompt_tokens", None)
            written = getattr(usage, "completion_tokens", None)
            if offer is None or not (_is_count(read) and _is_count(written)):
                return
            price = cost(offer, Usage(read, written))
            if price is not None:
                budget.settle(price)

        return charge

    return begin


def _is_count(value: object) -> TypeGuard[int]:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


class Charging(Generic[T]):
    """Decodes as another decoder does, and hands on the usage that a stream tells, once."""

    error: Exception | None
    finished: bool

    def __init__(self, decoder: Decoder[T], charge: Charge) -> None:
        self._decoder = decoder
        self._charge = charge
        self._is_charged = False
        self.error, self.finished = decoder.error, decoder.finished

    def feed(self, block: bytes) -> list[T]:
        """Take a block and return the values that it completes."""
        return self._seen(self._decoder.feed(block))

    def end(self) -> list[T]:
        """Return what is left."""
        return self._seen(self._decoder.end())

    def _seen(self, values: list[T]) -> list[T]:
        for value in values:
            usage = getattr(value, "usage", None)
            if usage is not None and not self._is_charged:
                self._is_charged = True
                self._charge(usage)
        self.error, self.finished = self._decoder.error, self._decoder.finished
        return values
