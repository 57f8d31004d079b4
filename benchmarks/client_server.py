"""A server for the client's figures: answers made beforehand, in a process of its own.

The standard library alone, and asyncio's bare protocol: it costs little beside what is measured.
Run alone it prints the port it listens at, and ends with its parent.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import time

from tests.wire.streams import CASES, values, written

TOKENS = 20_000
PACED_TOKENS = 160
PACE = 0.005  # seconds between paced tokens
LONG_EVENT = 1_000_000  # characters
LONG_TOKENS = 200


def answer(pieces: list[bytes], framing: str, kind: str, extra: dict[str, str]) -> bytes:
    """Return a whole answer, as it goes over the wire."""
    headers = {"Content-Type": kind, **extra}
    if framing == "length":
        headers["Content-Length"] = str(sum(map(len, pieces)))
    elif framing == "close":
        headers["Connection"] = "close"
    else:
        headers["Transfer-Encoding"] = "chunked"
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    if "Transfer-Encoding" in headers:
        pieces = [b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces if piece]
        if framing == "chunked":
            pieces.append(b"0\r\n\r\n")
    return f"HTTP/1.1 200 OK\r\n{head}\r\n".encode() + b"".join(pieces)


def stream(pieces: list[bytes], framing: str = "chunked") -> bytes:
    """Return an event stream as an answer."""
    return answer(pieces, framing, "text/event-stream", {})


def random_cuts(whole: bytes, seed: int = 1) -> list[bytes]:
    """Cut a stream at random bytes into pieces as long as its events, in the middle."""
    draw = random.Random(seed)
    pieces, at = [], 0
    while at < len(whole):
        size = draw.randint(1, 300)
        pieces.append(whole[at : at + size])
        at += size
    return pieces


def chunks(words: list[str]) -> list[bytes]:
    """Return the stream of a chat's answer, event by event."""
    first: dict[str, object] = {"role": "assistant", "content": ""}
    deltas = [first, *({"content": word} for word in words), {}]
    told = [
        {
            "id": "chatcmpl-1",
            "object": "chat.completion.chunk",
            "created": 1,
            "model": "org/model",
            "choices": [{"index": 0, "delta": delta, "finish_reason": None if delta else "stop"}],
        }
        for delta in deltas
    ]
    return [*(b"data: " + json.dumps(one).encode() + b"\n\n" for one in told), b"data: [DONE]\n\n"]


def answers() -> dict[str, tuple[bytes, bool]]:
    """Return path to answer, and whether the connection goes on."""
    events = written(values([" word"] * TOKENS))
    *before, last = values([" word"] * LONG_TOKENS)
    long = written([*before, {**last, "generated_text": "x" * LONG_EVENT}])
    by_50 = [b"".join(events[at : at + 50]) for at in range(0, TOKENS, 50)]
    small = json.dumps([{"generated_text": " blue"}]).encode()
    made = {
        "/small": answer([small], "length", "application/json", {}),
        "/tokens/one": stream(events),
        "/tokens/fifty": stream(by_50),
        "/tokens/random": stream(random_cuts(b"".join(events))),
        "/tokens/long": stream(long),
        "/tokens/first": stream(written(values([" word"]))),
        "/v1/chat/completions": stream(chunks([" Paris", "."])),
    }
    found = {path: (whole, True) for path, whole in made.items()}
    for number, case in enumerate(CASES):
        headers = {"Content-Type": "text/event-stream", **case.headers}
        whole = answer(case.pieces, case.framing, headers.pop("Content-Type"), headers)
        found[f"/case/{number}"] = (whole, case.framing in ("chunked", "length"))
    return found


class Connection(asyncio.Protocol):
    """One connection: reads requests, writes what was made for their path."""

    def __init__(self, made: dict[str, tuple[bytes, bool]]) -> None:
        self._made = made
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._heard += data
        while (end := self._heard.find(b"\r\n\r\n")) >= 0:
            head = self._heard[:end].lower()
            at = head.find(b"content-length:")
            size = int(head[at + 15 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
            if len(self._heard) < end + 4 + size:
                return
            path = self._heard.split(b" ", 2)[1].decode()
            self._heard = self._heard[end + 4 + size :]
            self._answer(path)

    def _answer(self, path: str) -> None:
        if path.startswith("/paced/"):
            self._task = asyncio.ensure_future(self._paced(path.removeprefix("/paced/")))
            return
        whole, goes_on = self._made[path]
        self._transport.write(whole)
        if not goes_on:
            self._transport.close()

    async def _paced(self, framing: str) -> None:
        """Write tokens whose text is the moment they were sent at."""
        whole = answer([], "close" if framing == "close" else "cut", "text/event-stream", {})
        self._transport.write(whole)
        for number in range(1, PACED_TOKENS + 1):
            await asyncio.sleep(PACE)
            last = number == PACED_TOKENS
            token = {"id": 1, "text": str(time.monotonic_ns()), "logprob": -1, "special": False}
            value = {"token": token, "generated_text": "all" if last else None, "details": None}
            event = b"data:" + json.dumps(value).encode() + b"\n\n"
            if framing != "close":
                event = b"%x\r\n%s\r\n" % (len(event), event)
            self._transport.write(event)
        if framing == "close":
            self._transport.close()
        else:
            self._transport.write(b"0\r\n\r\n")


async def main() -> None:
    """Serve until the parent is gone."""
    made = answers()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Connection(made), "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
