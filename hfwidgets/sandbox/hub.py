"""What the Hub tells about the sandbox's models: tasks, models, status, frameworks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.cards import examples_of
from hfwidgets.sandbox.faults import REFUSED, Faults, parse
from hfwidgets.sandbox.hosting import Host
from hfwidgets.sandbox.inference import Models
from hfwidgets.sandbox.models import Model
from hfwidgets.sandbox.providers.offers import (
    CHAT,
    OWN,
    PROVIDERS,
    entry,
    id_of,
    mapping,
    offered,
    offers,
)
from hfwidgets.sandbox.refusals import Refusal, encode, refuse
from hfwidgets.sandbox.rows import Row
from hfwidgets.sandbox.tasks import CHATTING, EMBEDDING

_CREATED = "2026-11-22T00:00:00.000Z"
_EXPANDED = (
    "author baseModels cardData childrenModelCount config createdAt description disabled downloads "
    "downloadsAllTime evalResults gated gguf inference inferenceProviderMapping lastModified "
    "library_name likes mask_token model-index pipeline_tag private resourceGroup safetensors sha "
    "siblings spaces tags transformersInfo trendingScore usedStorage widgetData"
)
_EXPANDABLE = frozenset(_EXPANDED.split())


def tasks(models: Models) -> dict[str, Any]:
    """Return the answer of /api/tasks: the sandbox's models as the recommended ones.

    A task that only models do whose packages are not installed recommends one of them: asked, it
    names what to install.
    """
    found: dict[str, Any] = {}
    hosted = sorted((host.model for host in models.hosts.values()), key=lambda one: -one.preferred)
    for answers in (True, False):
        for model in hosted:
            if not model.engine or answers == bool(model.missing()):
                continue
            if not answers and found.get(model.task, {}).get("widgetModels"):
                continue
            row = found.setdefault(
                model.task,
                {"id": model.task, "label": model.task, "widgetModels": [], "models": []},
            )
            row["widgetModels"].append(model.id)
            if answers:
                row["models"].append({"id": model.id, "description": model.description})
    return found


def model(models: Models, request: web.Request, name: str) -> dict[str, Any]:
    """Return the answer of /api/models/{id}.

    Raises:
        Refusal: 401 without a token, else 404: no such model, as the Hub says it.
    """
    own, faults = parse(name)
    host = models.named(own)
    row = models.catalogue.find(name) if host is None else _row(host.model)
    if row is None:
        raise _not_found(request)
    mapped = _made_up(row) if host is None else mapping(host.model, name, faults)
    card = [] if host is None else examples_of(row.task, row.mask_token)
    return _described(row, name, _expanded(request), _by_provider(mapped), card)


@dataclass(frozen=True, slots=True)
class Listed:
    """A page of the list: its rows, the address of the next one, and its number from 0."""

    rows: list[dict[str, Any]]
    following: str | None
    number: int


def listing(models: Models, request: web.Request, most: int | None = None) -> Listed:
    """Return a page of /api/models.

    Args:
        models: What there is.
        request: Which page.
        most: Rows of a page at most.

    Raises:
        Refusal: 400: a parameter's value is wrong.
    """
    expand = _expanded(request)
    own = [_row(model) for model in _answering(models)]
    page = models.catalogue.page(own, request.query, list(request.query.items()), most)
    found = [_described(row, row.id, expand, _mapped(models, row)) for row in page.rows]
    following = page.following and f"http://{request.host}/api/models?{page.following}"
    return Listed(found, following, page.number)


def status(models: Models, name: str) -> dict[str, Any]:
    """Return the answer of /status/{id}.

    Raises:
        Refusal: 404: no such model.
    """
    host, faults = models.find(name, "classic")
    if faults.refused is not None:
        return {"error": REFUSED[faults.refused]}
    loaded = host.ready or not host.model.engine
    if faults.loading is not None:
        loaded = loaded and models.clocks.peek(name, "loading")
    return {
        "loaded": loaded,
        "state": faults.state or ("Loaded" if loaded else "Loadable"),
        "compute_type": "cpu",
        "framework": host.model.library,
    }


def framework(models: Models, name: str) -> list[dict[str, Any]]:
    """Return the answer of /framework/{name}: the models of a framework, made-up ones too."""
    own = [(model.id, model.task) for model in _answering(models) if model.library == name]
    return [
        {
            "model_id": one,
            "task": task,
            "framework": name,
            "compute_type": "cpu",
            "sha": _sha(one),
        }
        for one, task in (*own, *models.catalogue.of_library(name))
    ]


def server_info(host: Host, engine: Any) -> dict[str, Any]:
    """Return the answer of a generation server's /info."""
    return {
        "model_id": host.model.id,
        "model_sha": _sha(host.model.id),
        "model_pipeline_tag": host.model.task,
        "max_concurrent_requests": 128,
        "max_best_of": 4,
        "max_stop_sequences": 4,
        "max_input_tokens": getattr(engine, "max_input_tokens", 2**31),
        "max_total_tokens": getattr(engine, "max_total_tokens", 2**31),
        "validation_workers": 1,
        "max_client_batch_size": 4,
        "router": "hfwidgets-sandbox",
        "version": "3.3.0",
        "sha": None,
        "docker_label": None,
    }


def _answering(models: Models) -> Iterable[Model]:
    return [host.model for host in models.hosts.values() if not host.model.missing()]


def _expanded(request: web.Request) -> set[str]:
    query = request.query
    texts = [*query.getall("expand", []), *query.getall("expand[]", [])]
    names = {name for text in texts for name in text.split(",") if name}
    unknown = sorted(names - _EXPANDABLE)
    if unknown:
        raise refuse(
            400, f"Invalid option {unknown[0]!r}: expected one of {', '.join(sorted(_EXPANDABLE))}"
        )
    return names


def _row(model: Model) -> Row:
    """Return a model of the sandbox as lists have it."""
    return Row(
        model.id,
        model.task,
        model.library,
        model.licence.lower(),
        (model.library, *_tasks_of(model), f"license:{model.licence.lower()}"),
        0,
        0,
        1e6,
        _CREATED,
        _CREATED,
        False,
        0,
        tuple((one.provider, "live") for one in offers(model)),
        model.description,
        model.mask_token,
    )


def _tasks_of(model: Model) -> list[str]:
    """Return the tasks a model answers, its own first."""
    if model.task in EMBEDDING:
        return [model.task, *sorted(EMBEDDING - {model.task})]
    return list(dict.fromkeys([model.task, *([CHAT] if model.task in CHATTING else ())]))


def _mapped(models: Models, row: Row) -> list[dict[str, Any]]:
    """Return who serves a model of the list."""
    host = models.hosts.get(row.id)
    return _made_up(row) if host is None else mapping(host.model, row.id, Faults())


def _made_up(row: Row) -> list[dict[str, Any]]:
    """Return who serves a made-up model; it chats where it writes, but at the Hub's own."""
    chats = row.task == "text-generation"
    return [
        entry(name, status, row.id, CHAT if chats and name != OWN else row.task)
        for name, status in row.providers
    ]


def _described(
    row: Row, name: str, expand: set[str], mapped: object, card: Sequence[Any] = ()
) -> dict[str, Any]:
    """Return a model as the Hub tells it; `mapped` is who serves it, `card` its examples."""
    more: dict[str, Any] = {
        "author": row.id.partition("/")[0],
        "cardData": {"license": row.licence},
        "createdAt": row.created,
        "description": row.description,
        "disabled": False,
        "downloads": row.downloads,
        "gated": "auto" if row.gated else False,
        "inferenceProviderMapping": mapped,
        "lastModified": row.modified,
        "library_name": row.library,
        "likes": row.likes,
        "pipeline_tag": row.task,
        "private": False,
        "sha": _sha(row.id),
        "tags": list(row.tags),
        "trendingScore": 0 if row.trending >= 1e6 else row.trending,
    }
    if card:
        more["widgetData"] = card
    if mapped:
        more["inference"] = "warm"
    if row.mask_token:
        more["mask_token"] = row.mask_token
    if row.parameters:
        more["safetensors"] = {"parameters": {"F16": row.parameters}, "total": row.parameters}
    hidden = ("inference", "inferenceProviderMapping", "disabled", "safetensors", "widgetData")
    shown = expand or {key for key in more if key not in hidden}
    chosen = {key: value for key, value in more.items() if key in shown}
    own = {} if expand else {"modelId": name}
    return {"_id": _sha(row.id)[:24], "id": name, **own, **chosen}


def _by_provider(mapped: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        one["provider"]: {
            **{key: value for key, value in one.items() if key != "provider"},
            "isModelAuthor": False,
        }
        for one in mapped
    }


def partner(models: Models, request: web.Request, provider: str) -> dict[str, Any]:
    """Return the answer of /api/partners/{provider}/models: its models by task.

    Raises:
        Refusal: 404: no such provider; 400: another status than live or staging.
    """
    if provider not in PROVIDERS:
        raise refuse(404, "Partner not found")
    status = request.query.get("status", "live")
    if status not in ("live", "staging"):
        raise refuse(400, f"Invalid status {status!r}: expected one of live, staging")
    found: dict[str, Any] = {}
    for model in _answering(models) if status == "live" else ():
        offer = offered(model, provider)
        if offer is not None:
            own = id_of(provider, model.id, offer.task)
            row = {"_id": _sha(model.id)[:24], "providerId": own, "status": status}
            found.setdefault(offer.task, {})[model.id] = row
    return found


def _sha(name: str) -> str:
    return hashlib.sha1(name.encode()).hexdigest()


def _not_found(request: web.Request) -> Refusal:
    if not request.headers.get("Authorization"):
        message = "Invalid username or password."
        return refuse(401, message, headers={"X-Error-Message": message})
    headers = {"X-Error-Code": "RepoNotFound", "X-Error-Message": "Repository not found"}
    return Refusal(404, encode({"error": "Repository not found"}), headers=headers)
