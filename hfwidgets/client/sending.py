"""Requests that are sent at once, whatever carries them."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod

from hfwidgets.wire.flow import Request, Response


class Sending(ABC):
    """What sends requests in a loop, one or several at once."""

    @abstractmethod
    async def send(self, request: Request) -> Response:
        """Send one request and return its answer."""

    async def send_all(self, requests: tuple[Request, ...]) -> list[Response | Exception]:
        """Send requests at once; one that fails leaves its error in its place."""

        async def outcome(request: Request) -> Response | Exception:
            try:
                return await self.send(request)
            except Exception as error:
                return error

        return list(await asyncio.gather(*map(outcome, requests)))
