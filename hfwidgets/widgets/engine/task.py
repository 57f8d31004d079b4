"""One widget for every task: its form derives from the task's row, its runs from its flow."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import traitlets as t

from hfwidgets.client.base import ClientBase
from hfwidgets.tasks.checking import refuse
from hfwidgets.tasks.spec import FieldSpec, TaskSpec
from hfwidgets.tasks.table import TASKS
from hfwidgets.widgets.engine.base import FieldTrait, ResultTrait, refuse_unknown
from hfwidgets.widgets.engine.control import GOING, RunControl
from hfwidgets.widgets.engine.desk import PageAnswer
from hfwidgets.widgets.engine.further import FurtherWidget
from hfwidgets.widgets.engine.handing import note_living
from hfwidgets.widgets.engine.missing import missing
from hfwidgets.widgets.engine.orphans import end_orphans
from hfwidgets.widgets.engine.output import Output
from hfwidgets.widgets.engine.page import Page
from hfwidgets.widgets.engine.run import Outcome
from hfwidgets.widgets.engine.still import Sheet
from hfwidgets.widgets.engine.task_still import sheet_of
from hfwidgets.widgets.engine.value import plain
from hfwidgets.widgets.engine.waiting import Awaited
from hfwidgets.widgets.protocol.outputs import OUTPUTS
from hfwidgets.wire.addresses import shown_address
from hfwidgets.wire.flow import Flow
from hfwidgets.wire.parameter_error import ParameterError

OPTIONS = ("layout", "provider", "examples")  # arguments that are no parameters of the task
UNSENT = ("audio", "table")  # kinds whose values the page is not sent


class TaskWidget(FurtherWidget):
    """A form for a task's inputs and parameters, a button that runs it, and what came of it.

    Every argument of the task's method is a trait of the same name, None while unset; one whose
    name the widget needs itself (`details`, `stop`) carries `_parameter` behind it.

    Args:
        model: Model id or address. None takes the client's, else the recommended one.
        client: Client whose settings (endpoint, token, timeout) the calls use. None makes one.
        layout: Layout of the widget, as in ipywidgets.
        provider: Who answers, at today's service: a provider's name, or `"auto"`. None takes the
            client's. It can be set later; the client stays as it is.
        examples: Inputs that the page offers: a list, each a value of the task's main input or a
            dict of arguments. None: those of the task. Those of the model's card come beside them.
        **parameters: Inputs and parameters of the task, by the names of its method.

    Attributes:
        status: `"idle"`, `"loading"` (the model), `"running"`, `"done"`, `"stopped"` or `"error"`.
        result: What the client's method would have returned, or None.
        error: The exception of the last run, or None.
        stats: Counters of the last run; times in seconds.
        history: Earlier runs, oldest first, at most 50.
        announce: What screen readers hear: `"off"`, `"summary"` or `"full"`.

    Raises:
        TypeError: An argument that the task does not have.
        ParameterError: A value that breaks its rule (a `ValueError`).
    """

    task: ClassVar[str]

    form = t.Dict(help="What the page draws").tag(sync=True)
    status = t.Enum(["idle", *GOING, "done", "stopped", "error"], "idle").tag(sync=True)
    counters = t.Dict(help="What `stats` was at the end of the last run").tag(sync=True)
    problem = t.Instance(dict, allow_none=True, help="The card of `error`").tag(sync=True)
    waiting = t.Instance(dict, allow_none=True, help="How long the model loads").tag(sync=True)
    announce = t.Enum(["off", "summary", "full"], "summary").tag(sync=True)
    result = ResultTrait(None, allow_none=True, help="What the client's method would have returned")
    error = t.Any(None, help="The exception of the last run")
    stats = t.Dict(help="Counters of the last run")
    history = t.Tuple(help="Earlier runs")

    own_defaults: ClassVar[dict[str, Any]] = {}  # where the widget's differ from the method's
    trait_of: dict[str, str]
    control: RunControl
    _machinery: ClassVar[tuple[str, ...]] = (
        *("form", "counters", "problem", "waiting", "own_defaults", "trait_of", "control"),
        *("make_output", "trait_for", "chosen_spec", "call", "completed", "page_answers", "noted"),
        *("show_start", "show_growth", "show_edited", "show_result", "show_sent", "shown_value"),
    )

    __signature__: ClassVar[inspect.Signature]

    def __init_subclass__(cls, **options: Any) -> None:
        """Take the bundle that draws the kind of output of the task's row."""
        super().__init_subclass__(**options)
        if "task" in vars(cls):
            spec = TASKS[cls.task]
            cls.bundle = OUTPUTS[spec.output].bundle
            cls.__signature__ = _signature(cls.__init__, spec)

    def __init__(
        self, model: str | None = None, *, client: ClientBase | None = None, **parameters: Any
    ) -> None:
        """Check the arguments, and open the channel to the page."""
        self._spec = self.chosen_spec()
        self.trait_of = {
            one.name: f"{one.name}_parameter" if hasattr(type(self), one.name) else one.name
            for one in self._spec.fields
        }
        if model is not None:
            parameters["model"] = model
        options = {name: parameters.pop(name) for name in OPTIONS if name in parameters}
        refuse_unknown(type(self).__name__, parameters, self.trait_of)
        examples = options.pop("examples", None)
        self._take_client(client, options)
        self.add_traits(
            **{self.trait_of[one.name]: self.trait_for(one) for one in self._spec.fields}
        )
        values = {self.trait_of[name]: value for name, value in parameters.items()}
        self.examples = examples
        super().__init__(**values, **options, form=self._form())
        self.control = RunControl(self, self._spec, lambda: self._client.model, self.make_output())
        self._page = Page(self)
        note_living(self)

    if TYPE_CHECKING:  # the traits of the fields, which the task's row decides

        def __getattr__(self, name: str) -> Any: ...

    def run(self, *, continue_from: str = "", **parameters: Any) -> TaskWidget:
        """Start a call, as the button does, and return at once.

        A run that is going is stopped first; what it brought is kept in `history`. A run ends by
        itself when the cells that showed its widget were run again or deleted, no variable of the
        notebook leads to the widget any more, and nobody waits for it.

        Args:
            continue_from: Text that came before and is to go on, for instance `w.text`.
            **parameters: Inputs and parameters to set first.

        Returns:
            The widget: `w.run().wait()` gives the result.

        Raises:
            ParameterError: A value breaks its rule; nothing was sent.
            RuntimeError: The widget is closed.
        """
        if self.closed:
            raise RuntimeError(f"this {type(self).__name__} is closed; make a new one")
        refuse_unknown(type(self).__name__, parameters, self.trait_of)
        for name, value in parameters.items():
            setattr(self, self.trait_of[name], value)
        end_orphans()
        output = self.make_output(continue_from)
        values = self._values()
        self._check(values)
        values = self.completed(values)
        self.control.begin(output, values, lambda: self.call(output, values))
        return self

    def stop(self) -> None:
        """Close the connection of the run that is going; what came is kept. Else do nothing."""
        control = self.__dict__.get("control")  # missing where the construction failed
        if control is not None:
            control.stop()

    def wait(self, timeout: float | None = None) -> Any:
        """Block until the run has ended, and return its result.

        Works in scripts and in cells; the button still stops the run, and so does an interrupt.

        Args:
            timeout: Most seconds to wait; None for no limit.

        Returns:
            `result`; what had come, if the run was stopped.

        Raises:
            RuntimeError: Nothing was run yet.
            TimeoutError: The run has not ended in time; it goes on.
            Exception: The run's `error`.
        """
        self._awaited().block(timeout)
        return self._outcome()

    def __await__(self) -> Generator[Any, None, Any]:
        """Wait for the end of the run in a cell or coroutine; cancelling stops the run."""
        return self._wait_async().__await__()

    def stop_unless_awaited(self) -> None:
        """Stop the run and the batch that nobody waits for."""
        self.control.stop_unless_awaited()
        if self.batch is not None:
            self.batch.stop_unless_awaited()

    def close(self) -> None:
        """Stop the run, and free everything on both sides."""
        self.closed = True
        self.stop()
        self.stop_batch()
        page = self.__dict__.get("_page")  # missing where the construction failed
        if page is not None and page.picker is not None:
            page.picker.close()
        super().close()

    @property
    def parameters(self) -> dict[str, Any]:
        """Parameters that are set, by the names of the task's method."""
        inputs = self._spec.inputs
        return {name: value for name, value in self._values().items() if name not in inputs}

    def __repr__(self) -> str:
        values = self._values()
        given = [name for name in self._spec.inputs if name in values]
        shown = [f"{name}={_shortened(self.noted(name, values[name]))}" for name in given]
        listed = f": {', '.join(shown)}" if shown else ""
        return f"<{type(self).__name__} {self.status}{listed}>"

    def make_output(self, continue_from: str = "") -> Output:
        """Return what a run fills."""
        return OUTPUTS[self._spec.output].output_class().of(self, continue_from)

    # What a kind of output does in its own way.

    def chosen_spec(self) -> TaskSpec:
        """Return what its calls are."""
        return TASKS[self.task]

    def trait_for(self, field: FieldSpec) -> FieldTrait:
        """Return the trait of a field."""
        trait = FieldTrait(field)
        sent = field.name not in self._spec.hidden and field.kind not in UNSENT
        return trait.tag(sync=True) if sent else trait  # ipywidgets sends what is tagged False too

    def call(self, output: Output, values: dict[str, Any]) -> Flow[Any]:
        """Return the flow of a run."""
        return self.flow_of(output, values)

    def completed(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return checked values with those that the widget itself decides for this run."""
        return values

    def page_answers(self) -> Mapping[str, PageAnswer]:
        """Return what answers the messages that only this kind of widget has, by their kind."""
        return {}

    # Called by the control and the page of this widget.

    def show_start(self, output: Any) -> None:
        """Set the traits of a run that begins."""

    def show_growth(self, output: Any, seconds_to_first: float | None) -> None:
        """Set the traits that grow with each batch."""

    def show_edited(self, output: Any) -> None:
        """Set the traits of a text that the person changed."""

    def show_result(self, output: Any, outcome: Outcome) -> None:
        """Set the traits of a run that has ended."""
        good = outcome.error is None and not outcome.stopped
        if good or not output.stays:
            result = None if outcome.error else output.result(self.control.asked)
            self.tell(result=result)
        self.tell(error=outcome.error)

    def show_sent(self) -> None:
        """Set the traits that name what came with the last message of a run."""

    def noted(self, name: str, value: Any) -> Any:
        """Return an input as it is shown: no address with what may be secret in it, no file."""
        kind = self._spec.field(name).kind
        if isinstance(value, str):
            return shown_address(value) if kind in ("model", *UNSENT) else value
        return plain(value) if kind in UNSENT else value

    def sheet(self) -> Sheet:
        """Return what a saved notebook shows of the widget."""
        return sheet_of(self)

    def shown_value(self) -> Any:
        """Return what the page shows, as a value for a variable of the notebook."""
        return self.result

    def _check(self, values: dict[str, Any]) -> None:
        """Refuse what the flow would refuse before it asks anything."""
        lacking = missing(self._spec, values)
        if lacking:
            raise ParameterError(lacking)
        refuse(self._spec.flow, values)

    def _values(self) -> dict[str, Any]:
        """Return the inputs and parameters that are set."""
        found = {name: getattr(self, trait) for name, trait in self.trait_of.items()}
        return {name: value for name, value in found.items() if value is not None}

    def _form(self) -> dict[str, Any]:
        fields = []
        for one in self._spec.shown:
            field = one.to_form()
            if self.trait_of[one.name] != one.name:
                field["trait"] = self.trait_of[one.name]
            if one.name in self.own_defaults:
                field["default"] = self.own_defaults[one.name]
            if one.name == "model" and self._client.model:
                field["default"] = self._client.model
            fields.append(field)
        spec = self._spec
        return {
            "task": spec.name,
            "title": spec.title,
            "output": spec.output,
            "fields": fields,
            "sections": [[title, names] for title, names in spec.sections.items()],
        }

    def _awaited(self) -> Awaited:
        return Awaited([self.control.run], self.comm)

    def _outcome(self) -> Any:
        if self.error is not None:
            raise self.error
        return self.result

    async def _wait_async(self) -> Any:
        await self._awaited().until_over()
        return self._outcome()


def _signature(init: Callable[..., None], spec: TaskSpec) -> inspect.Signature:
    """Return what a widget is made of, for help and completion in a notebook."""
    own = {
        one.name: one.replace(annotation=inspect.Parameter.empty)
        for one in list(inspect.signature(init).parameters.values())[1:]
        if one.kind is not inspect.Parameter.VAR_KEYWORD
    }
    names = ("client", *OPTIONS, *(one.name for one in spec.fields))
    more = [
        inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=None)
        for name in names
        if name not in own
    ]
    return inspect.Signature([*own.values(), *more])


def _shortened(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "..."
