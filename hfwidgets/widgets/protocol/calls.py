"""What the page sends. A call with an `id` is answered once, by a message with the same `id`.

`protocol.answers` says by which. What has no id is not answered: it tells the kernel something, or
asks it to go on telling a `view`.
"""

from __future__ import annotations

from typing import Annotated, Literal

from typing_extensions import NotRequired, TypedDict

from hfwidgets.widgets.protocol.conversations import ConversationCall
from hfwidgets.widgets.protocol.further import BundleCall, FurtherCall
from hfwidgets.widgets.protocol.kept import AnswersCall
from hfwidgets.widgets.protocol.shapes import Announce, Box, Value, Values, View, What
from hfwidgets.widgets.protocol.sounds import SoundsCall
from hfwidgets.widgets.protocol.tables import TableCall, TableEditCall, TableHeldCall

# Every task widget.


class RunCall(TypedDict):
    """Set these values and run."""

    kind: Literal["run"]
    id: str
    values: Values
    after: NotRequired[Annotated[str | None, "Text that the run goes on from."]]


class StopCall(TypedDict):
    """Stop the run, or the reading of a list."""

    kind: Literal["stop"]
    id: str


class EditCall(TypedDict):
    """Set these values."""

    kind: Literal["edit"]
    values: Values
    announce: NotRequired[Announce]
    randomize: NotRequired[bool]


class TextCall(TypedDict):
    """The text as a person changed it."""

    kind: Literal["text"]
    view: str
    text: str


class SnapshotCall(TypedDict):
    """Tell this view all there is: it is new, or missed something."""

    kind: Literal["snapshot"]
    view: str


class ExchangeCall(TypedDict):
    """Tell what the last run asked and was answered."""

    kind: Literal["exchange"]
    id: str


class VariableCall(TypedDict):
    """Put what is shown into a variable of the notebook."""

    kind: Literal["variable"]
    id: str
    name: str


class ModelsCall(TypedDict):
    """Tell this view models that hold a text, and again while the list grows."""

    kind: Literal["models"]
    view: str
    query: str
    offset: int
    refresh: NotRequired[bool]


class ModelStatusCall(TypedDict):
    """Tell the state of one model."""

    kind: Literal["model-status"]
    id: str
    model: str


class ProvidersCall(TypedDict):
    """Tell who serves a model, and on which terms."""

    kind: Literal["providers"]
    id: str
    model: Annotated[str, 'Its id; "" is the one that a run takes where none is named.']


# Widgets that take or make pictures.


class UploadCall(TypedDict):
    """One piece of a file, in one buffer."""

    kind: Literal["upload"]
    id: str
    file: Annotated[str, "Names the file: all its pieces bear it."]
    field: str
    name: str
    type: Annotated[str, "MIME type."]
    size: Annotated[int, "Bytes of the whole file."]
    offset: Annotated[int, "Bytes before this piece."]
    last: bool


class UploadCancelCall(TypedDict):
    """Take back what came of a file."""

    kind: Literal["upload-cancel"]
    file: str


class PictureUrlCall(TypedDict):
    """Fetch a picture from an address."""

    kind: Literal["picture-url"]
    id: str
    field: str
    url: str


class PictureChangeCall(TypedDict):
    """Hold no picture, the whole one again, or what was held before the last change."""

    kind: Literal["picture-clear", "picture-uncrop", "picture-restore"]
    id: str
    field: str


class PictureCropCall(TypedDict):
    """Work on a part of the picture."""

    kind: Literal["picture-crop"]
    id: str
    field: str
    box: Box


class PictureCall(TypedDict):
    """Send the bytes of a picture."""

    kind: Literal["picture"]
    id: str
    picture: Annotated[
        str, 'Its id; a small one has its own: "p12/192" has 192 pixels on its shorter side.'
    ]


class PinCall(TypedDict):
    """Pin one of what was found, or none."""

    kind: Literal["select"]
    index: int | None


class UseCall(TypedDict):
    """Hand a picture or a text to another widget."""

    kind: Literal["use"]
    id: str
    target: str
    what: What


class MaskCall(TypedDict):
    """Tell the token that stands for a word to guess."""

    kind: Literal["mask"]
    id: str


class CompareCall(TypedDict):
    """Compare each of several texts with each."""

    kind: Literal["compare"]
    id: str


class CloseCall(TypedDict):
    """Close the widget that was opened below."""

    kind: Literal["close"]
    id: str


class FileCall(TypedDict):
    """Send a file to keep."""

    kind: Literal["file"]
    id: str
    what: What | str
    format: str


class SaveCall(TypedDict):
    """Write a file where the kernel runs."""

    kind: Literal["save"]
    id: str
    what: What | str
    format: str
    path: str


# Galleries and grids.


class ItemPinCall(TypedDict):
    """Keep a picture when the oldest ones go."""

    kind: Literal["item-pin"]
    id: str
    item: str
    pinned: bool


class ItemCall(TypedDict):
    """Delete a picture, undo that, or take its parameters over into the form."""

    kind: Literal["item-delete", "item-restore", "item-parameters"]
    id: str
    item: str


class FromPngCall(TypedDict):
    """Take parameters from a PNG file without its pixels, in one buffer."""

    kind: Literal["from-png"]
    id: str
    name: str


class SweepCall(TypedDict):
    """Make a grid over the values of one or two parameters."""

    kind: Literal["sweep"]
    id: str
    axes: dict[str, list[Value]]


class CellRetryCall(TypedDict):
    """Try a cell of the grid again."""

    kind: Literal["cell-retry"]
    id: str
    cell: int


# The explorer and the status of one model.


class ListCall(TypedDict):
    """Read the list anew, or check the model again."""

    kind: Literal["refresh", "check"]
    id: str


class ViewCall(View):
    """Look for this, in this order."""

    kind: Literal["view"]
    id: str
    by: Annotated[str, "The view that asks."]


class RetryCall(TypedDict):
    """Read a source again that failed; null is all of them."""

    kind: Literal["retry"]
    id: str
    source: str | None


class VerifyCall(TypedDict):
    """Ask for the state of these models."""

    kind: Literal["verify"]
    id: str
    rows: list[int]


class SwitchCall(TypedDict):
    """Wait for a model or recommend it for its task, or no more."""

    kind: Literal["watch", "recommend"]
    id: str
    row: int
    on: bool


class WatchCall(TypedDict):
    """Wait for the badge's model, or no more."""

    kind: Literal["watch"]
    id: str
    on: bool


class SelectCall(TypedDict):
    """What is selected, and the row that has the focus."""

    kind: Literal["select"]
    id: str
    rows: list[int]
    focus: int | None


class RowCall(TypedDict):
    """Tell all of a model, or open its task's widget."""

    kind: Literal["details", "open"]
    id: str
    row: int
    provider: NotRequired[Annotated[str | None, "Who serves what is opened."]]


class VisibleCall(TypedDict):
    """Whether a person can see the view."""

    kind: Literal["visible"]
    view: str
    on: bool


TaskCall = (
    RunCall
    | StopCall
    | EditCall
    | TextCall
    | SnapshotCall
    | ExchangeCall
    | VariableCall
    | ModelsCall
    | ModelStatusCall
    | ProvidersCall
    | UploadCall
    | UploadCancelCall
    | PictureUrlCall
    | PictureChangeCall
    | PictureCropCall
    | PictureCall
    | PinCall
    | UseCall
    | MaskCall
    | CompareCall
    | CloseCall
    | FileCall
    | SaveCall
    | ItemPinCall
    | ItemCall
    | FromPngCall
    | SweepCall
    | CellRetryCall
    | TableCall
    | TableEditCall
    | TableHeldCall
    | SoundsCall
    | FurtherCall
    | ConversationCall
    | AnswersCall
)
ExplorerCall = (
    BundleCall
    | ListCall
    | StopCall
    | CompareCall
    | CloseCall
    | ViewCall
    | RetryCall
    | VerifyCall
    | SwitchCall
    | SelectCall
    | RowCall
    | SnapshotCall
    | VisibleCall
)
BadgeCall = BundleCall | ListCall | WatchCall | SnapshotCall | VisibleCall
