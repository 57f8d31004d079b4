"""One message of a conversation: what was said, and how an answer came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal, TypeAlias

Status = Literal["done", "running", "stopped", "error"]
# Text, or parts as servers take them: {"type": "text", "text": ...} and others.
MessageContent: TypeAlias = str | list[dict[str, Any]]
# What ties a message to others and to a notebook, and is no part of it.
TREE = ("parent", "children", "chosen", "made")


@dataclass(eq=False, slots=True, repr=False)
class Message:
    """One message, and its place in the tree.

    Attributes:
        id: Names it in its conversation.
        role: `"system"`, `"user"`, `"assistant"` or `"tool"`; `""` for the root of a tree.
        content: What was said: text, or a list of parts (texts and pictures).
        reasoning: What the model thought before it answered; it is not sent back.
        refusal: Why the model will not answer, where the server tells that apart.
        tool_calls: Functions that the model wants called, as servers send and take them.
        tool_call_id: Of a `"tool"` message: the call that it answers.
        name: Who said it, where that is told; of a `"tool"` message the function's name.
        status: `"running"` while it grows, `"stopped"` and `"error"` where it is a part.
        error: What went wrong, or None.
        system: The system prompt that an answer was asked with.
        model: Model that answered, as it was asked; None where the server chose.
        provider: Who answered, where providers do.
        parameters: Parameters that it was asked with, by the names of `chat_completion`.
        seed: Seed that it was asked with, or None.
        finish_reason: Why it ended, in the server's word.
        usage: Tokens as the server counted them: `prompt_tokens`, `completion_tokens` and others.
        stats: What was measured; times in seconds, `cost` in US dollars.
        left_out: Of an answer: how many of the oldest messages before it were not sent.
        logprobs: Tokens with their log-probabilities, as servers send them, where they were asked.
        created: When it was begun, seconds since 1970.
        made: What became of its `tool_calls` in this notebook.
        parent: What it follows; None for the root of a tree, and out of a tree.
        children: What follows it: more than one are branches.
        chosen: Position of the child that the conversation goes on with; -1 where it
            ends.
    """

    id: str
    role: str
    content: MessageContent = ""
    reasoning: str = ""
    refusal: str = ""
    tool_calls: list[dict[str, Any]] = field(default_factory=list)
    tool_call_id: str | None = None
    name: str | None = None
    status: Status = "done"
    error: str | None = None
    system: str | None = None
    model: str | None = None
    provider: str | None = None
    parameters: Mapping[str, Any] = field(default_factory=dict)
    seed: int | None = None
    finish_reason: str | None = None
    usage: Mapping[str, Any] = field(default_factory=dict)
    stats: Mapping[str, Any] = field(default_factory=dict)
    left_out: int = 0
    logprobs: list[Any] = field(default_factory=list)
    created: float = 0.0
    made: list[Any] = field(default_factory=list)
    parent: Message | None = None
    children: list[Message] = field(default_factory=list)
    chosen: int = -1

    def __repr__(self) -> str:
        text = self.text or self.refusal
        shown = repr(text if len(text) <= 60 else f"{text[:57]}...")
        state = "" if self.status == "done" else f" ({self.status})"
        return f"<Message {self.id} of {self.role}{state}: {shown}>"

    @property
    def text(self) -> str:
        """Its words, without pictures."""
        return text_of(self.content)

    @property
    def next(self) -> Message | None:
        """The message that the conversation goes on with, or None."""
        return self.children[self.chosen] if self.chosen >= 0 else None

    @property
    def branches(self) -> list[Message]:
        """The messages in its place, with itself among them, oldest first."""
        return [self] if self.parent is None else list(self.parent.children)

    @property
    def is_empty(self) -> bool:
        """Whether nothing has come of it."""
        return not (self.content or self.reasoning or self.refusal or self.tool_calls)

    def to_wire(self) -> dict[str, Any]:
        """Return it as a server takes it: role and content, and what belongs to tools."""
        told: dict[str, Any] = {"role": self.role, "content": self.content}
        if not self.content and self.refusal:
            told["content"] = self.refusal
        if self.tool_calls:
            told["tool_calls"] = self.tool_calls
        for key in ("tool_call_id", "name"):
            if (value := getattr(self, key)) is not None:
                told[key] = value
        return told


def text_of(content: Any) -> str:
    """Return the words of a content: those of its parts that are texts, each on its lines."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    texts = (one.get("text") if isinstance(one, Mapping) else one for one in parts)
    return "\n".join(one for one in texts if isinstance(one, str))


def own_fields() -> tuple[str, ...]:
    """Return the names of what a message holds beside its place in the tree."""
    return tuple(one.name for one in fields(Message) if one.name not in TREE)
