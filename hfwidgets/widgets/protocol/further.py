"""What a page asks for when somebody opens it: it is in no bundle, and in no notebook."""

from __future__ import annotations

from typing import Annotated, Literal

from typing_extensions import NotRequired, TypedDict


class BundleCall(TypedDict):
    """Send what draws the widget: the notebook does not hold it, or it is needed only now."""

    kind: Literal["bundle"]
    id: str
    name: NotRequired[Annotated[str, "One that is delivered later; without, the widget's own."]]


class BundleNews(TypedDict):
    """Parts of a bundle, compressed, in one buffer: its own, or of another what the page lacks."""

    kind: Literal["bundle"]
    id: str
    name: Annotated[str, "The name of its own part, by what is in it."]


class CodeCall(TypedDict):
    """Write the call of the last run as code."""

    kind: Literal["code"]
    id: str


class CodeNews(TypedDict):
    """The call of the last run as code, without the token."""

    kind: Literal["code"]
    id: str
    python: str
    awaited: Annotated[str, "For the client that is awaited."]
    curl: str


class TextColumnsCall(TypedDict):
    """Tell which columns of texts the notebook's variables hold."""

    kind: Literal["text-columns"]
    id: str


class TextColumn(TypedDict):
    """A column of texts."""

    variable: str
    column: Annotated[str | None, "null: the variable itself, a list or a Series."]
    rows: int
    sample: Annotated[str, "Its first text, cut."]


class TextColumnsNews(TypedDict):
    """The columns of texts that the notebook's variables hold."""

    kind: Literal["text-columns"]
    id: str
    columns: list[TextColumn]


class BatchCall(TypedDict):
    """Run the task for a variable's column, or for lines."""

    kind: Literal["batch"]
    id: str
    field: Annotated[str, "The argument that a row is."]
    lines: NotRequired[Annotated[str | None, "Texts, one a line."]]
    variable: NotRequired[str | None]
    column: NotRequired[str | None]


class BatchActCall(TypedDict):
    """Stop the batch, or do again what failed and what is left."""

    kind: Literal["batch-stop", "batch-retry"]
    id: str


class BatchStateCall(TypedDict):
    """Tell how far the batch is."""

    kind: Literal["batch-state"]
    id: str


class BatchVariableCall(TypedDict):
    """Put the table of results into a variable of the notebook."""

    kind: Literal["batch-variable"]
    id: str
    name: str


class BatchRow(TypedDict):
    """A row of a batch."""

    row: Annotated[str, "Its label."]
    input: str
    said: Annotated[str, "Its result or its error, in a line."]


class BatchState(TypedDict):
    """How far a batch is. Without `rows` those that were told last are still right."""

    status: Literal["running", "done", "stopped", "error"]
    label: Annotated[str, "What the rows are."]
    total: int
    done: int
    failed: int
    elapsed: Annotated[float, "Seconds."]
    left: Annotated[float | None, "Seconds that the rest takes, about; null where nobody knows."]
    fault: Annotated[str | None, "Why it was given up."]
    rows: NotRequired[Annotated[list[BatchRow], "The first that have a result."]]
    errors: NotRequired[Annotated[list[BatchRow], "The first that failed."]]


class BatchStateNews(TypedDict):
    """How far the batch is; null where there is none."""

    kind: Literal["batch-state"]
    id: str
    state: BatchState | None


class BatchNews(TypedDict):
    """A batch goes on, at most ten times a second."""

    kind: Literal["batch"]
    state: BatchState


class ExamplesCall(TypedDict):
    """Tell the examples: a person's own or the task's, or those of the model's card."""

    kind: Literal["examples"]
    id: str
    card: NotRequired[bool]


class ExampleField(TypedDict):
    """What an example puts into a field."""

    name: str
    said: Annotated[str, "Its value in a line, cut."]


class ShownExample(TypedDict):
    """An example as it is shown before it is used."""

    key: str
    title: Annotated[str, 'What it is called, or "".']
    fields: list[ExampleField]
    picture: Annotated[int | None, "Which buffer has it small, as a PNG file."]


class ExamplesNews(TypedDict):
    """Examples, with their small pictures in buffers."""

    kind: Literal["examples"]
    id: str
    examples: list[ShownExample]
    model: Annotated[str | None, "Whose card was read."]
    lack: Annotated[str | None, "Why there are none."]
    left: Annotated[int, "How often something can be put back."]


class ExampleUseCall(TypedDict):
    """Put an example into the fields."""

    kind: Literal["example-use"]
    id: str
    key: str
    faulty: Annotated[bool, "Whether a field shows what was typed and could not be sent."]


class ExampleBackCall(TypedDict):
    """Put back what the fields held before an example."""

    kind: Literal["example-back"]
    id: str
    faulty: bool


class ExampleNews(TypedDict):
    """The fields hold something else by now."""

    kind: Literal["example"]
    id: str
    kept: Annotated[int | None, "Names what they held, which is kept."]
    back: Annotated[int | None, "Names what was kept and is back."]
    left: int


FurtherCall = (
    BundleCall
    | CodeCall
    | TextColumnsCall
    | BatchCall
    | BatchActCall
    | BatchStateCall
    | BatchVariableCall
    | ExamplesCall
    | ExampleUseCall
    | ExampleBackCall
)
FurtherNews = CodeNews | TextColumnsNews | BatchStateNews | BatchNews | ExamplesNews | ExampleNews
