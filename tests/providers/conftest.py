"""Today's service, and the two ways to call it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hfwidgets.wire.mapping import mappings
from tests.providers.world import World


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    for name in ("HF_INFERENCE_ENDPOINT", "HF_ENDPOINT", "HF_TOKEN", "HUGGING_FACE_HUB_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HUB_DISABLE_IMPLICIT_TOKEN", "1")
    mappings.clear()
    yield World(monkeypatch)
    mappings.clear()


@pytest.fixture(params=["blocking", "awaiting"])
def mode(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found
