"""Models of today's service with everybody who serves them, and on which terms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from itertools import islice
from typing import Any, overload

from hfwidgets.frames import frame_of

CHAT = "conversational"  # what entries call the task of chats


@dataclass(frozen=True, slots=True)
class Offer:
    """How one provider serves a model; what the service does not tell is None.

    Attributes:
        provider: Its name.
        task: What for; chats are `"conversational"`.
        status: `"live"`, `"staging"`, `"error"` (of the last check), or another word.
        identifier: What the provider calls the model.
        context_length: Most tokens of prompt and answer together.
        input_price: US dollars per million tokens of the prompt; `output_price` of the answer.
        output_price: US dollars per million tokens of the answer.
        is_free: Whether nothing is charged for now.
        supports_tools: Whether a chat can call tools.
        supports_structured_output: Whether an answer can be held to a JSON schema.
        first_token_latency: Seconds to the first token when the service last tried.
        throughput: Tokens a second when the service last tried.
        is_model_author: Whether the provider published the model.
    """

    provider: str
    task: str | None = None
    status: str = "live"
    identifier: str | None = None
    context_length: int | None = None
    input_price: float | None = None
    output_price: float | None = None
    is_free: bool | None = None
    supports_tools: bool | None = None
    supports_structured_output: bool | None = None
    first_token_latency: float | None = None
    throughput: float | None = None
    is_model_author: bool | None = None


# The terms that offers are compared by, and which of two values is the better one.
BETTER: dict[str, Callable[[Iterable[float]], float]] = {
    "input_price": min,
    "output_price": min,
    "context_length": max,
    "first_token_latency": min,
    "throughput": max,
}


def term(offer: Offer, name: str) -> float | None:
    """Return a term of an offer by its name in `BETTER`; what is free costs nothing."""
    if offer.is_free and name.endswith("_price"):
        return 0.0
    value: float | None = getattr(offer, name)
    return value


def best(offers: Iterable[Offer], name: str) -> float | None:
    """Return the best value of a term among offers that answer; None where none is told."""
    values = [term(one, name) for one in offers if one.status != "error"]
    told = [one for one in values if one is not None]
    return BETTER[name](told) if told else None


@dataclass(frozen=True, slots=True)
class ServedModel:
    """A model with everybody who serves it.

    Attributes:
        model_id: Id on the Hub.
        task: The model's task, or `"unknown"`.
        offers: Who serves it, in the order of the account's settings where a token was sent.
        input_modalities: What it reads, such as `("text", "image")`; empty where it is not told.
        output_modalities: What it makes.
    """

    model_id: str
    task: str
    offers: tuple[Offer, ...] = ()
    input_modalities: tuple[str, ...] = ()
    output_modalities: tuple[str, ...] = ()

    @property
    def providers(self) -> tuple[str, ...]:
        """The names of its providers."""
        return tuple(dict.fromkeys(one.provider for one in self.offers))

    def cheapest(self) -> Offer | None:
        """Return the live offer with the lowest price of answers, or None where none is told."""
        priced = [one for one in self._live() if _price(one) is not None]
        return min(priced, key=lambda one: _price(one) or 0.0, default=None)

    def fastest(self) -> Offer | None:
        """Return the live offer with most tokens a second, or None where none is told."""
        timed = [one for one in self._live() if one.throughput is not None]
        return max(timed, key=lambda one: one.throughput or 0.0, default=None)

    def _live(self) -> list[Offer]:
        return [one for one in self.offers if one.status == "live"]


def _price(offer: Offer) -> float | None:
    return 0.0 if offer.is_free else offer.output_price


class ServedModels(Sequence[ServedModel]):
    """Models that are served, in the order of the service's list.

    Args:
        models: Them.
    """

    def __init__(self, models: Sequence[ServedModel] = ()) -> None:
        self._models = tuple(models)

    def __len__(self) -> int:
        return len(self._models)

    @overload
    def __getitem__(self, place: int | str) -> ServedModel: ...
    @overload
    def __getitem__(self, place: slice) -> ServedModels: ...

    def __getitem__(self, place: int | str | slice) -> ServedModel | ServedModels:
        """Return a model by its place or its id, or several by a slice.

        Raises:
            KeyError: Nobody serves a model of this id.
        """
        if isinstance(place, slice):
            return ServedModels(self._models[place])
        if isinstance(place, str):
            found = next((one for one in self._models if one.model_id == place), None)
            if found is None:
                raise KeyError(f"nobody in this list serves {place!r}")
            return found
        return self._models[place]

    def __iter__(self) -> Iterator[ServedModel]:
        return iter(self._models)

    def __contains__(self, wanted: object) -> bool:
        name = wanted.model_id if isinstance(wanted, ServedModel) else wanted
        return any(one.model_id == name for one in self._models)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, ServedModels):
            return NotImplemented
        return self._models == other._models

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        shown = ", ".join(one.model_id for one in islice(self._models, 3))
        dots = ", …" if len(self) > 3 else ""
        return f"<{len(self):,} served models: {shown}{dots}>" if shown else "<no served models>"

    @property
    def ids(self) -> list[str]:
        """Model ids, in order."""
        return [one.model_id for one in self._models]

    @property
    def providers(self) -> list[str]:
        """The names of all providers, those of most models first."""
        count: dict[str, int] = {}
        for one in self._models:
            for name in one.providers:
                count[name] = count.get(name, 0) + 1
        return sorted(count, key=lambda name: (-count[name], name))

    def to_frame(self) -> Any:
        """Return a pandas DataFrame with a row per model and provider.

        Columns are the model's id and task, and the attributes of `Offer` (its task is
        `served_as`). Without pandas, a dict of lists.
        """
        pairs = [(one, offer) for one in self._models for offer in one.offers]
        columns: dict[str, list[Any]] = {
            "model_id": [one.model_id for one, _ in pairs],
            "task": [one.task for one, _ in pairs],
        }
        for one in fields(Offer):
            name = "served_as" if one.name == "task" else one.name
            columns[name] = [getattr(offer, one.name) for _, offer in pairs]
        return frame_of(columns)
