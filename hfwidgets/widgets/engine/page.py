"""What the page asks of a widget. Each answer returns at once: what takes time is the run's."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

from hfwidgets.widgets.engine.background import warm_up
from hfwidgets.widgets.engine.desk import Desk, PageAnswer, acknowledged, reply
from hfwidgets.widgets.engine.variables import put_in_notebook
from hfwidgets.wire.parameter_error import ParameterError

if TYPE_CHECKING:
    from hfwidgets.tasks.spec import TaskSpec
    from hfwidgets.widgets.engine.control import RunControl
    from hfwidgets.widgets.engine.marimo_host import Home
    from hfwidgets.widgets.models.picker import Picker
    from hfwidgets.wire.config import Config

EXACT = 1 << 53  # from here on pages round whole numbers


class Asked(Protocol):
    """What a page needs of its widget."""

    _spec: TaskSpec
    bundle: str
    closed: bool
    home: Home | None
    announce: Any
    control: RunControl
    trait_of: dict[str, str]

    @property
    def served_task(self) -> str:
        """What the Hub calls the task."""

    @property
    def _config(self) -> Config:
        """The settings of calls."""

    def run(self, *, continue_from: str = "") -> Any:
        """Start a run."""

    def stop(self) -> None:
        """Stop it."""

    def send(self, content: dict[str, Any], buffers: Any = None) -> None:
        """Send a message to the page."""

    def on_msg(self, callback: Callable[..., None]) -> None:
        """Have the page's messages handed over."""

    def trait_metadata(self, traitname: str, key: str) -> Any:
        """Return what a trait is marked with."""

    def observer_failed(self, name: str, error: Exception) -> None:
        """Tell about an error in an observer."""

    def further_answers(self) -> Mapping[str, PageAnswer]:
        """Return what answers messages about the call itself."""

    def page_answers(self) -> Mapping[str, PageAnswer]:
        """Return what answers the messages that only this kind of widget has."""

    def show_edited(self, output: Any) -> None:
        """Set the traits of a text that the person changed."""

    def shown_value(self) -> Any:
        """Return what the page shows."""


class Page:
    """Answers the messages of the views of one widget.

    They are handled by the kernel, in its main thread or in a subshell's, one at a time.
    """

    def __init__(self, widget: Asked) -> None:
        """Listen."""
        self._widget = widget
        self.picker: Picker | None = None
        answers: dict[str, PageAnswer] = {
            "run": self._run,
            "stop": self._stop,
            "edit": self._edit,
            "text": self._text,
            "snapshot": self._snapshot,
            "exchange": self._exchange,
            "variable": acknowledged(widget, self._variable),
            "models": lambda content, _: self._choose().models(content),
            "providers": lambda content, _: self._tell_providers(content),
            "model-status": lambda content, _: self._choose().status(content),
            **widget.further_answers(),
            **widget.page_answers(),
        }
        Desk(widget, answers)

    def _run(self, content: Mapping[str, Any], _: Any = None) -> None:
        reply(self._widget, "ack", content)
        errors = self.take(content.get("values") or {})
        if not errors:
            try:
                self._widget.run(continue_from=str(content.get("after") or ""))
            except ParameterError as error:
                errors = error.problems
            except Exception as error:  # or the page would wait for the run
                errors = {"model": str(error) or type(error).__name__}
        if errors:
            reply(self._widget, "invalid", content, errors=at_fields(errors))

    def _stop(self, content: Mapping[str, Any], _: Any = None) -> None:
        self._widget.stop()
        reply(self._widget, "ack", content)

    def _edit(self, content: Mapping[str, Any], _: Any = None) -> None:
        if content.get("announce") in ("off", "summary", "full"):
            self._widget.announce = content["announce"]
        errors = self.take(content.get("values") or {})
        if errors:
            reply(self._widget, "invalid", content, errors=at_fields(errors))

    def take(self, values: Mapping[str, Any]) -> dict[str, str]:
        """Set what the page sent and return what is wrong with it, by field."""
        errors: dict[str, str] = {}
        for name, value in values.items():
            trait = name if name == "provider" else self._widget.trait_of.get(name)
            if trait is None or not self._widget.trait_metadata(trait, "sync"):
                continue  # pictures come in their own messages
            if unedited(getattr(self._widget, trait), value):
                continue
            try:
                setattr(self._widget, trait, value)
            except ParameterError as error:
                errors.update(error.problems)
            except Exception as error:  # the value is set
                self._widget.observer_failed(trait, error)
        return errors

    def _text(self, content: Mapping[str, Any], _: Any = None) -> None:
        text = content.get("text")
        control = self._widget.control
        if isinstance(text, str) and control.edit_text(text):
            self._widget.show_edited(control.output)
            self._widget.send({"kind": "text", "view": content.get("view"), "text": text})

    def _snapshot(self, content: Mapping[str, Any], _: Any = None) -> None:
        warm_up()
        snapshot, buffers = self._widget.control.snapshot()
        message = {"kind": "snapshot", "view": content.get("view"), **snapshot}
        self._widget.send(message, list(buffers))

    def _exchange(self, content: Mapping[str, Any], _: Any = None) -> None:
        run = self._widget.control.run
        request, response = (run.exchange.request, run.exchange.response) if run else (None, None)
        reply(self._widget, "exchange", content, request=request, response=response)

    def _variable(self, content: Mapping[str, Any]) -> None:
        put_in_notebook(content.get("name"), self._widget.shown_value())

    def _tell_providers(self, content: Mapping[str, Any]) -> None:
        from hfwidgets.widgets.models.served_by import answer_who_serves

        widget = self._widget
        answer_who_serves(widget, lambda: widget._config, widget.served_task, content)

    def _choose(self) -> Picker:
        if self.picker is None:
            from hfwidgets.widgets.models.picker import Picker

            widget = self._widget
            self.picker = Picker(widget, lambda: widget._config, widget._spec)
        return self.picker


def at_fields(errors: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong by the field that shows it: the provider has none of its own."""
    return {"model" if name == "provider" else name: said for name, said in errors.items()}


def unedited(held: Any, sent: Any) -> bool:
    """Whether a page sent a value as it shows the one that is held: nobody has edited it.

    Fields of pages end their lines with LF alone (https://infra.spec.whatwg.org/#normalize-newlines),
    and their numbers have 53 bits.
    """
    if isinstance(held, str) and isinstance(sent, str):
        return held.replace("\r\n", "\n").replace("\r", "\n") == sent
    if isinstance(held, (list, tuple)) and isinstance(sent, (list, tuple)):
        return len(held) == len(sent) and all(map(unedited, held, sent))
    if isinstance(held, Mapping) and isinstance(sent, Mapping):
        return held.keys() == sent.keys() and all(unedited(held[one], sent[one]) for one in held)
    if isinstance(held, bool) or isinstance(sent, bool) or held is None:
        return held is sent
    if isinstance(held, int) and isinstance(sent, (int, float)) and abs(held) > EXACT:
        return abs(sent) > EXACT and float(held) == float(sent)
    return isinstance(held, (int, float)) and isinstance(sent, (int, float)) and held == sent
