"""Types of answers that are plain dicts, field for field as huggingface_hub 0.20.3 names them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

if TYPE_CHECKING:
    from PIL.Image import Image


class ClassificationOutput(TypedDict):
    """One class with its score in [0, 1]."""

    label: str
    score: float


AudioToAudioOutput = TypedDict(
    "AudioToAudioOutput", {"label": str, "content-type": str, "blob": bytes}, total=False
)
AudioToAudioOutput.__doc__ = "One sound that was made: its label, type, and bytes of its file."


class Transcript(str):
    """What was said: a text, and its parts with their times where the server told them.

    Attributes:
        chunks: Objects with `text` and `timestamp`, `[start, end]` in seconds, as the server sent
            them; empty where it told none.
    """

    chunks: tuple[Any, ...] = ()


class ConversationalOutputConversation(TypedDict):
    """What was said so far: the model's answers and the person's inputs, oldest first."""

    generated_responses: list[str]
    past_user_inputs: list[str]


class ConversationalOutput(TypedDict):
    """The model's next answer, and the conversation with it."""

    conversation: ConversationalOutputConversation
    generated_text: str
    warnings: list[str]


class FillMaskOutput(TypedDict):
    """One way to fill the mask: its score in [0, 1], the token, and the whole filled text."""

    score: float
    token: int
    token_str: str
    sequence: str


class ImageSegmentationOutput(TypedDict):
    """One segment: its mask has the size of the model's output, white where the segment is.

    It is None where it cannot be read and others can.
    """

    label: str
    mask: Image | None
    score: float | None


class BoundingBox(TypedDict):
    """A box in pixels of the image; `xmax` and `ymax` are outside of it by one."""

    xmin: int
    ymin: int
    xmax: int
    ymax: int


class ObjectDetectionOutput(TypedDict):
    """One object with its score in [0, 1] and its box."""

    label: str
    box: BoundingBox
    score: float


class QuestionAnsweringOutput(TypedDict):
    """An answer found in the context: character offsets, end excluded."""

    score: float
    start: int
    end: int
    answer: str


class DocumentQuestionAnsweringOutput(TypedDict, total=False):
    """An answer found in a document: generative models give `answer` alone."""

    score: float
    start: int
    end: int
    answer: str


class TableQuestionAnsweringOutput(TypedDict):
    """An answer computed from a table: which cells, (row, column) from 0, and how."""

    answer: str
    coordinates: list[list[int]]
    cells: list[str]
    aggregator: str


class TokenClassificationOutput(TypedDict):
    """One named span: its class, score in [0, 1], and character offsets, end excluded."""

    entity_group: str
    score: float
    word: str
    start: int | None
    end: int | None


class VisualQuestionAnsweringOutput(TypedDict):
    """One answer about a picture with its score in [0, 1]."""

    answer: str
    score: float
