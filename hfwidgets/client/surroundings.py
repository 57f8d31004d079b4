"""What the environment says about a connection: proxies and certificates, read once per origin."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from urllib.parse import urlsplit

PROXIES = (
    "HTTP_PROXY",
    "http_proxy",
    "HTTPS_PROXY",
    "https_proxy",
    "ALL_PROXY",
    "all_proxy",
)
NAMES = (*PROXIES, "NO_PROXY", "no_proxy", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


@dataclass(frozen=True, slots=True)
class Route:
    """How to reach an origin: through which proxy, trusting which certificates."""

    proxy: str | None = field(repr=False)  # may hold a password
    certificates: str | None


_routes: dict[tuple[str, tuple[str | None, ...]], Route] = {}


def route_to(url: str) -> Route:
    """Return the route to an address: as requests does it, but without `.netrc`."""
    scheme, _, rest = url.partition("://")
    origin = f"{scheme}://{rest.partition('/')[0]}"
    key = (origin, tuple(map(os.environ.get, NAMES)))
    route = _routes.get(key)
    if route is None:
        if len(_routes) > 1000:
            _routes.clear()
        route = _routes[key] = _find(origin)
    return route


def _find(origin: str) -> Route:
    bundle = os.environ.get("REQUESTS_CA_BUNDLE") or os.environ.get("CURL_CA_BUNDLE")
    host = urlsplit(origin).hostname or ""
    nearby = host in ("localhost", "::1") or host.startswith("127.")
    # Elsewhere the system's own settings count too.
    told = sys.platform != "linux" or any(map(os.environ.get, PROXIES))
    if nearby or not told:
        return Route(None, bundle or None)
    from requests.utils import get_environ_proxies, select_proxy

    return Route(select_proxy(origin, get_environ_proxies(origin)), bundle or None)
