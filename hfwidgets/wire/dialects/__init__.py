"""What servers speak: a class per kind of server, and the choice among them."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

from hfwidgets.wire.addresses import ROUTER, check_address, is_loopback
from hfwidgets.wire.dialects.base import Dialect as Dialect
from hfwidgets.wire.dialects.base import DialectName as DialectName
from hfwidgets.wire.token import is_true

HUB = "https://huggingface.co"
HUB_STAGING = "https://hub-ci.huggingface.co"


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
