"""The router's part of chat completions: which model a body names, and the list of chat models."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hfwidgets.sandbox.faults import parse
from hfwidgets.sandbox.inference import Models, Target
from hfwidgets.sandbox.model_row import Model
from hfwidgets.sandbox.providers.made_up import figures, made_up_providers
from hfwidgets.sandbox.providers.offers import CHAT, OWN, PROVIDERS, TERMS, Offer, offers
from hfwidgets.sandbox.refusals import Refusal, encode, refuse_text
from hfwidgets.sandbox.tasks.generation_request import parse_json

# What clients write when only a URL is known, or what a generation server does not look at.
_ANY_MODEL = frozenset({"", "dummy", "tgi", "default"})
_POLICIES = frozenset({"fastest", "cheapest", "preferred", *PROVIDERS})
_CREATED = 1795305600
# Tokens a second that a small machine computes.
_SMOLLM2 = 10.0


def target_of(models: Models, body: bytes) -> tuple[Target, str]:
    """Return where a chat request goes, and the provider that its model's suffix chooses.

    Raises:
        Refusal: 400 in OpenAI's shape: there is no such chat model, or not at that provider.
    """
    value = parse_json(body)
    asked = value.get("model") if isinstance(value, dict) else None
    name = asked if isinstance(asked, str) else ""
    head, _, policy = name.rpartition(":")
    if policy in _POLICIES and head:
        name = head
    else:
        policy = "fastest"
    chatting = models.chatting()
    if name in _ANY_MODEL and chatting:
        return Target(_best(chatting), "chat", "router"), OWN
    host = None if name in _ANY_MODEL else models.named(parse(name)[0])
    offer = None if host is None else _chosen(chat_offers(host.model), policy)
    if offer is None:
        raise _unsupported(asked if isinstance(asked, str) else "")
    terms = offer.terms
    return Target(name, "chat", "router", pace=terms.pace, wait=terms.wait), offer.provider


def _chosen(found: list[Offer], policy: str) -> Offer | None:
    """Return the offer that a suffix asks for, or None."""
    match policy:
        case "fastest":
            return max(found, key=lambda one: one.terms.pace, default=None)
        case "cheapest":
            return min(found, key=_cost, default=None)
        case "preferred":
            return found[0] if found else None
    return next((one for one in found if one.provider == policy), None)


def _cost(offer: Offer) -> float:
    """Return what a million written tokens cost; where it is not told, more than anywhere."""
    if offer.terms.free:
        return 0.0
    return offer.terms.price[1] if offer.terms.price else float("inf")


def listing(models: Models, name: str | None) -> dict[str, Any]:
    """Return the answer of /v1/models, or of /v1/models/{name}.

    Raises:
        Refusal: 404: no such chat model.
    """
    own = models.chatting()
    if name is None:
        made_up = [_told(row.id, made_up_providers(row)) for row in models.catalogue.chatting()]
        return {"object": "list", "data": [*map(_row, own), *made_up]}
    asked, faults = parse(name)
    host = models.named(asked)
    if host is not None and host.model in own:
        status = "error" if faults.mapping == "error" else "live"
        return {**_row(host.model, status), "id": name}
    row = models.catalogue.find(name)
    if row is None or row.task != "text-generation" or not row.providers:
        raise refuse_text(404, "Not Found")
    return _told(row.id, made_up_providers(row))


def _best(chatting: list[Model]) -> str:
    """Return the model that was trained on conversations, if there is one."""
    trained = [model.id for model in chatting if "smollm2" in model.id]
    return (trained or [model.id for model in chatting])[0]


def _row(model: Model, status: str = "live") -> dict[str, Any]:
    return _told(
        model.id, [{**_served(model, one), "status": status} for one in chat_offers(model)]
    )


def _told(name: str, providers: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": name,
        "object": "model",
        "created": _CREATED,
        "owned_by": name.partition("/")[0],
        "architecture": {"input_modalities": ["text"], "output_modalities": ["text"]},
        "providers": providers,
    }


def _served(model: Model, offer: Offer) -> dict[str, Any]:
    """Return a provider of a model; the Hub's own is not probed, and told of without figures."""
    row: dict[str, Any] = {"provider": offer.provider, "status": "live", "is_model_author": False}
    terms = TERMS.get(offer.provider)
    if terms is None:
        return row
    if "smollm2" not in model.id:
        return row | {"context_length": 32768} | figures(terms)
    # It is computed here, and no provider's terms make it faster; when it begins is not told.
    told = figures(replace(terms, pace=min(terms.pace, _SMOLLM2)))
    del told["first_token_latency_ms"]
    return row | {"context_length": 2048} | told


def chat_offers(model: Model) -> list[Offer]:
    """Return who serves a model for chat completions."""
    return [one for one in offers(model) if one.task == CHAT or one.provider == OWN]


def _unsupported(name: str) -> Refusal:
    problem = {
        "message": f"The requested model '{name}' is not supported by any provider you have "
        "enabled.",
        "type": "invalid_request_error",
        "param": "model",
        "code": "model_not_supported",
    }
    return Refusal(400, encode({"error": problem}))
