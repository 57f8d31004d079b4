"""A server that lets any page ask, and answers what a test gives it."""

from __future__ import annotations

from dataclasses import replace

from tests.wire.scripted import Asked, Reply, ScriptedServer

ANY = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "authorization, content-type",
}


class OpenServer:
    """Plays replies in order, the last one again and again; what browsers ask before is apart."""

    def __init__(self, *replies: Reply) -> None:
        self._server = ScriptedServer()
        self._server.replies = [self._answer]
        self._replies = list(replies)

    @property
    def url(self) -> str:
        return self._server.url

    @property
    def asked(self) -> list[Asked]:
        return [one for one in self._server.asked if one.method != "OPTIONS"]

    def close(self) -> None:
        self._server.close()

    def _answer(self, asked: Asked) -> Reply:
        if asked.method == "OPTIONS":
            return Reply([], 204, ANY, "length")
        reply = self._replies.pop(0) if len(self._replies) > 1 else self._replies[0]
        return replace(reply, headers={**reply.headers, **ANY})
