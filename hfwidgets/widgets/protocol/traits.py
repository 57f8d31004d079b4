"""The synced traits that the page reads, by family of widgets."""

from __future__ import annotations

from typing import Annotated

from typing_extensions import NotRequired, TypedDict

from hfwidgets.widgets.protocol.conversations import AttachedPicture
from hfwidgets.widgets.protocol.further import BatchState
from hfwidgets.widgets.protocol.kept import KeptList
from hfwidgets.widgets.protocol.shapes import (
    Announce,
    Counters,
    Facets,
    First,
    Form,
    Grid,
    Item,
    ListStatus,
    Picture,
    Problem,
    Source,
    Status,
    ViewBy,
    Waiting,
    Watched,
)
from hfwidgets.widgets.protocol.sounds import Sound
from hfwidgets.widgets.protocol.tables import TableState


class TaskTraits(TypedDict):
    """Of every task widget; each field of its form is a trait as well."""

    form: Form
    status: Status
    counters: Counters | None
    problem: Problem | None
    waiting: Waiting | None
    notice: str | None
    announce: Announce
    provider: Annotated[str | None, "Who answers; null at a server without providers."]
    pictures: NotRequired[
        Annotated[dict[str, Picture | None], "By name of the field that holds it."]
    ]
    asked: NotRequired[Annotated[KeptList, "Of a widget that keeps answers about pictures."]]
    sounds: NotRequired[Annotated[dict[str, Sound | None], "By name of its field."]]
    tables: NotRequired[Annotated[dict[str, TableState | None], "By name of its field."]]
    draft: NotRequired[Annotated[str, "What is written in a conversation and not sent yet."]]
    batch_told: Annotated[BatchState | None, "How far the last batch was when it began or ended."]
    attached: NotRequired[Annotated[list[AttachedPicture], "What goes with that."]]
    opened: NotRequired[
        Annotated[
            str | None, 'Reference of the widget that is shown below this one, "IPY_MODEL_<id>".'
        ]
    ]


class GalleryTraits(TypedDict):
    """Of a task widget that keeps what it made."""

    items: list[Item]
    grid: NotRequired[Grid | None]
    randomize: Annotated[bool, "Whether a seed is drawn for each run."]


class ExplorerTraits(TypedDict):
    """Of the list of models."""

    status: ListStatus
    problem: Problem | None
    version: Annotated[int, "Counts the lists that came."]
    total: int
    announce: Announce
    sources: list[Source]
    facets: Facets
    has_offers: Annotated[bool, "Whether providers serve the models."]
    view: ViewBy
    first: Annotated[First, "The first rows of that view."]
    selected_row: int | None
    selection_rows: list[int]
    recommended: Annotated[dict[str, str], "The id of each task's recommended model."]
    opened: str | None
    opened_title: str
    watched: Annotated[dict[str, Watched], "By row."]
    notice: str | None
    refresh_every: Annotated[
        float | None, "Seconds after which the list is read anew by itself; null is never."
    ]


class BadgeTraits(TypedDict):
    """Of the status of one model."""

    model: str
    state: str
    compute_type: str | None
    checked: Annotated[float | None, "Unix seconds."]
    reason: str | None
    checking: bool
    watched: Watched | None
