"""What providers would tell of made-up chat models: larger ones are dearer and slower."""

from __future__ import annotations

import zlib
from dataclasses import replace
from typing import Any

from hfwidgets.sandbox.providers.offers import TERMS, Terms
from hfwidgets.sandbox.rows import Row

# A model of so many parameters costs what the terms say, and is as fast.
_USUAL = 1e9


def figures(terms: Terms, *, tools: bool = False, structured: bool = False) -> dict[str, Any]:
    """Return a provider's terms as the list of chat models tells them."""
    told: dict[str, Any] = {
        "is_free": terms.free,
        "supports_tools": tools,
        "supports_structured_output": structured,
        "first_token_latency_ms": round(1000 * terms.wait),
        "throughput": round(terms.pace, 1),
    }
    if terms.price is not None:
        told["pricing"] = dict(zip(("input", "output"), terms.price, strict=True))
    return told


def made_up_providers(row: Row) -> list[dict[str, Any]]:
    """Return who would chat with a made-up model; staging providers are not listed."""
    number = zlib.crc32(row.id.encode())
    weight = max(row.parameters / _USUAL, 0.1) ** 0.5
    found = []
    for place, (provider, status) in enumerate(row.providers):
        if status == "staging":
            continue
        one: dict[str, Any] = {"provider": provider, "status": status, "is_model_author": False}
        if status == "live":
            terms = _scaled(TERMS[provider], weight)
            one |= figures(terms, tools=number % 3 > 0, structured=(number >> place) % 2 > 0)
            one["context_length"] = 4096 << number // 7 % 6
            one["is_model_author"] = number % 41 == 0 and place == 0
        found.append(one)
    return found


def _scaled(terms: Terms, weight: float) -> Terms:
    price = terms.price and (round(terms.price[0] * weight, 3), round(terms.price[1] * weight, 3))
    return replace(terms, price=price, pace=terms.pace / weight, wait=terms.wait * weight)
