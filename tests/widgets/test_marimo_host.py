"""Widgets in marimo, with a session as marimo gives one; tests/browser/test_marimo.py runs it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from hfwidgets import ImageClassification, TextClassification, TextGeneration
from hfwidgets.widgets.engine import base, bundles, couriers
from hfwidgets.widgets.engine.marimo_host import Home, here, same_session


class Session:
    """What a page has, and what marimo calls by its cells."""


class Context:
    """Notes the cells that something is done in."""

    def __init__(self) -> None:
        self.cells: list[str] = []
        self.inside: str | None = None

    @contextmanager
    def with_cell_id(self, cell: str) -> Iterator[None]:
        self.inside = cell
        self.cells.append(cell)
        yield
        self.inside = None


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch) -> Home:
    """Where the widgets of a test are made."""
    home = Home(Context(), "cell-1", Session())
    monkeypatch.setattr(base, "here", lambda: home)
    return home


def test_outside_of_marimo_a_widget_has_no_home() -> None:
    assert here() is None
    widget = TextGeneration()
    assert widget.home is None
    assert widget.get_state()["_ended"] is None
    assert "form" in widget.get_state()
    widget.close()


def test_the_value_in_marimo_is_what_the_widget_holds(home: Home) -> None:
    widget = TextGeneration("m", prompt="a", temperature=0.5)
    value = widget.get_state()
    assert {
        "model": "m",
        "prompt": "a",
        "temperature": 0.5,
        "result": None,
    }.items() <= value.items()
    assert not {"form", "layout", "_packed", "_parcels", "_esm", "_ended"} & set(value)
    assert len(repr(value)) < 1000
    assert set(widget.get_state("form")) == {"form"}
    widget.close()


def test_all_that_a_page_is_sent_is_not_the_value(home: Home) -> None:
    widget = TextGeneration("m")
    sent: list[Any] = []
    widget._send = lambda message, buffers=None: sent.append(message)
    widget.send_state()
    assert {"form", "_bundle", "_parcels", "_ended"} <= set(sent[0]["state"])
    assert sent[0]["state"]["_ended"] == 0
    widget.close()


def test_an_answer_to_the_page_is_given_in_the_cell_of_the_widget(home: Home) -> None:
    widget = TextGeneration("m")
    seen: list[Any] = []
    widget.send = lambda content, buffers=None: seen.append((content["kind"], home.context.inside))
    widget._handle_custom_msg({"kind": "bundle", "id": "a"}, [])
    assert seen == [("bundle", "cell-1")]
    widget.close()


def test_what_takes_a_while_is_answered_in_the_same_thread(home: Home) -> None:
    """A widget that another thread makes is not shown."""
    widget = ImageClassification()
    threads: list[Any] = []
    widget.send = lambda content, buffers=None: threads.append(threading.current_thread())
    widget._handle_custom_msg({"kind": "picture", "id": "a", "picture": "none"}, [])
    assert threads == [threading.current_thread()]
    widget.close()


def test_each_session_of_a_process_has_its_own_parcels_and_targets(
    monkeypatch: pytest.MonkeyPatch, home: Home
) -> None:
    first, near = TextClassification(text="a"), TextClassification(text="b")
    monkeypatch.setattr(base, "here", lambda: Home(Context(), "cell-1", Session()))
    other = TextClassification(text="c")
    assert first._parcels == near._parcels
    assert not {*first._parcels} & {*other._parcels}
    assert bundles.store(None) is bundles.STORE
    assert same_session(first, near)
    assert not same_session(first, other)
    told: list[Any] = []
    first.send = lambda content, buffers=None: told.append(content)
    first._handle_custom_msg({"kind": "targets", "id": "a"}, [])
    there = {one["target"].split("/")[0] for one in told[0]["targets"]}
    assert near.model_id in there
    assert other.model_id not in there
    for one in (first, near, other):
        one.close()


def test_runs_are_delivered_by_a_thread_that_marimo_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    monkeypatch.setattr(couriers, "started", lambda work: done.append("marimo") or True)
    couriers.carry(lambda: done.append("courier"))
    assert done == ["marimo"]
