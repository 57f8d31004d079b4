"""What traits and messages carry. Names are as on the wire, in both languages."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from typing_extensions import NotRequired, TypedDict

from hfwidgets.tasks.fields import Kind
from hfwidgets.tasks.spec import Output
from hfwidgets.widgets.protocol.sounds import SoundPart

FieldKind = Kind
OutputName = Output
Status = Literal["idle", "loading", "running", "done", "stopped", "error"]
ListStatus = Literal["idle", "listing", "done", "stopped", "error"]
Announce = Literal["off", "summary", "full"]
Facet = Literal["task", "framework", "state"]
CellState = Literal["waiting", "running", "done", "failed", "stopped"]
Value = int | float | str
Values = dict[str, Any]
Box = Annotated[
    tuple[float, float, float, float],
    "Left, top, right and bottom in pixels of the upright picture.",
]
Parts = Annotated[
    list[str], 'Alternates normal and special text, normal first: parts[0] may be "".'
]
Section = Annotated[
    tuple[str, list[str]],
    'Parameters that belong together: their heading, "" for those that go across, and their names.',
]
Row = Annotated[tuple[int, str, str, str, str], "Row, id, task, framework, state."]


class Field(TypedDict):
    """One argument of a task, as its editor needs it."""

    name: str
    kind: FieldKind
    group: Literal["input", "parameter"]
    help: str
    trait: NotRequired[
        Annotated[str, "The trait that holds the value, where it cannot have the field's name."]
    ]
    required: NotRequired[bool]
    nullable: NotRequired[bool]
    default: NotRequired[
        Annotated[Any, "What the server or the method uses while the field is unset."]
    ]
    minimum: NotRequired[float]
    maximum: NotRequired[float]
    above: NotRequired[Annotated[float, "Exclusive bound."]]
    below: NotRequired[Annotated[float, "Exclusive bound."]]
    choices: NotRequired[Annotated[list[str], "Texts that it may be; others come from Python."]]


class Form(TypedDict):
    """What the page draws for a task."""

    task: str
    title: str
    output: OutputName
    fields: list[Field]
    sections: list[Section]


class Counters(TypedDict, total=False):
    """What was measured of a run. Times in seconds; whatever is unknown is null or missing."""

    tokens: int | None
    time_to_first_token: float | None
    tokens_per_second: float | None
    elapsed: float | None
    finish_reason: str | None
    compute_time: float | None
    compute_type: str | None
    cached: bool | None
    model: str | None
    provider: Annotated[str | None, "Who answered."]
    cost: Annotated[float | None, "US dollars."]
    failed: Annotated[int | None, "Cells of a grid that failed."]
    stopped: Annotated[int | None, "Cells of a grid that were stopped."]


class Link(TypedDict):
    """A link of an error's card."""

    text: str
    href: str


class Problem(TypedDict):
    """The card of an error."""

    title: str
    cause: str
    remedy: str
    details: str
    link: NotRequired[Link | None]
    status: NotRequired[int | None]
    retry_at: NotRequired[Annotated[float | None, "Unix seconds."]]
    request_id: NotRequired[str | None]
    can_retry: bool
    field: NotRequired[str | None]
    provider: NotRequired[Annotated[str | None, "Who was asked."]]
    others: NotRequired[Annotated[list[str], "Providers that serve the model too."]]


class Reason(TypedDict):
    """Why a model cannot run, in short."""

    title: str
    cause: str
    remedy: str
    link: NotRequired[Link | None]


class Waiting(TypedDict):
    """Why nothing comes yet."""

    title: Annotated[str, "That the model loads, or what a provider says of its job."]
    attempt: Annotated[int, "0 where a job is asked for."]
    estimate: Annotated[float | None, "Seconds."]
    since: Annotated[float, "Unix seconds."]
    next: Annotated[float, "Unix seconds."]


class Picture(TypedDict):
    """A picture that a field holds."""

    id: str
    name: str
    width: Annotated[int, "Pixels of the upright picture."]
    height: int
    type: Annotated[str, "MIME type."]
    size: Annotated[int, "Bytes."]
    source: Literal["page", "python", "url", "widget"]
    url: NotRequired[str | None]
    state: Literal["ready", "fetching", "bad"]
    fault: NotRequired[Annotated[str | None, "Why it cannot be used, and what to do."]]
    notice: NotRequired[
        Annotated[str | None, 'What a person should know: "first frame of an animation".']
    ]
    cropped: NotRequired[bool]
    page: NotRequired[Annotated[int, "Of a document, from 1."]]
    pages: NotRequired[Annotated[int, "How many the document has."]]
    upload: NotRequired[
        Annotated[str | None, "The upload that brought it: the page that sent it has its bytes."]
    ]


class WholePart(TypedDict):
    """The picture that was given, the one that was made, all of a gallery, or its grid."""

    kind: Literal["input", "made", "items", "grid"]


class IndexedPart(TypedDict):
    """One of what was found."""

    kind: Literal["segment", "box"]
    index: int


class ItemPart(TypedDict):
    """One picture of a gallery."""

    kind: Literal["item"]
    item: str


class TextPart(TypedDict):
    """Words that a model said."""

    kind: Literal["text"]
    text: str


What = Annotated[
    WholePart | IndexedPart | ItemPart | TextPart | SoundPart,
    "What is handed on to another widget, or written to a file.",
]


class Target(TypedDict):
    """A widget that takes a picture, or one of a widget's texts."""

    target: Annotated[
        str,
        'Its model id, or "new:<task>" to make one; for a text "/" and its field.',
    ]
    title: str
    detail: str


class Item(TypedDict):
    """A picture of a gallery."""

    id: str
    width: Annotated[int | None, "Pixels, upright; null while unknown."]
    height: int | None
    type: Annotated[str, "MIME type of what the server sent."]
    size: Annotated[int, "Bytes of what the server sent."]
    seed: int | str | None
    parameters: Annotated[Values, "What was sent, by name; unset ones are missing."]
    prompt: str
    model: str | None
    pinned: bool
    created: Annotated[float, "Unix seconds."]


class Cell(TypedDict):
    """One cell of a grid."""

    cell: int
    state: CellState
    item: NotRequired[Annotated[str | None, "Id of its picture."]]
    error: NotRequired[str | None]
    reused: NotRequired[Annotated[bool, "The picture had been made before, by the same request."]]


class Axis(TypedDict):
    """One parameter of a grid, and its values."""

    name: str
    values: list[Value | None]


class Grid(TypedDict):
    """Cells by row; the first axis gives the columns, the second the rows."""

    axes: list[Axis]
    cells: list[Cell]


class NewItem(TypedDict):
    """A picture that has come, in a buffer of its own."""

    id: str
    type: str


class Source(TypedDict):
    """Where models are read from: a framework's route, or the list of a hub."""

    name: str
    host: str
    state: Literal["waiting", "reading", "done", "failed", "stopped"]
    count: int
    read_at: Annotated[float | None, "Unix seconds."]
    error: NotRequired[str | None]
    can_retry: bool


SavedOffer = Annotated[
    tuple[str, str, str, int, list[float | None]],
    "Provider, task, state, two bits for each need (0: not told, 1: no, 2: yes), and the terms.",
]
# The terms of an offer: US dollars per million tokens, tokens, seconds, tokens a second.
Term = Literal["input_price", "output_price", "context_length", "first_token_latency", "throughput"]
Order = Literal["", "id", "task", "framework", "state", "providers"] | Term
Need = Literal["tools", "structured", "free", "author"]


class View(TypedDict):
    """What the user of an explorer looks for, and in which order."""

    query: str
    task: str | None
    framework: str | None
    state: str | None
    sort: Annotated[Order, '"" is the order of the list.']
    descending: bool
    provider: str | None
    needs: Annotated[list[Need], "What one offer has to have."]
    limits: Annotated[dict[str, float], "What its terms have to be, at most or at least."]


class ViewBy(View):
    """A view, and which page set it."""

    by: str


class First(TypedDict):
    """The first rows of a view."""

    matched: int
    rows: list[Row]
    offers: NotRequired[Annotated[list[list[SavedOffer]], "Who serves each row's model."]]


class Facets(TypedDict):
    """How many models each name has."""

    task: list[tuple[str, int]]
    framework: list[tuple[str, int]]
    state: list[tuple[str, int]]
    provider: NotRequired[list[tuple[str, int]]]


class Checked(TypedDict):
    """What a check of one model found."""

    state: str
    compute_type: NotRequired[str | None]
    checked: Annotated[float, "Unix seconds."]
    reason: NotRequired[Annotated[str | None, "Why it cannot run, in a line."]]


class Watched(TypedDict):
    """A model that is watched until it is ready."""

    on: bool
    ready: bool
    since: Annotated[float, "Unix seconds."]
    history: Annotated[list[tuple[float, str]], "When (Unix seconds), and which state."]
    estimate: NotRequired[Annotated[float | None, "Seconds."]]
    ended: NotRequired[str | None]
