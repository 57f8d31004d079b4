"""What a comparison's page and its kernel tell each other. Each lane has runs of its own."""

from __future__ import annotations

from typing import Annotated, Literal

from typing_extensions import NotRequired, TypedDict

from hfwidgets.widgets.protocol.calls import ModelsCall, ModelStatusCall, SnapshotCall
from hfwidgets.widgets.protocol.further import BundleCall, BundleNews
from hfwidgets.widgets.protocol.news import AckNews, ModelsNews, ModelStatusNews
from hfwidgets.widgets.protocol.shapes import (
    Announce,
    Counters,
    Form,
    Parts,
    Problem,
    Status,
    Value,
    Values,
    Waiting,
)

Lane = Annotated[str, "Names a lane, as long as it is there."]


class LaneEntry(TypedDict):
    """What a lane asks."""

    lane: Lane
    name: str
    model: str | None
    provider: Annotated[str | None, "Null where the client's answers."]
    parameters: Annotated[Values, "Its own, before those of all."]


class Said(TypedDict):
    """A message that the prompt follows."""

    role: str
    text: str


class LanesTraits(TypedDict):
    """Of a comparison."""

    title: str
    form: Annotated[Form, "The prompt, and the parameters that a page shows."]
    entries: list[LaneEntry]
    prompt: str
    parameters: Annotated[Values, "Of all lanes."]
    before: Annotated[list[Said], "What was said before the prompt."]
    status: Literal["idle", "running", "done"]
    announce: Announce
    notice: str | None
    best: Annotated[str | None, "The name of the lane that a person likes best."]
    client_model: Annotated[str | None, "Of lanes that name none."]
    has_providers: bool


class Pinned(TypedDict):
    """A run that is kept beside the next ones."""

    text: str
    line: Annotated[str, "How it was asked for, and what it took."]


class LaneState(TypedDict):
    """How a lane stands; of what is not named nothing has changed."""

    status: NotRequired[Status]
    waiting: NotRequired[Waiting | None]
    problem: NotRequired[Problem | None]
    counters: NotRequired[Counters | None]
    notice: NotRequired[str | None]
    pinned: NotRequired[Pinned | None]


class LaneStateNews(TypedDict):
    """A lane stands otherwise."""

    kind: Literal["lane"]
    lane: Lane
    state: LaneState


class LaneStartNews(TypedDict):
    """A run of a lane begins."""

    kind: Literal["start"]
    lane: Lane
    run: int
    text: NotRequired[str]


class LaneDeltaNews(TypedDict):
    """Text of a lane has come."""

    kind: Literal["delta"]
    lane: Lane
    run: int
    seq: Annotated[int, "Counts the parts of a run from 1."]
    parts: Parts
    tokens: int
    reasoning: NotRequired[Annotated[str, "Thoughts that have come."]]
    moved: NotRequired[Annotated[bool, "Whether all text before was thoughts."]]
    ttft: NotRequired[Annotated[float | None, "Time to first token, seconds."]]


class LaneSnapshotNews(TypedDict):
    """All there is of a lane, for one view."""

    kind: Literal["snapshot"]
    lane: Lane
    view: str
    run: int
    seq: int
    parts: Parts
    tokens: int
    reasoning: NotRequired[str]
    elapsed: NotRequired[Annotated[float | None, "Seconds."]]
    ttft: NotRequired[Annotated[float | None, "Time to first token, seconds."]]
    now: NotRequired[float | None]
    state: LaneState


class LaneEndNews(TypedDict):
    """A run of a lane is over; without text, what was shown stays."""

    kind: Literal["end"]
    lane: Lane
    run: int
    seq: int
    text: NotRequired[str | None]
    reasoning: NotRequired[str]


LaneNews = LaneStateNews | LaneStartNews | LaneDeltaNews | LaneSnapshotNews | LaneEndNews


class FrameNews(TypedDict):
    """What all lanes tell since the last frame, in order; at most 30 a second."""

    kind: Literal["frame"]
    news: list[LaneNews]


class DiffNews(TypedDict):
    """The difference of two texts."""

    kind: Literal["diff"]
    id: str
    pieces: Annotated[
        list[tuple[Literal["=", "-", "+"], str]], "In both, in the first, in the second."
    ]
    names: Annotated[list[str], "What is compared."]


class LanesInvalidNews(TypedDict):
    """What is wrong with values, by field. With an id they were those of a run."""

    kind: Literal["invalid"]
    id: NotRequired[str | None]
    lane: NotRequired[Annotated[str, "Whose values they are; else those of all lanes."]]
    errors: dict[str, str]


class LanesRunCall(TypedDict):
    """Set these values, and run all lanes or one."""

    kind: Literal["run"]
    id: str
    values: Values
    lane: NotRequired[str | None]


class LanesStopCall(TypedDict):
    """Stop the run of all lanes, or of one."""

    kind: Literal["stop"]
    id: str
    lane: NotRequired[str | None]


class LanesEditCall(TypedDict):
    """Set these values, of all lanes or of one (`name`, `model`, `provider` and parameters)."""

    kind: Literal["edit"]
    values: Annotated[dict[str, Value], "By name of the field."]
    lane: NotRequired[str | None]
    announce: NotRequired[Announce]


class LaneAddCall(TypedDict):
    """Have another lane, like the last one."""

    kind: Literal["lane-add"]
    id: str


class LaneRemoveCall(TypedDict):
    """Have this lane no more."""

    kind: Literal["lane-remove"]
    id: str
    lane: str


class DiffCall(TypedDict):
    """What differs between two texts: a lane's, or with `!` behind it the one that is pinned."""

    kind: Literal["diff"]
    id: str
    first: str
    second: str


class PinLanesCall(TypedDict):
    """Keep what there is beside the next runs, or keep nothing."""

    kind: Literal["pin"]
    id: str
    on: bool


class BestCall(TypedDict):
    """This lane is the best, or no lane is."""

    kind: Literal["best"]
    id: str
    lane: str
    on: bool


class ResultsCall(TypedDict):
    """Put the results into a variable of the notebook."""

    kind: Literal["variable"]
    id: str
    name: str


LanesCall = (
    BundleCall
    | LanesRunCall
    | LanesStopCall
    | LanesEditCall
    | LaneAddCall
    | LaneRemoveCall
    | DiffCall
    | PinLanesCall
    | BestCall
    | ResultsCall
    | SnapshotCall
    | ModelsCall
    | ModelStatusCall
)
LanesNews = (
    BundleNews | FrameNews | DiffNews | AckNews | LanesInvalidNews | ModelsNews | ModelStatusNews
)
