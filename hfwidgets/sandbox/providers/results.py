"""The host that results are fetched from: another port, and no place for a token."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass
from urllib.parse import urlsplit

from aiohttp import web

from hfwidgets.sandbox.journal import Journal
from hfwidgets.sandbox.refusals import Refusal, refuse, refuse_text
from hfwidgets.sandbox.replies import reply_refusal
from hfwidgets.sandbox.sites import Sites

_KEPT, _MOST_BYTES = 200, 100_000_000
_ENDINGS = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "audio/wav": "wav",
    "text/plain": "txt",
    "video/mp4": "mp4",
}


@dataclass(frozen=True, slots=True)
class Made:
    """What a model made: a file and its type."""

    body: bytes
    content_type: str


class Results:
    """The last two hundred results, 100 MB at most, each at an address that nobody guesses.

    Args:
        journal: Where requests are recorded.
        sites: Which pages may ask.
    """

    def __init__(self, journal: Journal, sites: Sites) -> None:
        self._journal = journal
        self._sites = sites
        self._made: OrderedDict[str, Made] = OrderedDict()
        self.base = ""

    def put(self, made: Made, *, gone: bool = False) -> str:
        """Return the address of a result; one that is gone has an address too."""
        path = f"/files/{secrets.token_hex(12)}/output.{_ENDINGS.get(made.content_type, 'bin')}"
        if not gone:
            self._made[path] = made
        while len(self._made) > _KEPT or self._size() > _MOST_BYTES:
            self._made.popitem(last=False)
        return self.base + path

    def _size(self) -> int:
        return sum(len(made.body) for made in self._made.values())

    def get(self, address: str) -> Made | None:
        """Return the result at an address of this host, or None."""
        if not self.base or not address.startswith(f"{self.base}/"):
            return None
        return self._made.get(urlsplit(address).path)

    def application(self) -> web.Application:
        """Return the aiohttp application."""
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", self._answer)
        return application

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        entry = self._journal.open(request.method, request.path_qs, request.headers.items())
        try:
            self._sites.check(request)
            response = self._sites.preflight(request) or self._file(request)
        except Refusal as refusal:
            response = reply_refusal(refusal)
        entry.status = response.status
        entry.bytes_written = len(response.body) if isinstance(response.body, bytes) else 0
        entry.end("complete")
        return response

    def _file(self, request: web.Request) -> web.Response:
        made = self._asked_for(request)
        return web.Response(body=made.body, content_type=made.content_type)

    def _asked_for(self, request: web.Request) -> Made:
        """Return a result; as signed addresses are, it is refused to who sends credentials."""
        for name in ("Authorization", "Cookie"):
            if name in request.headers:
                raise refuse(400, f"Only one auth mechanism allowed: leave {name} out here.")
        made = self._made.get(request.path)
        if made is None or request.method not in ("GET", "HEAD"):
            raise refuse_text(404, "Not Found")
        return made
