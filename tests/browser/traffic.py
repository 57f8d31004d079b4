"""What a page said while a test ran: errors, requests to outside, websocket frames."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import ConsoleMessage, Error, Page, Request, WebSocket

LOOPBACK = re.compile(r"(https?|wss?)://127\.0\.0\.1[:/]|data:|blob:|about:")


@dataclass  # no slots: Playwright keeps attributes of its own on the owner of a handler
class Traffic:
    """Filled by the page's events; websocket frames are kept whole, in order."""

    errors: list[str] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)
    received: list[bytes] = field(default_factory=list)
    sent: list[bytes] = field(default_factory=list)

    def watch(self, page: Page) -> None:
        page.on("console", self._on_console)
        page.on("pageerror", self._on_page_error)
        page.on("request", self._on_request)
        page.on("websocket", self._on_websocket)

    def leave(self, page: Page) -> None:
        """Hear no more of a page."""
        page.remove_listener("console", self._on_console)
        page.remove_listener("pageerror", self._on_page_error)
        page.remove_listener("request", self._on_request)
        page.remove_listener("websocket", self._on_websocket)

    def received_bytes(self) -> int:
        return sum(map(len, self.received))

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(f"{message.text} ({message.location.get('url', '')})")

    def _on_page_error(self, error: Error) -> None:
        self.errors.append(f"uncaught: {error.message}")

    def _on_request(self, request: Request) -> None:
        if not LOOPBACK.match(request.url):
            self.outside.append(request.url)

    def _on_websocket(self, socket: WebSocket) -> None:
        socket.on("framereceived", lambda frame: self.received.append(_as_bytes(frame)))
        socket.on("framesent", lambda frame: self.sent.append(_as_bytes(frame)))


def _as_bytes(frame: str | bytes) -> bytes:
    return frame.encode() if isinstance(frame, str) else frame
