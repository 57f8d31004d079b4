"""Who serves one model, and on which terms: asked for once, known for minutes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hfwidgets.catalogue.offers import Offers, terms_of_router, with_terms
from hfwidgets.catalogue.served import CHAT, Offer
from hfwidgets.errors import InferenceError
from hfwidgets.wire.addresses import quoted
from hfwidgets.wire.exchange import exchange
from hfwidgets.wire.flow import Flow
from hfwidgets.wire.kept import Kept
from hfwidgets.wire.mapping import KEPT, Entry, known_mapping, mapping_of

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config

MILLION = 1e6
terms: Kept[Offers] = Kept(KEPT)


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens that a call used."""

    read: int
    written: int


def offers_of(config: Config, model: str) -> Flow[Offers]:
    """Return who serves a model, in the order of the account's settings; of chats with prices.

    Where the router does not tell the prices, there are none.

    Args:
        config: Settings of a client of today's service.
        model: Id of a model; a suffix, as of automatic chats, is no part of it.

    Raises:
        InferenceHTTPError: The Hub's own error.
    """
    model = plain_id(model)
    offers = _offers((yield from mapping_of(config, model)))
    if not any(one.task == CHAT for one in offers):
        return offers
    try:
        told = yield from terms.get(_key(config, model), lambda: _ask(config, model))
    except InferenceError:
        return offers
    return with_terms(offers, told)


def known_offers(config: Config, model: str) -> Offers:
    """Return the same as far as it is known, without asking."""
    model = plain_id(model)
    offers = _offers(known_mapping(config, model))
    return with_terms(offers, terms.known(_key(config, model)) or ())


def cost(offer: Offer, usage: Usage) -> float | None:
    """Return what a call cost in US dollars by the prices of its provider; None if not told."""
    if offer.is_free:
        return 0.0
    if offer.input_price is None or offer.output_price is None:
        return None
    price = usage.read * offer.input_price + usage.written * offer.output_price
    return round(price / MILLION, 12)


def usage_in(answer: Any) -> Usage | None:
    """Return the tokens that an answer in OpenAI's format tells of; None where a price is unclear.

    Tokens from a provider's cache have a price of their own, which no list tells.
    """
    told = answer.get("usage") if isinstance(answer, dict) else None
    if not isinstance(told, dict):
        return None
    details = told.get("prompt_tokens_details")
    if isinstance(details, dict) and details.get("cached_tokens"):
        return None
    counts = [told.get(name) for name in ("prompt_tokens", "completion_tokens")]
    if not all(type(one) is int and one >= 0 for one in counts):
        return None
    return Usage(*counts)  # type: ignore[arg-type]


def plain_id(model: str) -> str:
    """Return a model's id without the suffix that tells the router whom to ask."""
    return model.partition(":")[0]


def _offers(entries: tuple[Entry, ...]) -> Offers:
    return tuple(Offer(one.provider, one.task, one.status, one.identifier) for one in entries)


def _key(config: Config, model: str) -> tuple[str, str]:
    return _address(config, model), model


def _address(config: Config, model: str) -> str:
    root = config.dialect.endpoint.removesuffix("/hf-inference")
    return f"{root}/v1/models/{quoted(model)}"


def _ask(config: Config, model: str) -> Flow[Offers]:
    try:
        response = yield from exchange(config, config.get_public(_address(config, model)))
    except InferenceError as error:
        if getattr(error, "status", None) == 404:
            return ()  # no chat model
        raise
    return terms_of_router(response)
