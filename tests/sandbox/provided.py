"""What the tests of providers of pictures and sounds share."""

from __future__ import annotations

import io
import time
from typing import Any
from urllib.parse import urlsplit

import requests
from PIL import Image

from tests.sandbox.conftest import Get, Post
from tests.waiting import PATIENCE, soon

SMALL = {"prompt": "a red sunset over the sea", "width": 64, "height": 48, "seed": 7}
PNG = {"Accept": "image/png"}
QUEUE = "?_subdomain=queue"


def picture(raw: bytes) -> Image.Image:
    return Image.open(io.BytesIO(raw)).convert("RGB")


def fetched(url: str) -> bytes:
    response = requests.get(url, timeout=PATIENCE)
    assert response.status_code == 200, response.text
    return response.content


def queued(post: Post, get: Get, name: str, body: Any) -> tuple[str, list[dict[str, Any]]]:
    """Submit a job to fal-ai and ask after it to its end; returns its path and all states."""
    submitted = post(f"/fal-ai/fal-ai/{name}{QUEUE}", body, headers=PNG).json()
    path = "/fal-ai" + urlsplit(submitted["response_url"]).path
    states: list[dict[str, Any]] = []

    def ended() -> bool:
        response = get(f"{path}/status{QUEUE}")
        states.append(response.json())
        time.sleep(0.05)
        assert response.status_code == (200 if states[-1]["status"] == "COMPLETED" else 202)
        return bool(states[-1]["status"] == "COMPLETED")

    soon(ended)
    return path, states
