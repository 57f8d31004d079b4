"""A clock that only moves when a flow waits."""

from __future__ import annotations

import pytest

from tests.unit.played import Clock


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    for module in ("exchange", "flow"):
        monkeypatch.setattr(f"hfwidgets.wire.{module}.time", clock)
    return clock
