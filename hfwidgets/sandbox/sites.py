"""Which pages may ask the sandbox: none of another site but those that are named.

A page of another site is any page in the browser of whoever runs the sandbox: without a rule, all
of them could use it. What a page's answer needs so that it may read it is the Fetch Standard's
(https://fetch.spec.whatwg.org/#http-cors-protocol).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from aiohttp import web

from hfwidgets.sandbox.origins import checked_origin
from hfwidgets.sandbox.refusals import refuse

_METHODS = "GET, POST, PUT, DELETE"
_SECONDS = "600"  # a browser asks again after so long
_NAMES = re.compile(r"[\w!#$%&'*+.^`|~, -]{0,1000}", re.ASCII)


class Sites:
    """Who may ask.

    Args:
        allowed: Origins whose pages may ask and read the answers, beside this machine's programs.

    Raises:
        ValueError: One is no origin.
    """

    def __init__(self, allowed: Iterable[str] = ()) -> None:
        self._allowed = frozenset(map(checked_origin, allowed))

    def check(self, request: web.Request) -> None:
        """Refuse requests that another site's page makes a browser send.

        Raises:
            Refusal: 403: Host or Origin is neither this machine's loopback name nor allowed.
        """
        host = request.headers.get("Host")
        if host is not None and not is_loopback(_name(f"//{host}")):
            raise refuse(403, f"The sandbox answers to 127.0.0.1 only, not to Host {host!r}")
        if self._is_allowed(request):
            return
        origin = request.headers.get("Origin")
        if origin is not None and not is_loopback(_name(origin)):
            raise refuse(
                403,
                f"The sandbox answers no pages of another site: Origin {origin!r}; to allow this "
                "one, start it with --allow-origin and that",
            )
        if request.headers.get("Sec-Fetch-Site") == "cross-site":
            said = "The sandbox answers no pages of another site: Sec-Fetch-Site cross-site"
            raise refuse(403, said)

    def preflight(self, request: web.Request) -> web.Response | None:
        """Answer a browser that asks before it sends an allowed page's request; None otherwise."""
        asked = request.headers.get("Access-Control-Request-Method")
        if request.method != "OPTIONS" or asked is None or not self._is_allowed(request):
            return None
        headers = {"Access-Control-Allow-Methods": _METHODS, "Access-Control-Max-Age": _SECONDS}
        names = request.headers.get("Access-Control-Request-Headers", "")
        if names and _NAMES.fullmatch(names):
            headers["Access-Control-Allow-Headers"] = names
        if request.headers.get("Access-Control-Request-Private-Network") == "true":
            headers["Access-Control-Allow-Private-Network"] = "true"
        return web.Response(status=204, headers=headers)

    async def invite(self, request: web.Request, response: web.StreamResponse) -> None:
        """Let an allowed page read an answer, whatever it is: a signal of aiohttp's."""
        if self._allowed:
            response.headers.add("Vary", "Origin")
        if self._is_allowed(request):
            response.headers["Access-Control-Allow-Origin"] = request.headers["Origin"]
            response.headers["Access-Control-Expose-Headers"] = "*"

    def _is_allowed(self, request: web.Request) -> bool:
        return request.headers.get("Origin") in self._allowed


def _name(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:
        return None


def is_loopback(name: str | None) -> bool:
    """Return whether a host name is one of this machine's own."""
    if name is None:
        return False
    if name == "localhost":
        return True
    try:
        return ipaddress.ip_address(name).is_loopback
    except ValueError:
        return False
