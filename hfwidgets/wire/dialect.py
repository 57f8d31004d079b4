"""The two dialects of a server: where models, pipelines and the Hub live, and how bodies differ.

*Classic* is the serverless API of 2023, spoken by local servers and by the sandbox. *Router* is
today's hosted service, https://huggingface.co/docs/inference-providers.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import quote, urlsplit, urlunsplit

from hfwidgets.wire.token import is_true

ROUTER = "https://router.huggingface.co/hf-inference"
HUB = "https://huggingface.co"
HUB_STAGING = "https://hub-ci.huggingface.co"
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


def is_address(model: str) -> bool:
    """Whether a model is given by its address instead of its id."""
    return model.startswith(("http://", "https://"))


def is_loopback(url: str) -> bool:
    """Whether an address is on this machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost":
        return True
    import ipaddress  # costs 3 ms, and few calls come here

    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def choose(
    endpoint: str | None = None, hub: str | None = None, name: DialectName | None = None
) -> Dialect:
    """Choose the dialect from arguments and environment.

    Args:
        endpoint: Base address; None takes `HF_INFERENCE_ENDPOINT`, else the hosted service.
        hub: Base address of the Hub; None takes `HF_ENDPOINT`, else an `endpoint` on this machine
            (it is its own Hub: nothing leaves the machine), else the hosted Hub.
        name: `"classic"` or `"router"`; None takes router for the hosted service and for an address
            that ends in `/hf-inference`, classic for any other.

    Raises:
        ValueError: An address that is not one, or another name.
    """
    base = endpoint if endpoint is not None else os.environ.get("HF_INFERENCE_ENDPOINT") or ROUTER
    base = check_address(base, "endpoint").rstrip("/")
    if name not in (None, "classic", "router"):
        raise ValueError(f"dialect is {name!r}; it is 'classic', 'router', or None to find out")
    if name is None:
        path = urlsplit(base).path
        hosted = urlsplit(base).hostname == "router.huggingface.co"
        name = "router" if hosted or path.endswith("/hf-inference") else "classic"
    return Dialect(name, base, _hub(base, hub))


def _hub(base: str, hub: str | None) -> str:
    address = hub if hub is not None else os.environ.get("HF_ENDPOINT")
    if address:
        return check_address(address, "hub_endpoint").rstrip("/")
    if is_loopback(base):
        return base.removesuffix("/hf-inference")
    return HUB_STAGING if is_true("HUGGINGFACE_CO_STAGING") else HUB


def check_address(address: object, what: str) -> str:
    """Return an address, or refuse what no request can be sent to.

    Raises:
        ValueError: It is none, or holds a name and a password: they would be shown with it.
    """
    try:
        parts = urlsplit(address) if isinstance(address, str) else None
        complete = parts is not None and parts.scheme in ("http", "https") and parts.hostname
        usable = complete and parts is not None and (parts.port is None or parts.port > 0)
    except ValueError:  # a port or an IPv6 address that is none
        parts, usable = None, False
    if parts is not None and "@" in parts.netloc:
        raise ValueError(
            f"{what} holds a user name or password (not shown); leave them out and pass "
            "headers={'Authorization': ...}"
        )
    if not usable:
        shown = repr(address)
        raise ValueError(
            f"{what} is {shown if len(shown) < 200 else shown[:200] + '…'}; it is an address such "
            f"as 'http://127.0.0.1:8000' or {ROUTER!r}"
        )
    return str(address)


def shown_address(address: str) -> str:
    """Return an address without what may be secret in it: a user's password, a query, a fragment.

    What is no address, such as a model id, is returned as it is.
    """
    if "://" not in address:
        return address
    try:
        parts = urlsplit(address)
    except ValueError:  # no address after all
        return address.partition("?")[0]
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))
