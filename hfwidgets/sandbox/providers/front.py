"""The router's way to a provider, and what its errors look like on the way back."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from aiohttp import web

from hfwidgets.sandbox.journal import Entry
from hfwidgets.sandbox.providers.exchange import Exchange, House
from hfwidgets.sandbox.providers.table import SPOKEN, Answer, Worded
from hfwidgets.sandbox.refusals import JSON, Refusal, refuse_text

# Statuses of the router's own: it knows who asks, and what is left to spend.
_OF_ROUTER = (401, 402, 403)


class Front:
    """Answers what is asked of any provider through the router.

    Args:
        house: What all providers share.
    """

    def __init__(self, house: House) -> None:
        self._house = house
        self._routes = {
            name: [(method, re.compile(path), answer) for method, path, answer in spoken.routes]
            for name, spoken in SPOKEN.items()
        }

    async def answer(
        self, request: web.Request, entry: Entry, parts: Mapping[str, str]
    ) -> web.StreamResponse:
        """Answer a request; `parts` are the provider's name and the path behind it."""
        provider = parts["provider"]
        answer, found = self._route(provider, request.method, parts["path"])
        x = Exchange(self._house, provider, request, entry, found)
        request["provider"] = provider
        try:
            return await answer(x)
        except Refusal as refusal:
            if x.asked is not None and x.asked.faults.body is not None:
                raise  # a fault chose its shape
            raise _worded(refusal, SPOKEN[provider].worded) from None

    def _route(self, provider: str, method: str, path: str) -> tuple[Answer, dict[str, str]]:
        for known, pattern, answer in self._routes[provider]:
            found = pattern.fullmatch(path)
            if found is not None and known == method:
                return answer, found.groupdict()
        raise refuse_text(404, "Not Found")


def _worded(refusal: Refusal, worded: Worded) -> Refusal:
    """Return a refusal in the provider's own shape, but what the router itself says."""
    if refusal.content_type != JSON or refusal.status in _OF_ROUTER:
        return refusal
    value = json.loads(refusal.body or b"null")
    if not isinstance(value, dict) or not isinstance(value.get("error"), str | list):
        return refusal
    status, body = worded(refusal.status, refusal.message)
    return Refusal(status, body, JSON, refusal.headers)
