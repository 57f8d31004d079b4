"""A widget that is closed: it stops, refuses, and frees what it had."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable

import pytest
from ipywidgets import Layout

from hfwidgets import (
    InferenceClient,
    Sandbox,
    TextGeneration,
)
from tests.waiting import PATIENCE
from tests.widgets.conftest import NGRAM, Recorded, until

Make = Callable[..., Recorded]
SLOW = f"{NGRAM}@slow=0.2"


def test_closed_widget_stops_and_refuses(make: Make) -> None:
    w = make(SLOW, max_new_tokens=500).widget
    w.run()
    until(lambda: w.text)
    run = w.control.run
    w.close()
    assert run.finished.wait(PATIENCE)
    with pytest.raises(RuntimeError, match="closed"):
        w.run()


def test_closed_widgets_are_freed_with_their_threads(make: Make, sandbox: Sandbox) -> None:
    def one() -> weakref.ref[TextGeneration]:
        client = InferenceClient(endpoint=sandbox.url)
        w = TextGeneration(NGRAM, prompt="A", max_new_tokens=3, client=client)
        w.run().wait(PATIENCE)
        w.close()
        return weakref.ref(w)

    one()
    threads = threading.active_count()
    references = [one() for _ in range(20)]
    gc.collect()
    until(lambda: threading.active_count() <= threads)
    assert sum(reference() is not None for reference in references) <= 1


def test_close_frees_the_layout_unless_it_was_given(make: Make) -> None:
    given = Layout()
    one, other = make().widget, make(layout=given).widget
    layout = one.layout
    one.close()
    other.close()
    assert layout.comm is None
    assert given.comm is not None
    given.close()
