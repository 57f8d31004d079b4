"""What the environment says about a connection: proxies and certificates, read for each origin."""

from __future__ import annotations

import os
import sys
import time
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


class ProxyError(OSError):
    """A proxy that cannot be used; nothing was sent to it. Its password is not in the message."""


@dataclass(frozen=True, slots=True)
class Route:
    """How to reach an origin: through which proxy, trusting which certificates."""

    proxy: str | None = field(repr=False)  # may hold a password
    certificates: str | None

    def proxy_of(self, schemes: frozenset[str]) -> str | None:
        """Return the proxy, if any.

        Raises:
            ProxyError: It speaks none of these schemes: what is sent to it could be read.
        """
        if self.proxy is not None:
            scheme = self.proxy.partition("://")[0].lower()
            if scheme not in schemes:
                raise ProxyError(
                    f"the environment names a proxy that speaks {scheme}, and this client speaks "
                    f"{', '.join(sorted(schemes))} to proxies; set http_proxy, https_proxy or "
                    "all_proxy to another one, or no_proxy to the host"
                )
        return self.proxy


# Variables that name trusted certificates, the first that is set counts: of requests and curl,
# and OpenSSL's own, which aiohttp and today's official client heed.
CERTIFICATES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE")
KEPT = 1.0  # seconds; a notebook may change its environment, and looking costs 10 us a call

_routes: dict[str, tuple[float, Route]] = {}


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address."""
    scheme, _, rest = url.partition("://")
    return f"{scheme}://{rest.partition('/')[0].partition('?')[0]}"


def route_to(origin: str) -> Route:
    """Return the route to an origin: as requests does it, but without `.netrc`."""
    now = time.monotonic()
    found = _routes.get(origin)
    if found is not None and found[0] > now:
        return found[1]
    if len(_routes) > 1000:
        _routes.clear()
    route = _find(origin)
    _routes[origin] = (now + KEPT, route)
    return route


def _find(origin: str) -> Route:
    bundle = next(filter(None, map(os.environ.get, CERTIFICATES)), None)
    host = urlsplit(origin).hostname or ""
    nearby = host in ("localhost", "::1") or host.startswith("127.")
    # Elsewhere the system's own settings count too.
    may_be_set = sys.platform != "linux" or any(map(os.environ.get, PROXIES))
    if nearby or not may_be_set:
        return Route(None, bundle)
    from requests.utils import get_environ_proxies, select_proxy

    proxy = select_proxy(origin, get_environ_proxies(origin))
    return Route(None if not proxy else _complete(proxy), bundle)


def _complete(proxy: str) -> str:
    """Return a proxy's address with its scheme: without one it is http.

    Raises:
        ProxyError: It is no address.
    """
    address = proxy if "://" in proxy else f"http://{proxy}"
    try:
        parts = urlsplit(address)
        usable = bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        usable = False
    if not usable:
        raise ProxyError(
            "the proxy of the environment (not shown) is no address; it is one such as "
            "http://proxy.example:3128 in http_proxy, https_proxy or all_proxy"
        )
    return address
