"""Texts that go from one widget to another: what a model said becomes what the next is given."""

from __future__ import annotations

import weakref
from collections.abc import Iterator
from typing import Any, Protocol

from hfwidgets.tasks.spec import TaskSpec
from hfwidgets.widgets.engine.marimo_host import same_session
from hfwidgets.widgets.engine.variables import name_of
from hfwidgets.widgets.registry import WIDGETS, widget_class


class Handing(Protocol):
    """What is needed of a task widget that gives or takes a text."""

    trait_of: dict[str, str]
    closed: bool
    comm: Any
    model_id: Any
    _spec: TaskSpec
    _client: Any


# Widgets that can be handed a text.
_living: weakref.WeakSet[Handing] = weakref.WeakSet()


def text_fields(spec: TaskSpec) -> list[str]:
    """Return the inputs of a task that are texts, in their order."""
    return [one.name for one in spec.fields if one.kind == "text" and one.group == "input"]


def note_living(widget: Handing) -> None:
    """Know a new widget, if it can be handed a text."""
    if text_fields(widget._spec):
        _living.add(widget)


def text_targets(giver: Handing) -> list[dict[str, str]]:
    """Return where a widget's text can go: to widgets that are there, and to new ones."""
    found = []
    for one in sorted(_shown(giver), key=lambda one: str(one.model_id)):
        if one is giver:
            continue
        detail = name_of(one) or str(getattr(one, "model", None) or "")
        for field, title in _titled(one._spec):
            found.append({"target": f"{one.model_id}/{field}", "title": title, "detail": detail})
    for task in WIDGETS:
        for field, title in _titled(_spec_of(task)):
            found.append({"target": f"new:{task}/{field}", "title": title, "detail": "new, below"})
    return found


def hand_text(giver: Handing, target: str, text: str) -> Any:
    """Give a text to the widget that the page chose; returns one that had to be made.

    Raises:
        ValueError: There is no such widget, it is closed, or it takes no such text.
    """
    name, _, field = target.rpartition("/")
    if name.startswith("new:"):
        kind = widget_class(name.partition(":")[2])
        if kind is None:
            raise ValueError(f"there is no widget for {name.partition(':')[2]!r:.80}")
        fresh = kind(client=giver._client)
        put_text(fresh, field, text)
        return fresh
    other = next((one for one in _shown(giver) if one.model_id == name), None)
    if other is None:
        raise ValueError("that widget is closed; choose another one")
    put_text(other, field, text)
    return None


def put_text(other: Handing, field: str | None, text: str) -> None:
    """Set an input of a widget, by default its first text.

    Raises:
        ValueError: It has no such input.
    """
    fields = text_fields(other._spec)
    if not fields:
        raise ValueError(f"{type(other).__name__} takes no text")
    if field is not None and field not in fields:
        known = ", ".join(map(repr, fields))
        raise ValueError(f"{type(other).__name__} has no text {field!r:.80}; it has {known}")
    setattr(other, other.trait_of[fields[0] if field is None else field], text)


def _shown(giver: Handing) -> list[Handing]:
    """Return the widgets of the giver's page."""
    living = [one for one in list(_living) if not one.closed and one.comm is not None]
    return [one for one in living if same_session(one, giver)]


def _titled(spec: TaskSpec) -> Iterator[tuple[str, str]]:
    """Yield the texts of a task with their titles: its own, and which one where it has several."""
    fields = text_fields(spec)
    for field in fields:
        yield field, spec.title if len(fields) == 1 else f"{spec.title}: {field}"


def _spec_of(task: str) -> TaskSpec:
    from hfwidgets.tasks.table import TASKS

    return TASKS[task]
