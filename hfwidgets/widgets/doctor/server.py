"""What servers answer: the endpoint, the Hub, the models there. Asked as the client would."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import TYPE_CHECKING, Any

from hfwidgets.catalogue.deployed import list_deployed_models
from hfwidgets.catalogue.serving import list_served_models
from hfwidgets.widgets.doctor.findings import Finding
from hfwidgets.wire.addresses import may_see_secrets, shown_address
from hfwidgets.wire.exchange import follow
from hfwidgets.wire.failure import in_one_line
from hfwidgets.wire.flow import Flow

if TYPE_CHECKING:
    from hfwidgets.wire.config import Config

WHOAMI = "/api/whoami-v2"


def endpoint_finding(config: Config) -> Flow[Finding]:
    """Ask the inference server for anything at all."""
    subject, url = "Inference server", config.dialect.endpoint
    start = time.monotonic()
    try:
        response = yield from follow(config.get(url))
    except (OSError, ValueError) as error:
        return Finding(subject, "problem", _failed(url, error), _way_out(error), "server")
    took = (time.monotonic() - start) * 1e3
    told = f"{shown_address(url)} answers in {took:.0f} ms"
    if response.status >= 500:
        fix = "try again later; its own pages tell whether it is down"
        return Finding(subject, "problem", f"{told}, with status {response.status}", fix, "server")
    return Finding(subject, "ok", told, part="server")


def account_finding(config: Config) -> Flow[Finding]:
    """Ask the Hub whose token this is; without one, whether it is there."""
    subject, hub = "Hub", config.dialect.hub
    token = config.hub_token
    if may_see_secrets(hub, config.dialect.endpoint) and token is None:
        return Finding(subject, "ok", "the inference server answers for it", part="server")
    try:
        request = config.get(hub + WHOAMI) if token is not None else config.get_public(hub)
        response = yield from follow(request)
    except (OSError, ValueError) as error:
        return Finding(subject, "problem", _failed(hub, error), _way_out(error), "server")
    if token is not None and response.status == 401:
        fix = "copy the token again from https://huggingface.co/settings/tokens"
        told = f"{shown_address(hub)} does not take the token"
        return Finding(subject, "problem", told, fix, "server")
    if response.status >= 500:
        told = f"{shown_address(hub)} answers with status {response.status}"
        return Finding(subject, "note", told, "try again later", "server")
    named = _name_in(response.body) if token is not None else None
    told = shown_address(hub) + (f" knows the token: {named}" if named else " answers")
    return Finding(subject, "ok", told, part="server")


def models_finding(config: Config) -> Flow[Finding]:
    """Ask which models answer now."""
    subject = "Models"
    try:
        count = yield from _count(config)
    except (OSError, ValueError) as error:
        return Finding(subject, "note", in_one_line(error), _way_out(error), "server")
    if not count:
        fix = "name a model that you know to run, or start a sandbox: hfwidgets.Sandbox().start()"
        return Finding(subject, "note", "the server lists none", fix, "server")
    told = f"{count:,} answer now; hfwidgets.explore() shows them"
    return Finding(subject, "ok", told, part="server")


def _count(config: Config) -> Generator[Any, Any, int]:
    if config.provider is not None:
        served = yield from list_served_models(config)
        return len(served)
    found = yield from list_deployed_models(config)
    return sum(map(len, found.values()))


def _name_in(body: bytes) -> str | None:
    """Return the account's name, as the Hub tells it."""
    import json

    try:
        told = json.loads(body)
    except ValueError:
        return None
    name = told.get("name") if isinstance(told, dict) else None
    return name[:80] if isinstance(name, str) else None


def _failed(url: str, error: Exception) -> str:
    return f"{shown_address(url)} does not answer: {in_one_line(error)}"


def _way_out(error: Exception) -> str:
    remedy = getattr(error, "remedy", "")
    if remedy:
        return str(remedy)
    return (
        "check the network and the proxy (https_proxy, no_proxy), or work without: "
        "hfwidgets.Sandbox().start()"
    )
