"""JSON that a model wrote: read strictly, and what is wrong told with its place."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

FENCED = re.compile(r"\s*```(?:json|JSON)?[ \t]*\n(.*?)\n?```\s*", re.DOTALL)


class JSONFaultError(ValueError):
    """A text that is no JSON.

    Attributes:
        line: Where it stops being so, from 1.
        column: The same, from 1.
        text: The line, at most 80 characters around the place.
    """

    def __init__(self, reason: str, text: str, at: int) -> None:
        """Say what is wrong where."""
        before = text[:at]
        self.line = before.count("\n") + 1
        start = before.rfind("\n") + 1
        self.column = at - start + 1
        end = text.find("\n", at)
        whole = text[start : len(text) if end < 0 else end]
        first = max(0, self.column - 41)
        self.text = whole[first : first + 80]
        super().__init__(f"no valid JSON: {reason} at line {self.line}, column {self.column}")


def read_json(text: str, *, fenced: bool = False) -> Any:
    """Return what a JSON text holds.

    Args:
        text: The text.
        fenced: Whether it may stand in a block of code, as models like to write it.

    Raises:
        JSONFaultError: It is none; NaN and infinities are none, either.
    """
    match = FENCED.fullmatch(text) if fenced else None
    begin = match.start(1) if match else 0
    body = match[1] if match else text
    if not body.strip():
        raise JSONFaultError("the text is empty", text, begin)

    def refuse(name: str) -> NoReturn:
        at = body.find(name)
        raise JSONFaultError(f"{name} is no JSON value", text, begin + max(at, 0))

    try:
        return json.loads(body, parse_constant=refuse)
    except json.JSONDecodeError as error:
        raise JSONFaultError(
            error.msg[:1].lower() + error.msg[1:], text, begin + error.pos
        ) from None
    except RecursionError:
        raise JSONFaultError("it is nested too deeply", text, begin) from None
