"""The two dialects of a server: where models, pipelines and the Hub live, and how bodies differ.

*Classic* is the serverless API of 2023, spoken by local servers and by the sandbox. *Router* is
today's hosted service, https://huggingface.co/docs/inference-providers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote, urlsplit

from hfwidgets.wire.addresses import ROUTER, check_address, is_address

# These two take a vector per text: hosted models answer them on a route of their own.
PIPELINES = frozenset({"feature-extraction", "sentence-similarity"})

DialectName = Literal["classic", "router"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a server speaks, and where.

    Attributes:
        name: `"classic"` or `"router"`.
        endpoint: Base address of the models.
        hub: Base address of the Hub's API.
    """

    name: DialectName
    endpoint: str
    hub: str

    @property
    def is_router(self) -> bool:
        """Whether this is the dialect of today's hosted service."""
        return self.name == "router"

    def task_url(self, task: str | None, model: str) -> str:
        """Return where a model answers a task. A model that is an address is its own answer."""
        if is_address(model):
            return check_address(model, "model")
        identifier = quote(model, safe="/:@!$&'()*+,;=~-._")
        if task not in PIPELINES:
            return f"{self.endpoint}/models/{identifier}"
        if self.is_router:
            return f"{self.endpoint}/models/{identifier}/pipeline/{task}"
        return f"{self.endpoint}/pipeline/{task}/{identifier}"

    def chat_url(self, model: str) -> tuple[str, str]:
        """Return where a model answers a chat, and what the body calls it.

        Today's service routes chats by the body; an address gets the path that it lacks.
        """
        if is_address(model):
            return _with_chat_path(check_address(model, "model")), "dummy"
        if self.is_router and urlsplit(self.endpoint).hostname == urlsplit(ROUTER).hostname:
            return f"{self.endpoint.removesuffix('/hf-inference')}/v1/chat/completions", model
        return f"{self.task_url(None, model)}/v1/chat/completions", model

    def body(self, inputs: Any, parameters: dict[str, Any] | None, **extra: Any) -> dict[str, Any]:
        """Return a JSON body. The router wants `parameters` always, and no nulls in them."""
        if self.is_router:
            parameters = without_none(parameters or {})
        body: dict[str, Any] = {"inputs": inputs}
        if parameters is not None:
            body["parameters"] = parameters
        return {**body, **extra}

    def wrapped(self, payload: dict[str, Any]) -> dict[str, Any]:
        """Return a JSON body whose keys stand at its root in the classic API, in `inputs` today."""
        return {"inputs": payload, "parameters": {}} if self.is_router else payload


def _with_chat_path(address: str) -> str:
    parts = urlsplit(address)
    path = parts.path.rstrip("/")
    if not path.endswith("/chat/completions"):
        path += "/chat/completions" if path.endswith("/v1") else "/v1/chat/completions"
    return parts._replace(path=path).geturl()


def without_none(value: Any) -> Any:
    """Remove null members at every depth."""
    if isinstance(value, dict):
        return {key: without_none(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return [without_none(item) for item in value]
    return value
