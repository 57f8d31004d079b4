"""Conversations as one prompt, in the form that a model was trained on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

PARAGRAPH = "\n\n"
_SYSTEM = "You are a helpful AI assistant named SmolLM, trained by Hugging Face"


@dataclass(frozen=True, slots=True)
class Message:
    """What one side said; `role` is system, user, assistant or tool."""

    role: str
    content: str


def prompt_of(model: Any, messages: Sequence[Message], *, continues: bool = False) -> str:
    """Return the prompt whose continuation is the assistant's answer.

    With `continues` the last message is the beginning of that answer.

    A model that knows its own form writes it; others with marks for it get ChatML. One that was
    trained on no conversation, as the n-gram model, begins a paragraph behind what was said last.
    """
    own = model.write_prompt(messages, continues) if hasattr(model, "write_prompt") else None
    if own is not None:
        return str(own)
    if "<|im_start|>" not in getattr(model, "chat_template", ""):
        before = messages[-2].content.strip() if continues and len(messages) > 1 else ""
        said = messages[-1].content
        if continues:
            return before + said
        return said.strip() and f"{said.strip()}{PARAGRAPH}"
    if messages[0].role != "system":
        messages = (Message("system", _SYSTEM), *messages)
    turns = [f"<|im_start|>{one.role}\n{one.content}<|im_end|>\n" for one in messages]
    if continues:
        return "".join(turns).removesuffix("<|im_end|>\n")
    return "".join(turns) + "<|im_start|>assistant\n"
