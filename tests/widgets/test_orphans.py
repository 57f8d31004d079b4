"""Runs of widgets whose cell was run again: they end, unless somebody still has the widget."""

from __future__ import annotations

import functools
import sys
import threading
import types
from collections.abc import Callable
from typing import Any

import pytest
from IPython.core.events import EventManager, available_events
from ipywidgets import HBox, VBox

import hfwidgets
from hfwidgets import (
    Compare,
    InferenceClient,
    ModelExplorer,
    ModelStatusBadge,
    TextGeneration,
    TokenLens,
)
from hfwidgets.widgets.engine import orphans
from hfwidgets.widgets.registry import task_widgets
from tests.waiting import PATIENCE
from tests.widgets.conftest import NGRAM, Recorded, until

Make = Callable[..., Recorded]
SLOW = f"{NGRAM}@slow=0.05"
GOING = ("running", "loading")


class Notebook:
    """What of the shell is used: its variables, its events, and which cell runs."""

    def __init__(self) -> None:
        self.user_ns: dict[str, Any] = {"Out": {}, "In": []}
        self.user_ns_hidden = dict(self.user_ns)
        self.events = EventManager(self, available_events)
        self.parent: dict[str, Any] = {}

    def showtraceback(self) -> None:
        """A callback failed: IPython tells it in the cell, and a test fails."""
        raise

    def get_parent(self) -> dict[str, Any]:
        return self.parent

    def run(self, metadata: dict[str, Any], code: Callable[[], Any]) -> Any:
        self.parent = {"metadata": metadata}
        self.events.trigger("pre_run_cell", None)
        value = code()
        self.events.trigger("post_run_cell", None)
        return value

    def cell(self, name: str, code: Callable[[], Any] = lambda: None) -> Any:
        return self.run({"cellId": name}, code)


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> Notebook:
    shell = Notebook()
    monkeypatch.setattr(sys.modules["IPython"], "get_ipython", lambda: shell)
    monkeypatch.setattr(orphans, "_shown", None)
    return shell


@pytest.fixture
def fresh(make: Make, notebook: Notebook) -> Callable[[], TextGeneration]:
    """What the cell does: `w = TextGeneration(...); display(w); w.run()`."""

    def code() -> TextGeneration:
        w = make(SLOW, max_new_tokens=2000).widget
        notebook.user_ns["w"] = w
        w._repr_mimebundle_()
        w.run()
        return w

    return code


Fresh = Callable[[], TextGeneration]


def goes_on(w: TextGeneration) -> bool:
    """Whether it still gets tokens, more than one message of them."""
    length = len(w.text) + 60
    until(lambda: len(w.text) > length or w.status not in GOING)
    return w.status in GOING


def test_of_a_cell_that_is_run_five_times_one_run_goes_on(notebook: Notebook, fresh: Fresh) -> None:
    runs = [notebook.cell("a", fresh) for _ in range(5)]
    until(lambda: [w.status for w in runs[:4]] == ["stopped"] * 4)
    assert goes_on(runs[4])


def makers() -> dict[str, Callable[[InferenceClient], Any]]:
    """What makes each kind of widget that a cell can show."""
    return {
        **{kind.__name__: lambda client, kind=kind: kind(client=client) for kind in task_widgets()},
        "Compare": lambda client: Compare(["a/b", "c/d"], client=client),
        "Doctor": lambda client: hfwidgets.doctor(client),
        "ModelExplorer": lambda client: ModelExplorer(client=client),
        "ModelStatusBadge": lambda client: ModelStatusBadge("a/b", client=client),
        "TokenLens": lambda client: TokenLens([], client=client),
    }


@pytest.mark.parametrize("name", makers())
def test_a_cell_with_any_widget_can_be_run_again(notebook: Notebook, name: str) -> None:
    client = InferenceClient("a/b", endpoint="http://127.0.0.1:9")
    shown: list[Any] = []

    def code() -> None:
        shown.append(makers()[name](client))
        shown[-1]._repr_mimebundle_()

    for _ in range(2):
        notebook.cell("a", code)
    orphans.end_orphans()
    notebook.cell("b")
    for one in shown:
        one.close()


def test_run_before_ends_when_the_next_begins_not_when_the_cell_ends(
    notebook: Notebook, fresh: Fresh
) -> None:
    before = notebook.cell("a", fresh)

    def code() -> None:
        fresh()
        until(lambda: before.status == "stopped")

    notebook.cell("a", code)


class Holder:
    def __init__(self, value: Any) -> None:
        self.value = value

    def method(self) -> Any:
        return self.value


def closure(value: Any) -> Callable[[], Any]:
    return lambda: value


@pytest.mark.parametrize(
    "hold",
    [
        lambda w: w,
        lambda w: [1, "two", w],
        lambda w: {"one": {"two": w}},
        lambda w: (VBox([HBox([w])]),),
        Holder,
        lambda w: Holder(w).method,
        closure,
        lambda w: functools.partial(print, w),
    ],
)
def test_run_of_a_widget_that_is_held_goes_on(
    notebook: Notebook, fresh: Fresh, hold: Callable[[Any], Any]
) -> None:
    w = notebook.cell("a", fresh)
    notebook.user_ns["mine"] = hold(w)
    notebook.cell("a", fresh)
    assert goes_on(w)
    del notebook.user_ns["mine"]
    notebook.cell("b")
    until(lambda: w.status == "stopped")


@pytest.mark.parametrize(
    "keep",
    [
        lambda names, w: names.update(_=w, __=w, _3=w),
        lambda names, w: names["Out"].update({3: w}),
        lambda names, w: names.update(kind=type(w), number=3, module=types.ModuleType("m")),
        lambda names, w: names.update(other=HBox([])),
    ],
)
def test_what_the_notebook_keeps_by_itself_is_no_hold(
    notebook: Notebook, fresh: Fresh, keep: Callable[[dict[str, Any], Any], None]
) -> None:
    w = notebook.cell("a", fresh)
    keep(notebook.user_ns, w)
    notebook.cell("a", fresh)
    until(lambda: w.status == "stopped")


def test_run_goes_on_while_another_cell_shows_it(notebook: Notebook, fresh: Fresh) -> None:
    w = notebook.cell("a", fresh)
    notebook.cell("b", w._repr_mimebundle_)
    notebook.cell("a", fresh)
    assert goes_on(w)
    notebook.run({"cellId": "c", "deletedCells": ["b"]}, lambda: None)
    until(lambda: w.status == "stopped")


def test_run_that_somebody_waits_for_goes_on(notebook: Notebook, fresh: Fresh) -> None:
    w = notebook.cell("a", fresh)
    waiting = threading.Thread(target=w.wait)
    waiting.start()
    until(lambda: w.control.run.waiters)
    notebook.cell("a", fresh)
    assert goes_on(w)
    w.stop()
    waiting.join(PATIENCE)
    assert not waiting.is_alive()


@pytest.mark.parametrize("metadata", [{}, {"cellId": None}, {"deletedCells": None}])
def test_run_goes_on_where_a_host_does_not_tell_cells(
    notebook: Notebook, fresh: Fresh, metadata: dict[str, Any]
) -> None:
    w = notebook.run(metadata, fresh)
    notebook.run(metadata, fresh)
    assert goes_on(w)


def test_run_of_a_widget_that_was_never_shown_goes_on(make: Make, notebook: Notebook) -> None:
    def code() -> TextGeneration:
        w: TextGeneration = make(SLOW, max_new_tokens=2000).widget
        return w.run()

    w = notebook.cell("a", code)
    notebook.cell("a", code)
    assert goes_on(w)
