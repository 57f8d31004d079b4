"""Widgets with a cassette: what they showed is shown again, and Stop still stops."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import hfwidgets
from hfwidgets import InferenceClient, InferenceError, Sandbox
from tests.waiting import PATIENCE
from tests.widgets.conftest import NGRAM, Recorded, until
from tests.widgets.painted import painters
from tests.wire.taped import hold_last_block

NOWHERE = "http://127.0.0.1:1"


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    return tmp_path / "widgets.cassette"


def test_a_text_streams_again_without_a_server(
    make: Callable[..., Recorded], sandbox: Sandbox, tape: Path
) -> None:
    with hfwidgets.record(tape):
        before = make(max_new_tokens=20).widget.run().wait(PATIENCE)
    with hfwidgets.replay(tape, speed=None):
        page = make(client=InferenceClient(endpoint=NOWHERE), max_new_tokens=20)
        after = page.widget.run().wait(PATIENCE)
        assert after == before
        until(lambda: page.text_on_page().endswith(before))


def test_drawn_seeds_are_drawn_again(sandbox: Sandbox, tape: Path) -> None:
    with painters(sandbox) as make:
        with hfwidgets.record(tape):
            w = make().widget
            for _ in range(3):
                w.run().wait(PATIENCE)
        with hfwidgets.replay(tape, speed=None):
            again = make().widget
            for _ in range(3):
                again.run().wait(PATIENCE)
        assert [one.seed for one in again.images] == [one.seed for one in w.images]
        assert [one.file for one in again.images] == [one.file for one in w.images]


def test_what_was_not_recorded_is_a_card_that_shows_the_nearest(
    make: Callable[..., Recorded], sandbox: Sandbox, tape: Path
) -> None:
    with hfwidgets.record(tape):
        make(max_new_tokens=5).widget.run().wait(PATIENCE)
    with hfwidgets.replay(tape, speed=None):
        page = make(max_new_tokens=6)
        with pytest.raises(InferenceError, match=r"max_new_tokens: 6 now, 5 in the cassette"):
            page.widget.run().wait(PATIENCE)
        assert page.widget.error is not None


def test_stop_ends_a_played_stream_at_once_and_keeps_what_came(
    make: Callable[..., Recorded], sandbox: Sandbox, tape: Path
) -> None:
    slow = f"{NGRAM}@slow=0.05"
    with hfwidgets.record(tape):
        make(slow, max_new_tokens=12).widget.run().wait(PATIENCE)
    hold_last_block(tape, 10 * PATIENCE)
    with hfwidgets.replay(tape):
        w: Any = make(slow, max_new_tokens=12).widget
        w.run()
        until(lambda: w.text)
        stopper = threading.Thread(target=w.stop)
        stopper.start()
        until(lambda: w.status == "stopped")  # what comes next is much farther away
        assert w.text
