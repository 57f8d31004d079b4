"""One model's state as a small widget: a word, where it runs, how old that is."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets as t

from hfwidgets.catalogue.packing import line_of
from hfwidgets.catalogue.records import Checked
from hfwidgets.widgets.engine.base import Widget
from hfwidgets.widgets.engine.busy_kernel import awaited, polled, waited
from hfwidgets.widgets.engine.clients import default_client
from hfwidgets.widgets.engine.couriers import carry
from hfwidgets.widgets.engine.desk import Content, Desk, acknowledged
from hfwidgets.widgets.engine.still import Sheet
from hfwidgets.widgets.models.checks import Checks
from hfwidgets.wire.parameter_error import ParameterError

if TYPE_CHECKING:
    from concurrent.futures import Future

    from hfwidgets.client.base import ClientBase

DATE = "%Y-%m-%d %H:%M UTC"


class ModelStatusBadge(Widget):
    """The state of one model: loaded or not, on which machine, when that was asked.

    It asks when it is made, when the page's button is pressed, and by `refresh()`; `watch()` asks
    again and again until the model is ready.

    Args:
        model: Model id. None takes the client's.
        client: Client whose settings (endpoint, token, timeout) are used. None makes one.
        layout: Layout of the widget, as in ipywidgets.

    Attributes:
        model: Model id; set it to ask for another.
        state: `"Loaded"`, `"Loadable"`, `"TooBig"`, `"Error"`, `"unknown"`, the server's own word,
            or empty before the first answer.
        compute_type: `"cpu"`, `"gpu"`, a description of the machine, or None.
        checked: When it was asked, in seconds since 1970, or None.
        reason: Why it cannot run, or could not be asked, in one line; or None.
        watched: Whether it is asked for until it is ready, since when, and the states it had.

    Raises:
        ParameterError: No model (a `ValueError`).

    Example:
        >>> ModelStatusBadge("bigscience/bloom").wait().state
        'Loaded'
    """

    bundle = "model_status_badge"

    model = t.Unicode(help="Model id").tag(sync=True)
    state = t.Unicode(help="What the server says").tag(sync=True)
    compute_type = t.Unicode(None, allow_none=True, help="Where it runs").tag(sync=True)
    checked = t.Float(None, allow_none=True, help="When it was asked").tag(sync=True)
    reason = t.Unicode(None, allow_none=True, help="Why it cannot run").tag(sync=True)
    checking = t.Bool(help="Whether it is being asked").tag(sync=True)
    watched = t.Instance(dict, allow_none=True, help="How it is waited for").tag(sync=True)

    client: ClientBase
    checks: Checks
    _machinery: ClassVar[tuple[str, ...]] = ("checking", "checks")

    def __init__(
        self,
        model: str | None = None,
        *,
        client: ClientBase | None = None,
        layout: Any = None,
    ) -> None:
        """Ask for the state."""
        self.client = client if client is not None else default_client()
        name = model if model is not None else self.client.model
        if not isinstance(name, str) or not name:
            raise ParameterError({"model": "model is not given; name one, or a client with one"})
        self._asking: Future[Any] | None = None
        self.checks = Checks(
            lambda: self.client._config, self._learn, lambda _: self.state, self._show_watch
        )
        options = {} if layout is None else {"layout": layout}
        super().__init__(model=name, **options)
        answers = {
            "check": acknowledged(self, lambda _: self.refresh()),
            "watch": acknowledged(self, self._switch),
            "visible": self._seen,
            "snapshot": acknowledged(self, lambda _: None),  # a view asks whether it lives
        }
        Desk(self, answers)
        self.refresh()

    def refresh(self) -> ModelStatusBadge:
        """Ask for the state, and return at once.

        Raises:
            RuntimeError: The widget is closed.
        """
        if self.closed:
            raise RuntimeError(f"this {type(self).__name__} is closed; make a new one")
        self.tell(checking=True)
        self._asking = self.checks.verify([self.model])
        return self

    def watch(self) -> ModelStatusBadge:
        """Ask again and again until the model is ready, and return at once.

        It ends after ten minutes, and rests while the widget is hidden.
        """
        self.checks.watch(self.model)
        return self

    def unwatch(self) -> None:
        """Wait for the model no more."""
        self.checks.unwatch(self.model)

    def wait(self, timeout: float | None = None) -> ModelStatusBadge:
        """Block until the server has answered, and return the widget.

        Args:
            timeout: Most seconds to wait; None for no limit.

        Raises:
            TimeoutError: It has not answered in time.
        """
        if not waited(self._is_answered(), self.comm, timeout):
            raise TimeoutError(f"the server has not answered after {timeout:g} s")
        return self

    def __await__(self) -> Generator[Any, None, ModelStatusBadge]:
        """Wait as `wait()` does, in a cell or coroutine."""
        yield from awaited(self._is_answered(), self.comm).__await__()
        return self

    def _is_answered(self) -> Callable[[float], bool]:
        asking = self._asking
        return polled(lambda: asking is None or asking.done())

    def close(self) -> None:
        """Ask no more, and free everything on both sides."""
        self.closed = True
        checks = self.__dict__.get("checks")  # missing where the construction failed
        if checks is not None:
            checks.stop()
        super().close()

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.model}: {self.state or 'not asked yet'}>"

    def sheet(self) -> Sheet:
        """Return the state in one line."""
        asked = (
            "not asked yet"
            if self.checked is None
            else time.strftime(DATE, time.gmtime(self.checked))
        )
        parts = [self.model, self.state or "unknown", self.compute_type, self.reason, asked]
        return Sheet("Model status", line=" · ".join(one for one in parts if one))

    @t.observe("state", "checked", "reason")
    def _keep(self, _: Any) -> None:
        if self.still_display.shown and not self.closed:
            carry(self.still_display.renew)

    @t.observe("model")
    def _ask_for_another(self, change: Any) -> None:
        if self.comm is None or not change.old:
            return  # it is being made
        self.checks.unwatch(change.old)
        self.tell(state="", compute_type=None, checked=None, reason=None, watched=None)
        self.refresh()

    def _learn(self, found: dict[str, Checked]) -> None:
        checked = found.get(self.model)
        if checked is None or self.closed:
            return
        self.tell(
            state=checked.state,
            compute_type=checked.compute_type,
            checked=checked.checked,
            reason=None if checked.reason is None else line_of(checked.reason),
            checking=False,
        )

    def _show_watch(self, model: str) -> None:
        watch = self.checks.watches.get(model)
        if watch is None or model != self.model or self.closed:
            return
        traits: dict[str, Any] = {"watched": watch.as_json()}
        if watch.ended == "ready":
            traits["notice"] = f"{line_of(model)} is ready, after {time.time() - watch.since:.0f} s"
        self.tell(**traits)

    def _switch(self, content: Content) -> None:
        (self.watch if content.get("on", True) else self.unwatch)()

    def _seen(self, content: Content, _: Any) -> None:
        self.checks.seen(str(content.get("view")), bool(content.get("on")))
