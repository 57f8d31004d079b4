"""How each provider is spoken to: its paths, behind its name at the router, and its errors."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from aiohttp import web

from hfwidgets.sandbox.providers import fal, openai, polled, replicate
from hfwidgets.sandbox.providers.exchange import Exchange

Answer = Callable[[Exchange], Awaitable[web.StreamResponse]]
Worded = Callable[[int, str], tuple[int, bytes]]
Route = tuple[str, str, Answer]


@dataclass(frozen=True, slots=True)
class Spoken:
    """How a provider is spoken to.

    Args:
        routes: Method, pattern of the path behind the provider's name, answer.
        worded: Returns status and body of an error, from a status and what is wrong.
    """

    routes: tuple[Route, ...]
    worded: Worded = openai.worded


_ACTIONS: dict[str, Answer] = {
    "chat/completions": openai.chat,
    "completions": openai.completions,
    "embeddings": openai.embeddings,
    "images/generations": openai.images,
    "audio/speech": openai.speech,
    "audio/transcriptions": openai.transcriptions,
}


def _openai(base: str, *more: str) -> Spoken:
    """Return a provider of OpenAI's kind: where its routes begin, and which it has but chats."""
    names = ("chat/completions", *more)
    return Spoken(tuple(("POST", f"{base}/{name}", _ACTIONS[name]) for name in names))


_ID = r"(?P<id>[\w-]+)"
_MODEL = r"(?P<model>.+)"
_APPLICATION = r"(?P<model>[^/]+/[^/]+)"

SPOKEN = {
    "baseten": _openai("/v1"),
    "cerebras": _openai("/v1"),
    "cohere": _openai("/compatibility/v1"),
    "deepinfra": _openai(
        "/v1/openai", "completions", "embeddings", "audio/speech", "audio/transcriptions"
    ),
    "fal-ai": Spoken(
        (
            ("GET", rf"/{_APPLICATION}/requests/{_ID}/status", fal.status),
            ("GET", rf"/{_APPLICATION}/requests/{_ID}", fal.result),
            ("PUT", rf"/{_APPLICATION}/requests/{_ID}/cancel", fal.cancel),
            ("POST", rf"/{_MODEL}", fal.run),
        ),
        fal.worded,
    ),
    "featherless-ai": _openai("/v1", "completions"),
    "fireworks-ai": _openai("/inference/v1"),
    "groq": _openai("/openai/v1"),
    "novita": _openai("/v3/openai", "completions"),
    "nscale": _openai("/v1", "images/generations"),
    "ovhcloud": _openai("/v1", "completions"),
    "publicai": _openai("/v1"),
    "replicate": Spoken(
        (
            ("POST", rf"/v1/models/{_MODEL}/predictions", replicate.predict),
            ("POST", r"/v1/predictions", replicate.predict),
            ("GET", rf"/v1/predictions/{_ID}", replicate.prediction),
            ("POST", rf"/v1/predictions/{_ID}/cancel", replicate.cancel),
        ),
        replicate.worded,
    ),
    "scaleway": _openai("/v1", "completions", "embeddings"),
    "together": _openai(
        "/v1",
        "completions",
        "embeddings",
        "images/generations",
        "audio/speech",
        "audio/transcriptions",
    ),
    "wavespeed": Spoken(
        (
            ("GET", rf"/api/v3/predictions/{_ID}/result", polled.wavespeed_result),
            ("POST", rf"/api/v3/{_MODEL}", polled.wavespeed),
        ),
        polled.worded,
    ),
    "zai-org": Spoken(
        (
            ("POST", r"/api/paas/v4/chat/completions", openai.chat),
            ("POST", r"/api/paas/v4/async/images/generations", polled.zai),
            ("GET", rf"/api/paas/v4/async-result/{_ID}", polled.zai_result),
        ),
    ),
}
