"""What the Hub tells about the sandbox's models: tasks, models, status, frameworks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Any

from aiohttp import web

from hfwidgets.sandbox.faults import parse
from hfwidgets.sandbox.hosting import Host
from hfwidgets.sandbox.inference import Models
from hfwidgets.sandbox.models import Model
from hfwidgets.sandbox.refusals import Refusal, encode, refuse

_CREATED = "2026-11-22T00:00:00.000Z"
_PROVIDER = "hf-inference"


def tasks(models: Models) -> dict[str, Any]:
    """Return the answer of /api/tasks: the sandbox's models as the recommended ones."""
    found: dict[str, Any] = {}
    for model in _answering(models):
        if not model.engine:
            continue
        row = found.setdefault(
            model.task, {"id": model.task, "label": model.task, "widgetModels": [], "models": []}
        )
        row["widgetModels"].append(model.id)
        row["models"].append({"id": model.id, "description": model.description})
    return found


def model(models: Models, request: web.Request, name: str) -> dict[str, Any]:
    """Return the answer of /api/models/{id}.

    Raises:
        Refusal: 401 without a token, else 404: no such model, as the Hub says it.
    """
    own, _ = parse(name)
    host = models.hosts.get(own)
    if host is None:
        raise _not_found(request)
    return _described(host.model, name, _expanded(request), listed=False)


def listing(models: Models, request: web.Request) -> list[dict[str, Any]]:
    """Return the answer of /api/models: the models that fit the query."""
    query = request.query
    providers = {p for text in query.getall("inference_provider", []) for p in text.split(",")}
    if providers and not providers & {"all", _PROVIDER}:
        return []
    tag, search, author = query.get("pipeline_tag"), query.get("search"), query.get("author")
    found = [
        model
        for model in _answering(models)
        if (tag is None or model.task == tag)
        and (search is None or search.lower() in model.id)
        and (author is None or author == model.id.partition("/")[0])
    ]
    limit = query.get("limit", "")
    found = found[: int(limit)] if limit.isdecimal() else found
    return [_described(model, model.id, _expanded(request), listed=True) for model in found]


def status(models: Models, name: str) -> dict[str, Any]:
    """Return the answer of /status/{id}.

    Raises:
        Refusal: 404: no such model.
    """
    host, faults = models.find(name, "classic")
    loaded = host.ready or not host.model.engine
    if faults.loading is not None:
        loaded = loaded and models.clocks.peek(name, "loading")
    return {
        "loaded": loaded,
        "state": "Loaded" if loaded else "Loadable",
        "compute_type": "cpu",
        "framework": host.model.library,
    }


def framework(models: Models, name: str) -> list[dict[str, Any]]:
    """Return the answer of /framework/{name}: the models of a framework."""
    return [
        {
            "model_id": model.id,
            "task": model.task,
            "framework": model.library,
            "compute_type": "cpu",
            "sha": _sha(model),
        }
        for model in _answering(models)
        if model.library == name
    ]


def server_info(host: Host, engine: Any) -> dict[str, Any]:
    """Return the answer of a generation server's /info."""
    return {
        "model_id": host.model.id,
        "model_sha": _sha(host.model),
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
    return {name for text in texts for name in text.split(",") if name}


def _described(model: Model, name: str, expand: set[str], *, listed: bool) -> dict[str, Any]:
    mapping: dict[str, Any] = {"status": "live", "providerId": name, "task": model.task}
    more: dict[str, Any] = {
        "author": "sandbox",
        "cardData": {"license": model.licence.lower()},
        "createdAt": _CREATED,
        "description": model.description,
        "downloads": 0,
        "gated": False,
        "inference": "warm",
        "inferenceProviderMapping": [{"provider": _PROVIDER, **mapping}]
        if listed
        else {_PROVIDER: {**mapping, "isModelAuthor": False}},
        "lastModified": _CREATED,
        "library_name": model.library,
        "likes": 0,
        "pipeline_tag": model.task,
        "private": False,
        "sha": _sha(model),
        "tags": [model.library, model.task, f"license:{model.licence.lower()}"],
    }
    if expand:
        more = {key: value for key, value in more.items() if key in expand}
    else:
        del more["inference"], more["inferenceProviderMapping"]
    return {"_id": _sha(model)[:24], "id": name, **more}


def _sha(model: Model) -> str:
    return hashlib.sha1(model.id.encode()).hexdigest()


def _not_found(request: web.Request) -> Refusal:
    if not request.headers.get("Authorization"):
        message = "Invalid username or password."
        return refuse(401, message, headers={"X-Error-Message": message})
    told = {"X-Error-Code": "RepoNotFound", "X-Error-Message": "Repository not found"}
    return Refusal(404, encode({"error": "Repository not found"}), headers=told)
