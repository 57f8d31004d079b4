"""What the tests of the explorer share: a way to make one, and both dialects."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from hfwidgets import Sandbox
from hfwidgets.widgets.engine import bundles
from tests.widgets.explorer.explored import Make, explorers


@pytest.fixture(autouse=True)
def _front_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """The front end is another's matter: it need not be built."""
    monkeypatch.setattr(bundles, "loader", lambda: "")
    monkeypatch.setattr(bundles, "parts_of", lambda bundle: (bundle,))
    monkeypatch.setattr(bundles, "packed", lambda bundle: b"")


@pytest.fixture(params=["classic", "router"])
def dialect(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def make(sandbox: Sandbox) -> Iterator[Make]:
    with explorers(sandbox) as one:
        yield one
