"""Hands what a page sends to what answers it. Whatever fails, a call with an `id` is answered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from typing import Any, Protocol, TypeAlias

from hfwidgets.alone import aside
from hfwidgets.widgets.engine.background import background
from hfwidgets.widgets.engine.bundles import beside, packed, parts_of
from hfwidgets.widgets.engine.marimo_host import Home
from hfwidgets.wire.parameter_error import ParameterError

Content: TypeAlias = Mapping[str, Any]
Buffers: TypeAlias = Sequence[memoryview]
# What answers one kind of message: it gets the content and the buffers.
PageAnswer: TypeAlias = Callable[[Content, Buffers], None]


class Answerer(Protocol):
    """What the desk needs of its widget."""

    closed: bool
    bundle: str
    home: Home | None

    def send(self, content: dict[str, Any], buffers: Any = None) -> None:
        """Send a message to the page."""

    def on_msg(self, callback: Callable[..., None]) -> None:
        """Have the page's messages handed over."""


class Desk:
    """Takes the messages of the views of one widget, one at a time.

    Args:
        widget: Whose they are.
        answers: What answers them, by kind.
    """

    def __init__(self, widget: Answerer, answers: Mapping[str, PageAnswer]) -> None:
        """Listen."""
        self._widget = widget
        self._answers = {"bundle": self._send_bundle, **answers}
        widget.on_msg(self._hear)

    def _hear(self, _: Any, content: Content, buffers: Any) -> None:
        if self._widget.closed:
            return
        answer = self._answers.get(str(content.get("kind")), _unknown)
        with self._widget.home.entered() if self._widget.home else nullcontext():
            _tried(self._widget, answer, content, buffers or [])

    def _send_bundle(self, content: Content, _: Buffers) -> None:
        """Send what draws the widget, which the notebook lacks, or what is delivered later."""
        own = self._widget.bundle
        bundle = str(content.get("name") or own)
        name = parts_of(bundle)[-1]
        held = packed(own) if bundle == own else beside(bundle, own)
        reply(self._widget, "bundle", content, [held], name=name)


def acknowledged(widget: Answerer, act: Callable[[Content], Any]) -> PageAnswer:
    """Return the answer that acts, and says that it did: `act` may return more to be told."""

    def answer(content: Content, _: Buffers) -> None:
        more = act(content)
        reply(widget, "ack", content, **(more if isinstance(more, Mapping) else {}))

    return answer


def apart(widget: Answerer, answer: PageAnswer) -> PageAnswer:
    """Return the answer that takes a while, and is given in a thread: the kernel goes on."""

    def later(content: Content, buffers: Buffers) -> None:
        if widget.home:  # a widget that is made in another thread is not shown in marimo
            answer(content, buffers)
            return
        work = aside(_tried, widget, answer, content, buffers)
        background().submit(work)

    return later


def _tried(widget: Answerer, answer: PageAnswer, content: Content, buffers: Buffers) -> None:
    """Answer; a failure is an answer, too."""
    try:
        answer(content, buffers)
    except Exception as error:
        if "id" not in content:
            raise
        reply(widget, "ack", content, error=reason(error))


def _unknown(content: Content, _: Buffers) -> None:
    if "id" in content:
        kind = str(content.get("kind"))
        raise ValueError(f"this widget is not asked for {kind!r:.40}; run its cell again")


def reply(
    widget: Answerer, kind: str, content: Content, buffers: Sequence[bytes] = (), **more: Any
) -> None:
    """Send the answer to a call: it bears the call's id."""
    told = {"kind": kind, "id": content.get("id"), **more}
    if buffers:
        widget.send(told, list(buffers))
    else:
        widget.send(told)


def reason(error: Exception) -> str:
    """Return an error for people."""
    if isinstance(error, ParameterError):
        return " ".join(error.problems.values())
    return str(error) or type(error).__name__
