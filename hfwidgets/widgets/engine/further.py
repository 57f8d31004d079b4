"""What every task widget does with its call beside running it: code, and many rows at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Literal

import traitlets as t

from hfwidgets.tasks.checking import refuse
from hfwidgets.tasks.spec import TaskSpec
from hfwidgets.widgets.engine.base import refuse_unknown
from hfwidgets.widgets.engine.desk import Buffers, Content, PageAnswer, reply
from hfwidgets.widgets.engine.missing import missing
from hfwidgets.widgets.engine.provided import ProvidedWidget
from hfwidgets.wire.parameter_error import ParameterError

if TYPE_CHECKING:
    from hfwidgets.widgets.batch.batch import Batch
    from hfwidgets.widgets.batch.page import Teller
    from hfwidgets.widgets.batch.rows import Rows
    from hfwidgets.widgets.examples.example import Example
    from hfwidgets.widgets.examples.page import ExamplePage
    from hfwidgets.wire.flow import Flow

BATCH_CALLS = (
    *("text-columns", "batch", "batch-state", "batch-stop", "batch-retry", "batch-variable"),
)
EXAMPLE_CALLS = ("examples", "example-use", "example-back")
CodeKind = Literal["python", "async", "curl"]


class FurtherWidget(ProvidedWidget):
    """A widget of a task, and what is done with its call."""

    trait_of: dict[str, str]
    _spec: TaskSpec
    _batch: Batch | None = None
    _teller: Teller | None = None
    _example_page: ExamplePage | None = None
    examples_given: tuple[Example, ...] | None = None
    batch_told = t.Instance(dict, allow_none=True, help="How far the last batch is").tag(sync=True)
    _machinery: ClassVar[tuple[str, ...]] = (
        *("batch_told", "further_answers", "map_rows", "batch_changed", "stop_batch"),
        "examples_given",
    )

    @property
    def batch(self) -> Batch | None:
        """What `map` returned last, or the page began: None before that."""
        return self._batch

    def map(
        self, inputs: Any, *, field: str | None = None, max_workers: int = 8, **parameters: Any
    ) -> Batch:
        """Run the task for many rows, with this widget's model and parameters; returns at once.

        A batch of this widget that is going is stopped; what it brought stays in it.

        Args:
            inputs: A list, a Series, a dict of inputs by label, or a DataFrame whose columns are
                called as arguments. A tuple is several arguments, a dict arguments by name.
            field: The argument that a row is. None: the task's first input.
            max_workers: How many calls are under way at once, at most: 1 to 64.
            **parameters: Further arguments of each call; the form stays as it is.

        Returns:
            A `Batch`: `.wait()` or `await`, `.to_frame()`, `.errors`, `.retry()`, `.stop()`.

        Raises:
            TypeError: No rows, or an argument that the task does not have.
            ValueError: A frame without such a column, or an input that is missing beside the rows.
            RuntimeError: The widget is closed.

        Example:
            >>> w.map(frame["review"]).wait().to_frame()
        """
        from hfwidgets.widgets.batch.rows import rows_of

        refuse_unknown(type(self).__name__, parameters, self.trait_of)
        rows = rows_of(inputs, self._spec, field)
        return self.map_rows(rows, parameters, max_workers)

    def map_rows(
        self,
        rows: Rows,
        parameters: Mapping[str, Any] = MappingProxyType({}),
        max_workers: int = 8,
        label: str = "",
    ) -> Batch:
        """Run the task for rows; see `map`."""
        from hfwidgets.widgets.batch.batch import MOST_AT_ONCE, Batch
        from hfwidgets.widgets.batch.page import counts_of

        if self.closed:
            raise RuntimeError(f"this {type(self).__name__} is closed; make a new one")
        if type(max_workers) is not int or not 1 <= max_workers <= MOST_AT_ONCE:
            raise ValueError(
                f"max_workers is {max_workers!r:.40}; it is a whole number from 1 to {MOST_AT_ONCE}"
            )
        flow_of = self._row_flow(rows, parameters)
        self.stop_batch()
        batch = Batch(self, self._spec.output, rows, flow_of, max_workers, label)
        self._batch = batch
        self.tell(batch_told=counts_of(batch))
        batch.start()
        return batch

    def _row_flow(self, rows: Rows, parameters: Mapping[str, Any]) -> Callable[[int], Flow[Any]]:
        """Return what makes the call of a row, from the form as it is now.

        Raises:
            ParameterError: A value beside the rows is missing, or breaks its rule.
        """
        spec, config = self._spec, self._config
        held = {name: getattr(self, trait) for name, trait in self.trait_of.items()}
        beside = {**dict.fromkeys(held), **held, **parameters, rows.field: None}
        beside.pop("stream", None)
        if len(rows):
            given = dict.fromkeys(rows.arguments(spec, 0), ".")
            lacking = missing(spec, _set(beside) | given)
            problems = {name: text for name, text in lacking.items() if name != rows.field}
            if problems:
                raise ParameterError(problems)
        refuse(spec.flow, _set(beside))
        left = {one.name: None for one in spec.fields if one.required and one.nullable}

        def flow_of(row: int) -> Flow[Any]:
            values = _set({**beside, **rows.arguments(spec, row)})
            problems = missing(spec, values)
            if problems:
                raise ParameterError(problems)
            flow: Flow[Any] = spec.flow(config, **{**left, **values})
            return flow

        return flow_of

    def stop_batch(self) -> None:
        """Stop the batch that is going; what came stays in it. Else do nothing."""
        if self._batch is not None:
            self._batch.stop()

    def batch_changed(self, batch: Batch) -> None:
        """Tell the page how far a batch is; called in the batch's thread."""
        if batch is self._batch and not self.closed:
            if self._teller is None:
                from hfwidgets.widgets.batch.page import Teller

                self._teller = Teller(self)
            self._teller.tell(batch)

    def to_code(self, kind: CodeKind = "python") -> str:
        """Return the call of the last run as code that makes it again.

        No argument that is at its default stands there, and no token: it is read from the
        environment (`HF_TOKEN`). Pictures and sounds stand by path, address or variable.

        Args:
            kind: `"python"`, `"async"` (for `AsyncInferenceClient`) or `"curl"`.

        Raises:
            ValueError: Nothing was run yet, nothing was sent (curl), or another kind.

        Example:
            >>> print(w.to_code("curl"))
        """
        from hfwidgets.widgets.code.made import call_made

        if kind not in ("python", "async", "curl"):
            raise ValueError(f"kind is {kind!r:.40}; it is 'python', 'async' or 'curl'")
        call = call_made(self)
        if kind == "curl":
            from hfwidgets.widgets.code.curl import curl_code

            return curl_code(call)
        from hfwidgets.widgets.code.python import python_code

        return python_code(call, awaited=kind == "async")

    @property
    def examples(self) -> list[dict[str, Any]] | None:
        """Own examples as arguments by name, which the page offers; None: those of the task.

        Set as a list, each a value of the task's main input or a dict of arguments; `[]` leaves
        those of the model's card alone.
        """
        given = self.examples_given
        return None if given is None else [dict(one.values) for one in given]

    @examples.setter
    def examples(self, given: Any) -> None:
        if given is not None:
            from hfwidgets.widgets.examples.example import examples_of

            given = examples_of(self, given)
        self.examples_given = given

    def further_answers(self) -> Mapping[str, PageAnswer]:
        """Return what answers the messages about a call, by their kind."""
        answers = {name: partial(self._answer_batch, name) for name in BATCH_CALLS}
        examples = {name: partial(self._answer_example, name) for name in EXAMPLE_CALLS}
        return {"code": self._tell_code, **answers, **examples}

    def _answer_example(self, name: str, content: Content, buffers: Buffers) -> None:
        if self._example_page is None:
            from hfwidgets.widgets.examples.page import ExamplePage

            self._example_page = ExamplePage(self)
        self._example_page.answers[name](content, buffers)

    def _answer_batch(self, name: str, content: Content, buffers: Buffers) -> None:
        from hfwidgets.widgets.batch.page import answers_of

        answers_of(self)[name](content, buffers)

    def _tell_code(self, content: Content, _: Buffers) -> None:
        python, awaited = self.to_code(), self.to_code("async")
        try:
            curl = self.to_code("curl")
        except ValueError as error:
            curl = f"# {error}\n"
        reply(self, "code", content, python=python, awaited=awaited, curl=curl)


def _set(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments that have a value: an empty cell has none."""
    from hfwidgets.widgets.batch.rows import is_missing

    return {name: one for name, one in values.items() if not is_missing(one)}
