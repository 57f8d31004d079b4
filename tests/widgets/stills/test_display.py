"""When a widget's result is put into the notebook, and when not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from IPython.core.events import EventManager, available_events
from ipywidgets import VBox

import hfwidgets
from hfwidgets import InferenceClient, ModelStatusBadge
from hfwidgets.widgets.engine import still_display
from hfwidgets.widgets.engine.still_display import VIEW
from hfwidgets.widgets.registry import task_widgets
from tests.sandbox.media_samples import photo_bytes
from tests.widgets.conftest import NGRAM, Recorded, until
from tests.widgets.test_canary import CANARY, INPUTS, SECRETS, echo
from tests.wire.scripted import Reply, ScriptedServer

Make = Callable[..., Recorded]


class Notebook:
    """What of a kernel's shell is used: the cells it runs, and the outputs it is told of."""

    def __init__(self) -> None:
        self.kernel = self
        self.user_ns: dict[str, Any] = {}
        self.user_ns_hidden: dict[str, Any] = {}
        self.events = EventManager(self, available_events)
        self.display_pub = self
        self.published: list[dict[str, Any]] = []
        self.statuses: list[str] = []
        self.watched: Any = None

    def publish(self, **output: Any) -> None:
        if self.watched is not None:
            self.statuses.append(self.watched.status)
        self.published.append(output)

    def cell(self, code: Callable[[], Any]) -> Any:
        self.events.trigger("pre_run_cell", None)
        value = code()
        self.events.trigger("post_run_cell", None)
        return value

    def names(self) -> list[str]:
        return [one["transient"]["display_id"] for one in self.published]

    def last(self) -> dict[str, str]:
        found: dict[str, str] = self.published[-1]["data"]
        return found


@pytest.fixture
def notebook(monkeypatch: pytest.MonkeyPatch) -> Iterator[Notebook]:
    shell = Notebook()
    monkeypatch.setattr(sys.modules["IPython"], "get_ipython", lambda: shell)
    monkeypatch.setattr(still_display, "_known", None)
    yield shell
    hfwidgets.options.still = True


def test_a_widget_is_shown_with_its_still_behind_it(make: Make, notebook: Notebook) -> None:
    w = make().widget
    notebook.cell(w._ipython_display_)
    view, still = notebook.published
    assert set(view["data"]) == {VIEW}
    assert view["data"][VIEW]["model_id"] == w.model_id
    assert still["data"]["text/plain"] == "Text generation · Nothing was run yet."
    assert w._still is True


def test_only_the_still_is_renewed_and_only_when_the_run_has_ended(
    make: Make, notebook: Notebook
) -> None:
    w = make(f"{NGRAM}@slow=0.01", max_new_tokens=30).widget
    notebook.cell(w._ipython_display_)
    notebook.watched = w
    notebook.cell(lambda: w.run().wait())
    renewed = notebook.published[2:]
    assert [one["update"] for one in renewed] == [True]
    assert notebook.statuses == ["done"]
    assert set(notebook.names()[2:]) == {notebook.names()[1]}
    assert w.text in notebook.last()["text/plain"]
    assert "30 tokens" in notebook.last()["text/plain"]
    assert {str(one["metadata"]) for one in notebook.published} == {"{}"}


def test_what_ended_between_cells_is_told_again_at_the_end_of_the_next(
    make: Make, notebook: Notebook
) -> None:
    w = make(max_new_tokens=5).widget
    notebook.cell(w._ipython_display_)
    w.run().wait()
    before = len(notebook.published)
    notebook.cell(lambda: None)
    assert len(notebook.published) == before + 1
    assert w.text in notebook.last()["text/plain"]
    notebook.cell(lambda: None)
    assert len(notebook.published) == before + 1


def test_quick_runs_are_told_together_and_the_last_one_in_the_end(
    make: Make, notebook: Notebook
) -> None:
    w = make(max_new_tokens=1).widget
    notebook.cell(w._ipython_display_)

    def many() -> None:
        for number in range(20):
            w.run(prompt=f"Number {number}").wait()

    notebook.cell(many)
    assert "Number 19" in notebook.last()["text/plain"]
    assert " 1 token " in notebook.last()["text/plain"]
    assert len(notebook.published) < 20


def test_a_second_display_has_the_result_at_once_and_is_renewed_with_the_first(
    make: Make, notebook: Notebook
) -> None:
    w = make(max_new_tokens=5).widget
    notebook.cell(w._ipython_display_)
    notebook.cell(lambda: w.run().wait())
    notebook.cell(w._ipython_display_)
    assert w.text in notebook.last()["text/plain"]
    assert len(set(notebook.names())) == 2


def test_a_stopped_and_a_failed_run_say_so(
    make: Make, notebook: Notebook, server: ScriptedServer
) -> None:
    w = make(f"{NGRAM}@slow=0.05", max_new_tokens=1000).widget
    notebook.cell(w._ipython_display_)
    w.run()
    until(lambda: w.text)
    w.stop()
    w.wait()
    assert "Stopped" in w.sheet().plain()
    assert w.text in w.sheet().plain()
    server.play(Reply.of_json({"error": "no such thing <b>"}, 400))
    failing = make("m", client=InferenceClient(endpoint=server.url)).widget
    failing.run()
    until(lambda: failing.status == "error")
    assert "Failed: The server refused the request. no such thing <b>." in failing.sheet().plain()
    assert "no such thing &lt;b&gt;" in failing.to_html()


def test_an_earlier_result_stays_where_the_next_run_fails(server: ScriptedServer) -> None:
    kind = next(kind for kind in task_widgets() if kind.task == "image-classification")
    widget = kind(client=InferenceClient("m", endpoint=server.url), image=photo_bytes("chelsea"))
    server.play(Reply.of_json([{"label": "cat", "score": 0.9}]))
    widget.run().wait()
    server.play(Reply.of_json({"error": "too big"}, 400))
    widget.run()
    until(lambda: widget.status == "error")
    words = widget.sheet().plain()
    widget.close()
    assert "cat" in words
    assert "too big" in words
    assert "above is what an earlier run brought" in words


def test_frozen_it_leaves_the_still_alone_and_can_be_shown_again(
    make: Make, notebook: Notebook
) -> None:
    w = make(max_new_tokens=5).widget
    with pytest.raises(RuntimeError, match="show it first"):
        w.freeze()
    notebook.cell(w._ipython_display_)
    notebook.cell(lambda: w.run().wait())
    kept = w.text
    view, still = notebook.names()[:2]
    notebook.cell(w.freeze)
    assert [one["data"] for one in notebook.published if one["transient"]["display_id"] == view][
        -1
    ] == {}
    assert kept in notebook.last()["text/plain"]
    count = len(notebook.published)
    notebook.cell(lambda: w.run(prompt="Another one").wait())
    assert len(notebook.published) == count
    notebook.cell(w._ipython_display_)
    assert not {view, still} & set(notebook.names()[count:])


def test_without_a_kernel_or_where_it_is_off_nothing_changes(
    make: Make, notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = make(max_new_tokens=5).widget
    with pytest.raises(AttributeError):
        hfwidgets.options.stills = False
    hfwidgets.options.still = False
    with pytest.raises(NotImplementedError):
        w._ipython_display_()
    hfwidgets.options.still = True
    monkeypatch.setattr(sys.modules["IPython"], "get_ipython", lambda: None)
    with pytest.raises(NotImplementedError):
        w._ipython_display_()
    w.run().wait()
    assert notebook.published == []
    assert w._still is False
    assert VIEW in w._repr_mimebundle_()[0]


def test_a_widget_inside_another_has_no_still(make: Make, notebook: Notebook) -> None:
    w = make(max_new_tokens=5).widget
    notebook.cell(VBox([w])._repr_mimebundle_)
    notebook.cell(lambda: w.run().wait())
    assert notebook.published == []


def test_a_still_that_cannot_be_drawn_ends_no_run(
    make: Make, notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    w = make(max_new_tokens=5).widget
    notebook.cell(w._ipython_display_)

    def fail(_: Any) -> None:
        raise RuntimeError("of a kind that others wrote")

    monkeypatch.setattr(type(w.control.output), "still", fail)
    notebook.cell(lambda: w.run().wait())
    assert w.status == "done"
    assert w.text in notebook.last()["text/plain"]


@pytest.mark.parametrize("kind", task_widgets(), ids=lambda kind: kind.task)
def test_the_token_is_in_no_still(
    kind: Any, notebook: Notebook, server: ScriptedServer, tmp_path: Any
) -> None:
    server.play(echo)
    widget = kind(client=InferenceClient("m", token=CANARY, endpoint=server.url))
    inputs = {name: value for name, value in INPUTS.items() if name in widget.trait_of}
    notebook.cell(widget._ipython_display_)
    widget.run(**inputs)
    until(lambda: widget.status == "error")
    notebook.cell(lambda: None)
    told = repr(notebook.published) + widget.to_html() + widget.to_markdown()
    told += widget.save(tmp_path / "a.html").read_text()
    widget.close()
    assert [one for one in SECRETS if one in told] == []
    assert "The server wants a valid token" in told


def test_a_badge_is_one_line(sandbox: Any, notebook: Notebook) -> None:
    badge = ModelStatusBadge(NGRAM, client=InferenceClient(endpoint=sandbox.url))
    notebook.cell(badge._ipython_display_)
    badge.wait()
    until(lambda: "Loaded" in notebook.last()["text/plain"])
    badge.close()
    assert len(notebook.last()["text/plain"].splitlines()) == 1
