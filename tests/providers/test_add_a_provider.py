"""docs/add-a-provider.md, taken literally: its file is a provider, and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import hfwidgets.providers
from hfwidgets.providers import names, provider_named
from tests.providers.world import HUB, KEY, MODEL, ROUTER, TOKEN, World, call, entry, mapping, sent
from tests.unit.played import Reply
from tests.wire.task_cases import ANSWERED, PICTURE

GUIDE = Path(__file__).parents[2] / "docs" / "add-a-provider.md"
CDN = "https://cdn.example/x"


@pytest.fixture
def added(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The provider of the guide, beside those that there are."""
    text = GUIDE.read_text(encoding="utf-8")
    (path, code) = re.findall(r"New file `([^`]+)`:\n\n```python\n(.*?)```", text, re.DOTALL)[0]
    assert len(code.splitlines()) <= 60
    file = tmp_path / Path(path).name
    file.write_text(code, encoding="utf-8")
    monkeypatch.setattr(
        hfwidgets.providers, "__path__", [*hfwidgets.providers.__path__, str(tmp_path)]
    )
    names.cache_clear()
    provider_named.cache_clear()
    yield file.stem.replace("_", "-")
    monkeypatch.undo()
    names.cache_clear()
    provider_named.cache_clear()


def test_the_guides_provider_is_known(added: str) -> None:
    assert added in names()
    assert provider_named(added) is not None


def test_the_guides_provider_makes_pictures_and_videos(added: str, world: World, mode: str) -> None:
    base = "https://api.example-ai.com/v1"
    png = Reply(200, ANSWERED, {"Content-Type": "image/png"})
    world.answers = {
        HUB: mapping(**{added: entry("text-to-image")}),
        f"{base}/images": Reply.of({"images": [{"url": CDN}]}),
        CDN: png,
    }
    client: dict[str, Any] = {"model": MODEL, "provider": added, "api_key": KEY}
    size = {"width": 64, "height": 32, "num_inference_steps": 4}
    assert call(mode, "text_to_image", "a cat", client=client, **size).size == (6, 3)
    body = {"prompt": "a cat", "size": "64x32", "steps": 4, "model": "the/id"}
    assert sent(world.asked[1]) == body
    routed = f"{ROUTER}/{added}/v1"
    world.answers = {
        HUB: mapping(**{added: entry("image-to-video")}),
        f"{routed}/videos/the/id": Reply.of({"id": 7}),
        f"{routed}/jobs/7": [
            Reply.of({"status": "running"}),
            Reply.of({"status": "done", "video": {"url": CDN}}),
        ],
        CDN: Reply(200, b"video", {"Content-Type": "video/mp4"}),
    }
    client["api_key"] = TOKEN
    assert call(mode, "image_to_video", PICTURE, client=client) == b"video"
    assert [one.state for one in world.waits] == ["", "running"]
