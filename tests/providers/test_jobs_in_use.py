"""A provider's job with a budget or a cassette: under way until its end, ended where it runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

import hfwidgets
from hfwidgets import Budget, Sandbox
from tests.providers.world import TOKEN, call
from tests.waiting import PATIENCE, soon
from tests.wire.task_cases import png

MODEL = "sandbox/darkroom"


class GivenError(Exception):
    """Raised by a person's own function."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox() as running:
        yield running


def change(sandbox: Sandbox, mode: str, provider: str, fault: str = "", **more: Any) -> Any:
    settings = {"model": f"{MODEL}{fault}", "provider": provider, "endpoint": sandbox.url}
    return call(
        mode, "image_to_image", png(64, 48), "night", client={**settings, "api_key": TOKEN, **more}
    )


def cancelled(sandbox: Sandbox) -> list[Any]:
    told = requests.get(f"{sandbox.url}/sandbox/log", timeout=PATIENCE).json()
    return [one for one in told if one["path"].partition("?")[0].endswith("/cancel")]


def test_a_job_is_under_way_until_its_end(sandbox: Sandbox, mode: str) -> None:
    budget = Budget(parallel=1)
    running: list[int] = []

    def look(_: Any) -> None:
        running.append(budget.running)

    found = change(sandbox, mode, "fal-ai", "@queue=0.3", budget=budget, on_wait=look)
    assert found.size == (64, 48)
    assert set(running) == {1}
    assert (budget.calls, budget.running) == (1, 0)


def test_a_job_that_is_given_up_is_no_longer_under_way(sandbox: Sandbox, mode: str) -> None:
    budget = Budget(parallel=1)

    def stop(_: Any) -> None:
        raise GivenError

    with pytest.raises(GivenError):
        change(sandbox, mode, "fal-ai", "@queue=3600", budget=budget, on_wait=stop)
    assert (budget.calls, budget.running) == (1, 0)


def test_a_job_that_is_given_up_while_recording_is_ended_and_in_a_replay_nothing_is_sent(
    sandbox: Sandbox, mode: str, tmp_path: Path
) -> None:
    requests.delete(f"{sandbox.url}/sandbox/log", timeout=PATIENCE)

    def stop(_: Any) -> None:
        raise GivenError

    with hfwidgets.record(tmp_path / "job.cassette"), pytest.raises(GivenError):
        change(sandbox, mode, "fal-ai", "@queue=3600", on_wait=stop)
    soon(lambda: cancelled(sandbox))
    requests.delete(f"{sandbox.url}/sandbox/log", timeout=PATIENCE)
    with hfwidgets.replay(tmp_path / "job.cassette", speed=None), pytest.raises(GivenError):
        change(sandbox, mode, "fal-ai", "@queue=3600", on_wait=stop)
    assert requests.get(f"{sandbox.url}/sandbox/log", timeout=PATIENCE).json() == []
