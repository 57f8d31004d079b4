"""What travels of conversations.

The kernel holds the tree; the page has the path of now: the messages from the first to the last,
each with its place among the branches beside it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from typing_extensions import NotRequired, TypedDict

from hfwidgets.widgets.protocol.shapes import Counters, Values

MessageStatus = Literal["done", "running", "stopped", "error"]


class ChatPicture(TypedDict):
    """A picture in a message."""

    id: Annotated[str, 'The message and its place there: "m3/0".']
    url: Annotated[str | None, "Its address where the message does not hold it."]


class AttachedPicture(ChatPicture):
    """A picture that goes with the next message."""

    name: Annotated[str, 'Its file\'s, or "".']


class ChatToolCall(TypedDict):
    """A call that the model wants made, and what became of it."""

    id: str
    name: str
    arguments: Annotated[str, "As the model wrote them: JSON text."]
    state: Literal["waiting", "running", "done", "failed", "refused", "stopped"]
    error: NotRequired[str]
    seconds: NotRequired[float]
    text: NotRequired[Annotated[str, "What the model is told."]]


class ChatStructure(TypedDict, total=False):
    """An answer that was asked for as JSON: its value, or why it has none."""

    value: Any
    fault: str
    line: Annotated[int, "Where it stops being JSON, from 1."]
    column: int
    text: Annotated[str, "The line around that place."]


class ChatMessage(TypedDict):
    """One message of the path."""

    id: str
    role: Literal["system", "developer", "user", "assistant", "tool"]
    text: NotRequired[Annotated[str, "At the end of a run it is left out where the page has it."]]
    reasoning: NotRequired[str]
    refusal: NotRequired[str]
    status: MessageStatus
    place: Annotated[int, "Among the branches, from 0."]
    places: Annotated[int, "How many branches there are."]
    error: NotRequired[str]
    model: NotRequired[str]
    parameters: NotRequired[Annotated[Values, "What it was asked with, the system prompt too."]]
    counters: NotRequired[Counters]
    pictures: NotRequired[list[ChatPicture]]
    tool_calls: NotRequired[Annotated[list[Any], "As servers send them; any shape."]]
    calls: NotRequired[list[ChatToolCall]]
    structure: NotRequired[ChatStructure]
    left_out: NotRequired[
        Annotated[int, "Of an answer: how many of the oldest messages were not sent."]
    ]
    tool_call_id: NotRequired[Annotated[str, "Of a tool's message: the call that it answers."]]
    name: NotRequired[str]


class Totals(TypedDict, total=False):
    """What all answers took; what no server told is missing."""

    answers: int
    prompt_tokens: int
    tokens: int
    elapsed: Annotated[float, "Seconds."]
    cost: Annotated[float, "US dollars."]


class ChatRoom(TypedDict):
    """How much of the model's context the next request takes, in tokens."""

    limit: Annotated[int, "Of prompt and answer together."]
    used: Annotated[int, "About, without what is written and not sent."]
    answer: Annotated[int, "That the answer may have; 0: the server decides."]
    per_token: Annotated[float, "Characters of a token, about."]


class Beside(TypedDict):
    """What is told of the whole conversation."""

    version: NotRequired[Annotated[int, "Counts the messages of this kind."]]
    undo: NotRequired[Annotated[str, 'What undoing would take back; "" is nothing.']]
    redo: NotRequired[str]
    totals: NotRequired[Totals]
    room: NotRequired[Annotated[ChatRoom | None, "null: nobody has told how long the context is."]]
    left_out: NotRequired[
        Annotated[
            int | None,
            "How many of the oldest messages the next request leaves out; null: none is to.",
        ]
    ]


class ChatSendCall(TypedDict):
    """Set these values, and send a message."""

    kind: Literal["chat-send"]
    id: str
    values: Values
    text: str


class ChatAnswerCall(TypedDict):
    """Have a message answered, or an answer given again; null is the last message."""

    kind: Literal["chat-answer"]
    id: str
    values: Values
    message: str | None


class ChatEditCall(TypedDict):
    """Change a message; it is sent again, or changed in its place."""

    kind: Literal["chat-edit"]
    id: str
    values: Values
    message: str
    text: str
    resend: bool


class ChatTurnCall(TypedDict):
    """Go on with another branch: that which is so many places behind a message's own."""

    kind: Literal["chat-turn"]
    id: str
    message: str
    step: int


class ChatDeleteCall(TypedDict):
    """Delete a message."""

    kind: Literal["chat-delete"]
    id: str
    message: str


class ChatDetachCall(TypedDict):
    """Take away a picture of the next message."""

    kind: Literal["chat-detach"]
    id: str
    picture: str


class ChatToolDecision(TypedDict):
    """Have a call made, not made, or stopped; `always`: calls of its function need no press."""

    kind: Literal["chat-tool"]
    id: str
    message: str
    call: str
    allow: bool
    always: bool


class ChatSnippetCall(TypedDict):
    """Put code of a message into a variable that the notebook does not have yet."""

    kind: Literal["chat-snippet"]
    id: str
    text: str


class ChatPromptCall(TypedDict):
    """Tell the prompt that a template makes, with a text as the next message."""

    kind: Literal["chat-prompt"]
    id: str
    text: str


class ChatPromptNews(TypedDict):
    """The prompt, letter by letter: that of the last call where nothing is left to be sent."""

    kind: Literal["chat-prompt"]
    id: str
    prompt: Annotated[str, "Empty before anything is said or written."]
    stop: Annotated[list[str], "Texts that end the answer."]
    sent: Annotated[bool, "Whether it was sent; else it would be."]


class ChatCall(TypedDict):
    """Take back what was done last, do it again, or begin anew."""

    kind: Literal["chat-undo", "chat-redo", "chat-clear"]
    id: str


class ChatLeaveCall(TypedDict):
    """Leave the oldest messages out of what is sent where all do not fit, or do not."""

    kind: Literal["chat-leave"]
    id: str
    on: bool


class DraftCall(TypedDict):
    """What stands in the box."""

    kind: Literal["draft"]
    text: str


ConversationCall = (
    ChatSendCall
    | ChatAnswerCall
    | ChatEditCall
    | ChatTurnCall
    | ChatDeleteCall
    | ChatDetachCall
    | ChatToolDecision
    | ChatSnippetCall
    | ChatPromptCall
    | ChatCall
    | ChatLeaveCall
    | DraftCall
)

# `from` is a word of Python.
ConversationNews = TypedDict(
    "ConversationNews",
    {
        "kind": Literal["conversation"],
        "from": int,
        "messages": "list[ChatMessage]",
        "version": int,
        "undo": str,
        "redo": str,
        "totals": Totals,
    },
)
ConversationNews.__doc__ = """The path from the message `from` on is this."""
