"""What draws the widgets: each part once in a notebook, and at hand where a page lacks it."""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from ipywidgets.embed import dependency_state

from hfwidgets import ModelExplorer, ModelStatusBadge, TextGeneration
from hfwidgets.widgets.engine import bundles
from hfwidgets.widgets.registry import task_widgets


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch) -> bundles.Store:
    """A kernel that has shown nothing yet."""
    monkeypatch.setattr(bundles, "STORE", bundles.Store())
    return bundles.STORE


@pytest.fixture
def all_widgets() -> Iterator[list[Any]]:
    made = [kind() for kind in task_widgets()]
    made += [ModelExplorer(), ModelStatusBadge("a/b")]
    yield made
    for one in made:
        one.close()


def parts_in(packed: bytes) -> list[str]:
    """Return the names of the parts in a stream, each with those that it imports from."""
    return [text.decode() for text in zlib.decompress(packed).split(b"\0")[:: bundles.FIELDS]]


def test_each_part_is_in_one_parcel_however_many_widgets_there_are(all_widgets: list[Any]) -> None:
    parcels = {one.model_id: one for widget in all_widgets for one in widget._parcels}
    names = [name.split(" ")[0] for one in parcels.values() for name in parts_in(one._packed)]
    assert len(names) == len(set(names))
    assert set(names) == {name for one in all_widgets for name in bundles.parts_of(one.bundle)}


def test_what_a_widget_refers_to_holds_all_that_draws_it(all_widgets: list[Any]) -> None:
    for widget in all_widgets:
        parts = [name for one in widget._parcels for name in parts_in(one._packed)]
        own = next(name for name in parts if name.startswith(widget._bundle))
        assert set(own.split(" ")) <= {name.split(" ")[0] for name in parts}


def test_all_widgets_of_a_saved_notebook_take_little(all_widgets: list[Any]) -> None:
    states = {key: one for widget in all_widgets for key, one in dependency_state(widget).items()}
    saved = json.dumps(states)
    assert saved.count('"_packed"') <= len(all_widgets)
    assert len(saved) < 400_000


def test_a_second_widget_of_a_kind_brings_no_parts() -> None:
    first, second = TextGeneration(), TextGeneration()
    assert first._parcels == second._parcels
    assert first.get_state()["_parcels"] == [f"IPY_MODEL_{first._parcels[0].model_id}"]
    first.close()
    second.close()


def test_who_embeds_one_widget_embeds_its_parcels() -> None:
    widget = TextGeneration()
    state = dependency_state(widget)
    assert {one.model_id for one in widget._parcels} < set(state)
    widget.close()


def test_parcels_that_were_closed_with_all_widgets_are_made_again() -> None:
    first = TextGeneration()
    for parcel in first._parcels:
        parcel.close()
    second = TextGeneration()
    assert not {*second._parcels} & {*first._parcels}
    assert [one.comm is not None for one in second._parcels] == [True]
    first.close()
    second.close()


class Page:
    """Messages of a page to a widget, and what comes of them."""

    def __init__(self, widget: Any) -> None:
        self.widget = widget
        self.sent: list[tuple[dict[str, Any], list[bytes]]] = []
        widget.send = lambda content, buffers=None: self.sent.append((content, buffers or []))

    def ask(self, **content: Any) -> tuple[dict[str, Any], list[bytes]]:
        self.widget._handle_custom_msg({"kind": "bundle", "id": "a", **content}, [])
        (told,) = self.sent
        return told


@pytest.mark.parametrize("make", [TextGeneration, ModelExplorer, lambda: ModelStatusBadge("a/b")])
def test_a_page_that_lacks_the_parts_is_sent_them(make: Any) -> None:
    widget = make()
    told, (packed,) = Page(widget).ask()
    assert told == {"kind": "bundle", "id": "a", "name": widget._bundle}
    assert [name.split(" ")[0] for name in parts_in(packed)] == list(
        bundles.parts_of(widget.bundle)
    )
    widget.close()


@pytest.mark.parametrize("name", ["../../../pyproject", "nothing", "manifest"])
def test_a_bundle_that_there_is_not_is_refused(name: str) -> None:
    widget = TextGeneration()
    told, buffers = Page(widget).ask(name=name)
    assert told["error"] == f"hfwidgets has no bundle {name!r}"
    assert buffers == []
    widget.close()
