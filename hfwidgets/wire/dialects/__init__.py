"""What servers speak: a class per kind of server, and the choice among them."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from hfwidgets.wire.addresses import ROUTER, check_address, is_loopback
from hfwidgets.wire.dialects.base import CHAT
from hfwidgets.wire.dialects.base import Dialect as Dialect
from hfwidgets.wire.dialects.base import DialectName as DialectName
from hfwidgets.wire.dialects.classic import Classic
from hfwidgets.wire.dialects.own import Own
from hfwidgets.wire.dialects.router import Automatic as Automatic
from hfwidgets.wire.dialects.router import HFInference as HFInference
from hfwidgets.wire.dialects.router import Router as Router
from hfwidgets.wire.token import is_true

HUB = "https://huggingface.co"
HUB_STAGING = "https://hub-ci.huggingface.co"
HOSTED = urlsplit(ROUTER).hostname
AUTO, HF_INFERENCE = "auto", "hf-inference"
KINDS: dict[DialectName, type[Dialect]] = {"classic": Classic, "router": Router}


def choose(
    endpoint: str | None = None,
    hub: str | None = None,
    name: DialectName | None = None,
    provider: str | None = None,
) -> Dialect:
    """Choose the dialect from arguments and environment.

    Args:
        endpoint: Base address; None takes `HF_INFERENCE_ENDPOINT`, else the hosted service.
        hub: Base address of the Hub; None takes `HF_ENDPOINT`, else an `endpoint` on this machine
            (it is its own Hub: nothing leaves the machine), else the hosted Hub.
        name: `"classic"` or `"router"`; None takes router for the hosted service and for an address
            that ends in `/hf-inference`, a server of OpenAI's format for one that ends in `/v1`,
            classic for any other.
        provider: `"auto"`, or a provider's name: then the endpoint is a router, whatever it looks
            like.

    Raises:
        ValueError: An address that is not one, or another name.
    """
    base = endpoint if endpoint is not None else os.environ.get("HF_INFERENCE_ENDPOINT") or ROUTER
    base = check_address(base, "endpoint").rstrip("/").removesuffix(CHAT)
    if name is not None and name not in tuple(KINDS):
        raise ValueError(f"dialect is {name!r}; it is 'classic', 'router', or None to find out")
    if provider is None:
        return _kind(base, name)(_completed(base), _hub(base, hub))
    if name == "classic":
        raise ValueError(
            f"dialect is 'classic', and provider is {provider!r}; only a router has providers: "
            "leave out one of them"
        )
    root = base.removesuffix("/v1").removesuffix("/hf-inference")
    kind = HFInference if provider == HF_INFERENCE else Automatic
    return kind(f"{root}/hf-inference", _hub(base, hub))


def provider_of(endpoint: str | None, name: DialectName | None) -> str | None:
    """Return `"auto"` where nothing but today's service is meant, else None.

    An endpoint of one's own, also that of `hf-inference`, is asked itself.
    """
    base = endpoint if endpoint is not None else os.environ.get("HF_INFERENCE_ENDPOINT")
    if name is not None:
        return None
    if not base:
        return AUTO
    parts = urlsplit(base)
    path = parts.path.rstrip("/").removesuffix(CHAT)
    return AUTO if parts.hostname == HOSTED and path in ("", "/v1") else None


def _kind(base: str, name: DialectName | None) -> type[Dialect]:
    if name is not None:
        return KINDS[name]
    parts = urlsplit(base)
    if parts.hostname == HOSTED or parts.path.endswith("/hf-inference"):
        return Router
    return Own if parts.path.endswith("/v1") else Classic


def _completed(base: str) -> str:
    """Return the hosted service's base where the address of its chats, or its host, is given."""
    parts = urlsplit(base)
    if parts.hostname == HOSTED and parts.path in ("", "/v1"):
        return parts._replace(path="/hf-inference").geturl()
    return base


def _hub(base: str, hub: str | None) -> str:
    address = hub if hub is not None else os.environ.get("HF_ENDPOINT")
    if address:
        return check_address(address, "hub_endpoint").rstrip("/")
    if is_loopback(base):
        return base.removesuffix("/hf-inference").removesuffix("/v1")
    return HUB_STAGING if is_true("HUGGINGFACE_CO_STAGING") else HUB
