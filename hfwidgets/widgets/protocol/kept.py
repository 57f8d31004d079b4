"""Answers about pictures that are kept, what the page asks of them, and where they can go."""

from __future__ import annotations

from typing import Annotated, Literal

from typing_extensions import NotRequired, TypedDict

from hfwidgets.widgets.protocol.shapes import Box


class AnswerCandidate(TypedDict):
    """One of what a model answers to a question about a picture."""

    answer: Annotated[str, '"" where it says that there is none.']
    score: float | None
    boxes: list[Box]


class KeptAnswer(TypedDict):
    """An answer about a picture that is kept."""

    id: str
    question: Annotated[str, '"" for a caption.']
    items: Annotated[list[AnswerCandidate], "Best first."]
    picture: Annotated[str, "Id of the picture that it is about."]
    name: Annotated[str, "What that is called."]
    page: NotRequired[int]
    model: str | None
    seconds: float | None
    at: Annotated[float, "Unix seconds."]


class KeptList(TypedDict):
    """The answers about pictures that are kept."""

    answers: Annotated[list[KeptAnswer], "Newest first."]
    left: Annotated[int, "Older ones that only Python has."]


class PageCall(TypedDict):
    """Work on another page of a document."""

    kind: Literal["picture-page"]
    id: str
    field: str
    page: Annotated[int, "From 1."]


class AnswerDeleteCall(TypedDict):
    """Let an answer about a picture go."""

    kind: Literal["answer-delete"]
    id: str
    answer: Annotated[str | None, "Its id; null is all of them."]


class AnswerRestoreCall(TypedDict):
    """Take the last deletion of answers back."""

    kind: Literal["answer-restore"]
    id: str


class AnswerAgainCall(TypedDict):
    """Ask the question of an answer again, about the picture that is there now."""

    kind: Literal["answer-again"]
    id: str
    answer: str


class TargetsCall(TypedDict):
    """Tell the widgets that a picture can be handed to, or a text where the widget is about one."""

    kind: Literal["targets"]
    id: str
    of: NotRequired[Annotated[Literal["picture"], "Where the widget hands on both: pictures."]]


AnswersCall = TargetsCall | PageCall | AnswerDeleteCall | AnswerRestoreCall | AnswerAgainCall
