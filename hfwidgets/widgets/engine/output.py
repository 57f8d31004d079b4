"""What one run brings: how it is called, what the page is told, what the result is.

A kind of output is a subclass. Everything here runs in the run's own thread, except `snapshot`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from hfwidgets.widgets.engine.still import Still, still_of
from hfwidgets.wire.config import Config
from hfwidgets.wire.flow import Flow

if TYPE_CHECKING:
    from hfwidgets.catalogue.terms import Usage
    from hfwidgets.tasks.spec import TaskSpec

# What a message adds to its kind and its run, and the buffers that go with it.
Content: TypeAlias = tuple[dict[str, Any], Sequence[bytes]]
NOTHING: Content = ({}, ())


class Output:
    """What one run has brought.

    Attributes:
        notice: What a person should know about this run, or None.
        edited: Whether a person has changed it since.
        text: It in words, for the history.
        model: Model id or address that was asked, None before that is known.
        model_told: Model that the server says has answered, None where it says nothing.
        config: Settings that the call went through, None before it began.
        called: The task that the call asks, where it is not that of its widget.
    """

    #: Whether an earlier result is still shown until the next one is there.
    stays: ClassVar[bool] = True
    notice: str | None = None
    edited = False
    text = ""
    model: str | None = None
    config: Config | None = None
    called: TaskSpec | None = None

    @property
    def model_told(self) -> str | None:
        """The model that the server names."""
        return None

    @classmethod
    def of(cls, widget: Any, continue_from: str) -> Output:
        """Return what a run of a widget fills; `continue_from` is text that it goes on from."""
        return cls()

    def call(
        self, flow: Callable[..., Flow[Any]], config: Config, values: Mapping[str, Any]
    ) -> Flow[Any]:
        """Return the flow of the run."""
        return flow(config, **values)

    def as_called(self, asked: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return what the client's method would be given to bring the same result."""
        return asked

    def varied(self) -> Mapping[str, Any]:
        """Return parameters that took several values, a call each."""
        return {}

    def begun(self) -> dict[str, Any]:
        """Return what the page is told at the start."""
        return {}

    def add(self, events: Iterable[Any]) -> Content | None:
        """Take streamed events, and return what the page is told of them."""
        return None

    def read(self, answer: Any) -> None:
        """Take the answer of the call, None after a stream. No lock is held: it may take long.

        Raises:
            Exception: It cannot be shown; the run fails with it.
        """

    def settle(self) -> None:
        """Take it that nothing comes any more."""

    def ended(self) -> Content:
        """Return what the page is told at the end."""
        return NOTHING

    def snapshot(self) -> Content:
        """Return all of it, for a view that was opened late or missed something."""
        return NOTHING

    def result(self, asked: Mapping[str, Any]) -> Any:
        """Return what the client's method would have returned."""
        raise NotImplementedError

    def stats(self) -> dict[str, Any]:
        """Return counters of this kind of output."""
        return {}

    def still(self) -> Still:
        """Return what a saved notebook shows of it, also where it has not ended well.

        By default the attribute `answer` as text, table or picture, else `text`.
        """
        return still_of(getattr(self, "answer", None), self.text)

    def usage(self) -> Usage | None:
        """Return the tokens that the call used, where the server tells of them."""
        return None

    def answer_json(self) -> Any:
        """Return what a stream brought in all, to be shown as JSON."""
        return None

    def edit(self, text: str) -> bool:
        """Take it as a person changed it; False where it is no text."""
        return False
