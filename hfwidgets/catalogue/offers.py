"""From the answers of the two lists of today's service to models with their offers.

The Hub's list has every model of every task with its providers; the router's list of chat models
has prices and speeds. They are joined by the model's id and the provider's name.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from hfwidgets.catalogue.answers import LONGEST_ID, LONGEST_NAME, decoded, name_of
from hfwidgets.catalogue.columns import UNKNOWN
from hfwidgets.catalogue.served import CHAT, Offer, ServedModel
from hfwidgets.wire.failure import wrong_shape
from hfwidgets.wire.flow import Response
from hfwidgets.wire.mapping import entries_in

Offers = tuple[Offer, ...]


def served_of_hub(response: Response) -> list[ServedModel]:
    """Return the models of a page of the Hub's list.

    Raises:
        InvalidResponseError: It is no list.
    """
    payload, broken = decoded(response.body)
    if not isinstance(payload, list) or (broken and not payload):
        raise wrong_shape("a list of models", response.body, response)
    return [
        ServedModel(
            _id(one),
            _word(one.get("pipeline_tag")) or UNKNOWN,
            offers_in(one.get("inferenceProviderMapping")),
        )
        for one in _models(payload)
    ]


def offers_in(mapping: Any) -> Offers:
    """Return the offers of a model's mapping; odd entries are left out."""
    return tuple(
        Offer(name_of(one.provider), name_of(one.task), name_of(one.status), one.identifier)
        for one in entries_in(mapping)
    )


def served_of_router(response: Response) -> list[ServedModel]:
    """Return the chat models of the router's list.

    Raises:
        InvalidResponseError: It has no `data`.
    """
    payload, _ = decoded(response.body)
    data = payload.get("data") if isinstance(payload, dict) else None
    if not isinstance(data, list):
        raise wrong_shape("an object with data, a list of models", response.body, response)
    return [_chat_model(one) for one in _models(data)]


def terms_of_router(response: Response) -> Offers:
    """Return who serves a chat model, and on which terms, from the router's answer about it.

    Raises:
        InvalidResponseError: It is of another form.
    """
    payload, _ = decoded(response.body)
    if not isinstance(payload, dict):
        raise wrong_shape("an object with providers", response.body, response)
    return _chat_model(payload).offers


def _chat_model(one: dict[str, Any]) -> ServedModel:
    about = one.get("architecture")
    about = about if isinstance(about, dict) else {}
    providers = one.get("providers")
    offers = tuple(_offers(providers if isinstance(providers, list) else ()))
    read, made = (_words(about.get(f"{name}_modalities")) for name in ("input", "output"))
    task = "image-text-to-text" if "image" in read else "text-generation"
    return ServedModel(_id(one), task, offers, read, made)


def joined(hub: Iterable[ServedModel], chats: Iterable[ServedModel]) -> list[ServedModel]:
    """Return the models of both lists, the Hub's first, each with what both tell of its offers."""
    terms = {one.model_id: one for one in chats}
    models: dict[str, ServedModel] = {}
    for one in hub:
        told = terms.pop(one.model_id, None)
        models[one.model_id] = one if told is None else _told(one, told)
    return [*models.values(), *terms.values()]


def _told(model: ServedModel, told: ServedModel) -> ServedModel:
    return replace(
        model,
        offers=with_terms(model.offers, told.offers),
        input_modalities=told.input_modalities,
        output_modalities=told.output_modalities,
    )


def with_terms(offers: Offers, told: Offers) -> Offers:
    """Return a model's offers with what the router tells of them, and those it alone has."""
    terms = {one.provider: one for one in told}
    found = []
    for one in offers:
        known = terms.pop(one.provider, None) if one.task == CHAT else None
        # The state of an entry is the Hub's: `staging` is told there alone.
        if known is not None:
            one = replace(known, status=one.status, identifier=one.identifier)
        found.append(one)
    return (*found, *terms.values())


def _models(items: Iterable[Any]) -> Iterator[dict[str, Any]]:
    """Yield what can be a model; what cannot is left out."""
    for one in items:
        if isinstance(one, dict) and 0 < len(_id(one)) <= LONGEST_ID:
            yield one


def _id(one: dict[str, Any]) -> str:
    name = one.get("id", one.get("model_id"))
    return name.encode("utf-8", "backslashreplace").decode() if isinstance(name, str) else ""


def _offers(items: Iterable[Any]) -> Iterator[Offer]:
    for one in items:
        name = _word(one.get("provider")) if isinstance(one, dict) else None
        if name is None:
            continue
        price = one.get("pricing")
        price = price if isinstance(price, dict) else {}
        context, latency = _number(one.get("context_length")), one.get("first_token_latency_ms")
        latency = _number(latency)
        yield Offer(
            name,
            CHAT,
            _word(one.get("status")) or "live",
            context_length=None if context is None else int(context),
            input_price=_number(price.get("input")),
            output_price=_number(price.get("output")),
            is_free=_flag(one.get("is_free")),
            supports_tools=_flag(one.get("supports_tools")),
            supports_structured_output=_flag(one.get("supports_structured_output")),
            first_token_latency=None if latency is None else latency / 1000,
            throughput=_number(one.get("throughput")),
            is_model_author=_flag(one.get("is_model_author")),
        )


def _word(value: Any) -> str | None:
    return (
        value[:LONGEST_NAME] if isinstance(value, str) and value.isprintable() and value else None
    )


def _words(value: Any) -> tuple[str, ...]:
    return tuple(filter(None, map(_word, value))) if isinstance(value, list) else ()


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _number(value: Any) -> float | None:
    """Return a number that can be one of these: none is negative."""
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return float(value) if math.isfinite(value) and value >= 0 else None
