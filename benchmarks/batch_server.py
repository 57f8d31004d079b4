"""A server that answers every text at once, for one model late; it costs little beside the rest.

Run alone it prints the port it listens at, and ends with its parent.
"""

from __future__ import annotations

import asyncio
import sys

from benchmarks.client_server import Connection, answer

LATE = "late"  # a model
SECONDS = 2.0  # until it answers: far longer than a stop may take
LABELS = b'[[{"label":"POSITIVE","score":0.9},{"label":"NEGATIVE","score":0.1}]]'


class Everywhere(dict[str, tuple[bytes, bool]]):
    """The same answer, whatever is asked."""

    def __missing__(self, path: str) -> tuple[bytes, bool]:
        """Return the answer; its connection stays open."""
        return answer([LABELS], "length", "application/json", {}), True


class Answering(Connection):
    """A connection on which one model takes its time."""

    def _answer(self, path: str) -> None:
        if path.endswith(LATE):
            asyncio.get_running_loop().call_later(SECONDS, self._answer_now, path)
        else:
            super()._answer(path)

    def _answer_now(self, path: str) -> None:
        if not self._transport.is_closing():
            super()._answer(path)


async def main() -> None:
    """Serve until the parent is gone."""
    made = Everywhere()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Answering(made), "127.0.0.1", 0, backlog=512)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
