"""A server for the figures of tasks: answers made beforehand, late ones, models that load.

asyncio's bare protocol; bodies are counted and thrown away. Run alone it prints its port, and ends
with its parent.
"""

from __future__ import annotations

import asyncio
import base64
import io
import json
import random
import sys
import time
from typing import Any

LATE = 0.05  # seconds that an answer of /late takes
LISTED = 0.03  # seconds that a framework's list takes
READY = 1.2  # seconds until a model of /models/loading... answers
ESTIMATE = 2.0  # what the server says of it
SIDE = 512
MASKS = 50
ROWS, COLUMNS = 512, 1024


def picture() -> bytes:
    """A picture as models make them: 512 x 512, in colours, not too easy to pack."""
    import numpy as np
    from PIL import Image

    y, x = np.mgrid[0:SIDE, 0:SIDE]
    noise = np.random.default_rng(1).integers(0, 24, (SIDE, SIDE, 3))
    waves = np.stack([x // 3, y // 3, (x + y) // 6], axis=2)
    return _png(Image.fromarray(((waves + noise) % 256).astype("uint8")))


def masks() -> bytes:
    """A segmentation: 50 masks of 512 x 512."""
    from PIL import Image, ImageDraw

    draw = random.Random(1)
    found = []
    for number in range(MASKS):
        mask = Image.new("L", (SIDE, SIDE))
        corners = [(draw.randrange(SIDE), draw.randrange(SIDE)) for _ in range(40)]
        ImageDraw.Draw(mask).polygon(corners, fill=255)
        text = base64.b64encode(_png(mask)).decode()
        found.append({"score": 0.5, "label": f"thing {number}", "mask": text})
    return json.dumps(found).encode()


def numbers(decimals: int | None) -> bytes:
    """Features of 1 x 512 x 1024: doubles in full, or so many decimals."""
    draw = random.Random(1)

    def one() -> float:
        value = draw.gauss(0, 1)
        return value if decimals is None else round(value, decimals)

    return json.dumps([[[one() for _ in range(COLUMNS)] for _ in range(ROWS)]]).encode()


def models(count: int) -> bytes:
    """A framework's list of models."""
    rows = [
        {"model_id": f"org/model-{n}", "task": f"task-{n % 20}", "framework": "x", "sha": "0" * 40}
        for n in range(count)
    ]
    return json.dumps(rows).encode()


def _png(made: Any) -> bytes:
    file = io.BytesIO()
    made.save(file, format="PNG")
    return file.getvalue()


def answer(body: bytes, kind: str = "application/json", status: str = "200 OK") -> bytes:
    """Return a whole answer, as it goes over the wire."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n"
    return head.encode() + body


class Answers:
    """What is answered to which path, and when."""

    def __init__(self) -> None:
        small = answer(b'[{"generated_text": "a"}]')
        self.small = small
        self.listed = answer(models(400))
        self.made = {
            "/png": answer(picture(), "image/png"),
            "/masks": answer(masks()),
            "/doubles": answer(numbers(None)),
            "/floats": answer(numbers(8)),
        }
        self.loading = answer(
            json.dumps({"error": "loading", "estimated_time": ESTIMATE}).encode(),
            status="503 Service Unavailable",
        )
        self.first: dict[str, float] = {}
        self.tries: dict[str, int] = {}

    def to(self, path: str, head: bytes) -> tuple[bytes, float]:
        """Return an answer and the seconds until it is sent."""
        if path in self.made:
            return self.made[path], 0
        if path.startswith("/framework/"):
            return self.listed, LISTED
        if path.startswith("/tries/"):
            return answer(str(self.tries.get(path.removeprefix("/tries"), 0)).encode()), 0
        if path.startswith("/loading"):
            return self._loading(path, head)
        return self.small, LATE if path.startswith("/late") else 0

    def _loading(self, path: str, head: bytes) -> tuple[bytes, float]:
        self.tries[path] = self.tries.get(path, 0) + 1
        now = time.monotonic()
        left = self.first.setdefault(path, now) + READY - now
        if path.startswith("/loading-never"):
            return self.loading, 0
        if left <= 0:
            return self.small, 0
        if path.startswith("/loading-held") and b"\r\nx-wait-for-model" in head:
            return self.small, left
        return self.loading, 0


class Connection(asyncio.Protocol):
    """One connection: reads requests without keeping their bodies."""

    def __init__(self, answers: Answers) -> None:
        self._answers = answers
        self._heard = b""
        self._left = 0
        self._ready: tuple[bytes, float] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        while data:
            if self._ready is not None:
                taken = min(self._left, len(data))
                data = data[taken:]
                self._left -= taken
                self._finish()
                continue
            self._heard += data
            end = self._heard.find(b"\r\n\r\n")
            if end < 0:
                return
            head, data = self._heard[:end].lower(), self._heard[end + 4 :]
            path = self._heard.split(b" ", 2)[1].decode()
            self._heard = b""
            at = head.find(b"content-length:")
            self._left = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            self._ready = self._answers.to(path, head)
            self._finish()

    def _finish(self) -> None:
        if self._left or self._ready is None:
            return
        whole, seconds = self._ready
        self._ready = None
        if seconds:
            asyncio.get_running_loop().call_later(seconds, self._transport.write, whole)
        else:
            self._transport.write(whole)


async def main() -> None:
    """Serve until the parent is gone."""
    answers = Answers()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(answers), "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
