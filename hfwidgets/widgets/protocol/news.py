"""What the kernel sends: answers, by the `id` of the call, and what happens."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from typing_extensions import NotRequired, TypedDict

from hfwidgets.widgets.protocol.conversations import (
    Beside,
    ChatMessage,
    ChatPromptNews,
    ConversationNews,
)
from hfwidgets.widgets.protocol.further import BundleNews, FurtherNews
from hfwidgets.widgets.protocol.shapes import Checked, NewItem, Parts, Reason, Target
from hfwidgets.widgets.protocol.sounds import PeaksNews, SoundNews
from hfwidgets.widgets.protocol.tables import TableEditedNews, TableNews

# Every widget.


class AckNews(TypedDict):
    """A call was taken, or why it was not: any call may be refused so."""

    kind: Literal["ack"]
    id: str
    error: NotRequired[str | None]


# Every task widget.


class InvalidNews(TypedDict):
    """What is wrong with values, by field. With an id they were those of a run."""

    kind: Literal["invalid"]
    id: NotRequired[str | None]
    errors: dict[str, str]


class StartNews(Beside):
    """A run begins."""

    kind: Literal["start"]
    run: int
    at: NotRequired[Annotated[int, "Place in the path of the answer of a conversation."]]
    message: NotRequired[Annotated[ChatMessage, "The answer, which is empty."]]
    text: NotRequired[Annotated[str, "What is shown before anything came."]]


class DeltaNews(TypedDict):
    """A part has come."""

    kind: Literal["delta"]
    run: int
    seq: Annotated[int, "Counts the parts of a run from 1."]
    parts: NotRequired[Parts]
    tokens: NotRequired[int]
    ttft: NotRequired[Annotated[float | None, "Time to first token, seconds."]]
    items: NotRequired[Annotated[list[NewItem], "Pictures that have come, one buffer each."]]
    text: NotRequired[Annotated[str, "What comes to the answer of a conversation."]]
    reasoning: NotRequired[Annotated[str, "What comes to its thoughts."]]
    moved: NotRequired[Annotated[bool, "All that was its text before belongs to its thoughts."]]


class SnapshotNews(Beside):
    """All there is, for one view."""

    kind: Literal["snapshot"]
    view: str
    run: int
    seq: int
    parts: NotRequired[Parts]
    tokens: NotRequired[int]
    output: NotRequired[Annotated[Any, 'As in "end".']]
    prompts: NotRequired[list[str]]
    messages: NotRequired[Annotated[list[ChatMessage], "The path of a conversation."]]
    elapsed: NotRequired[Annotated[float | None, "Seconds."]]
    ttft: NotRequired[Annotated[float | None, "Time to first token, seconds."]]
    now: NotRequired[
        Annotated[float | None, "The kernel's clock, Unix seconds: the page's may differ."]
    ]


class EndNews(Beside):
    """A run is over; without text and output, what was shown stays."""

    kind: Literal["end"]
    run: int
    seq: int
    text: NotRequired[str | None]
    output: NotRequired[Annotated[Any, "What the kind of output tells its renderer."]]
    message: NotRequired[
        Annotated[ChatMessage | None, "The answer of a conversation; null where nothing came."]
    ]


class TextNews(TypedDict):
    """The text as a person changed it in a view."""

    kind: Literal["text"]
    view: str
    text: str


class ExchangeNews(TypedDict):
    """What was asked and answered, without secrets."""

    kind: Literal["exchange"]
    id: str
    request: Any
    response: Any


class ModelsNews(TypedDict):
    """Models to choose from."""

    kind: Literal["models"]
    view: str
    query: str
    offset: int
    total: int
    rows: Annotated[list[tuple[str, str, bool]], "Id, state, whether it is recommended."]
    status: str
    note: NotRequired[str | None]


class ModelStatusNews(TypedDict):
    """The state of one model."""

    kind: Literal["model-status"]
    id: str
    state: str
    compute_type: NotRequired[str | None]
    checked: Annotated[float, "Unix seconds."]
    reason: NotRequired[str | None]


class ProvidersNews(TypedDict):
    """Who serves a model, and on which terms."""

    kind: Literal["providers"]
    id: str
    rows: Annotated[list[list[str]], 'Name, price, context, speed, latency, state; "" is not told.']
    note: str


# Widgets that take or make pictures.


class UploadedNews(TypedDict):
    """How much of a file has arrived, with this piece."""

    kind: Literal["uploaded"]
    id: str
    received: Annotated[int, "Bytes."]


class PictureNews(TypedDict):
    """The bytes of a picture, in one buffer, or why there are none."""

    kind: Literal["picture"]
    id: str
    type: Annotated[str, "MIME type."]


class TargetsNews(TypedDict):
    """The widgets that a picture or a text can be handed to."""

    kind: Literal["targets"]
    id: str
    targets: list[Target]


class MaskNews(TypedDict):
    """The token that stands for a word to guess."""

    kind: Literal["mask"]
    id: str
    token: str
    note: Annotated[str | None, "Why it may not be the model's."]


class FileNews(TypedDict):
    """A file to keep, in one buffer."""

    kind: Literal["file"]
    id: str
    name: str
    type: Annotated[str, "MIME type."]


# The explorer.

# `from` is a word of Python.
ColumnsNews = TypedDict(
    "ColumnsNews",
    {
        "kind": Literal["columns"],
        "version": int,
        "from": int,
        "to": int,
        "tasks": "list[str]",
        "frameworks": "list[str]",
        "states": "list[str]",
        "task_bytes": NotRequired[Literal[1, 2]],
        "encoding": NotRequired[Literal["plain", "deflate"]],
        "now": Annotated[float, "The kernel's clock, Unix seconds."],
        "view": NotRequired[Annotated[str, "The view that asked; without, they are for all."]],
    },
)
ColumnsNews.__doc__ = """Rows from..to; `from` 0 starts anew.

Buffers: ids, and the codes of task, framework, state.
"""


OffersNews = TypedDict(
    "OffersNews",
    {
        "kind": Literal["offers"],
        "version": int,
        "from": int,
        "to": int,
        "providers": "list[str]",
        "tasks": "list[str]",
        "states": "list[str]",
        "encoding": NotRequired[Literal["plain", "deflate"]],
        "now": Annotated[float, "The kernel's clock, Unix seconds."],
        "view": NotRequired[Annotated[str, "The view that asked; without, they are for all."]],
    },
)
OffersNews.__doc__ = """Who serves the models of the rows from..to; what was told of these before
is replaced.

Buffers: how many offers each row has; of each offer in turn the codes of its provider, task and
state, and two bits for each need (0: not told, 1: no, 2: yes), a byte each; a column of 32-bit
floats for each term, NaN where it is not told.
"""


class StatusesNews(TypedDict):
    """States of single models, by row."""

    kind: Literal["statuses"]
    version: int
    rows: dict[str, Checked]


class DetailsNews(TypedDict):
    """Everything the kernel knows of one model."""

    kind: Literal["details"]
    id: str
    row: int
    facts: list[tuple[str, str]]
    reason: NotRequired[Reason | None]
    code: str
    can_open: NotRequired[
        Annotated[str | None, "The title of the widget that opens, where there is one."]
    ]
    openable: NotRequired[
        Annotated[list[tuple[str, str]], "Provider and task of each offer that it opens with."]
    ]


TaskNews = (
    AckNews
    | BundleNews
    | InvalidNews
    | StartNews
    | DeltaNews
    | SnapshotNews
    | EndNews
    | TextNews
    | ExchangeNews
    | ModelsNews
    | ModelStatusNews
    | ProvidersNews
    | UploadedNews
    | PictureNews
    | TargetsNews
    | MaskNews
    | FileNews
    | TableNews
    | TableEditedNews
    | SoundNews
    | PeaksNews
    | ConversationNews
    | ChatPromptNews
    | FurtherNews
)
ExplorerNews = AckNews | BundleNews | ColumnsNews | OffersNews | StatusesNews | DetailsNews
BadgeNews = AckNews | BundleNews
