"""Servers that answer exactly what a test gives them.

The sandbox's models write prose of their own; hostile texts need a server that obeys.
"""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


@contextmanager
def scripted_server(tokens: Sequence[str]) -> Iterator[str]:
    """Give the URL of a server that answers every POST with `tokens`, as an event stream."""
    body = b"".join(_events(tokens))
    with answering(lambda: (200, "text/event-stream", body)) as address:
        yield address


@contextmanager
def answering(answer: Callable[[], tuple[int, str, bytes]]) -> Iterator[str]:
    """Give the URL of a server that answers every POST with a status, a type and a body."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            status, kind, body = answer()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            """Say nothing: the answer is the record."""

    with serving(Handler) as address:
        yield address


@contextmanager
def serving(handler: Callable[..., BaseHTTPRequestHandler]) -> Iterator[str]:
    """Give the URL of a server with a handler of its own."""
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def silent_server() -> Iterator[str]:
    """Give the URL of a server that takes requests and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        taken: list[socket.socket] = []

        def take() -> None:
            try:
                while True:
                    taken.append(listening.accept()[0])
            except OSError:
                return  # closed

        Thread(target=take, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        for one in taken:
            one.close()


def _events(tokens: Sequence[str]) -> Iterator[bytes]:
    for number, text in enumerate(tokens):
        token = {"id": number, "text": text, "logprob": -1.0, "special": False}
        last = number == len(tokens) - 1
        details = {"finish_reason": "length", "generated_tokens": len(tokens), "seed": None}
        event = {
            "token": token,
            "generated_text": "".join(tokens) if last else None,
            "details": details if last else None,
        }
        yield b"data:" + json.dumps(event).encode() + b"\n\n"
