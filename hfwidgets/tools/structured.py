"""Answers in a shape: what a server is asked for, and the answer read as that."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from hfwidgets.tools.reading import JSONFaultError, read_json
from hfwidgets.tools.shapes import Schema, ShapeError, schema_of
from hfwidgets.tools.values import MisfitError, value_of

TYPES = ("text", "json_object", "json_schema", "json", "regex", "regexp", "grammar")


class AnswerError(ValueError):
    """An answer that is not in the shape that was asked for.

    Attributes:
        text: The answer.
        place: Where in it: `"line 3, column 7"`, or the member, such as `trips[2].city`.
    """

    def __init__(self, message: str, text: str, place: str) -> None:
        """Keep the answer: nothing that a model said is lost."""
        super().__init__(message)
        self.text = text
        self.place = place


def response_format(shape: Any, *, strict: bool = True) -> dict[str, Any]:
    """Return what `chat_completion` takes as `response_format` for an answer in a shape.

    Args:
        shape: A JSON schema, a pydantic model, a TypedDict, a dataclass, another type such as
            `list[str]`; or what servers take already, which is returned as it is.
        strict: Whether servers that can are to keep to it.

    Raises:
        TypeError: JSON has no shape for it.

    Example:
        >>> class City(TypedDict):
        ...     name: str
        ...     people: int
        >>> client.chat_completion(messages, response_format=response_format(City))
    """
    if isinstance(shape, Mapping) and shape.get("type") in TYPES:
        return dict(shape)
    schema = schema_of(shape)
    about: dict[str, Any] = {"name": _name_of(shape, schema), "schema": schema}
    if strict:
        about["strict"] = True
    return {"type": "json_schema", "json_schema": about}


def schema_in(response_format: Any) -> Schema | None:
    """Return the schema that a `response_format` asks for, or None."""
    told = response_format if isinstance(response_format, Mapping) else {}
    inner = told.get("json_schema")
    found = inner.get("schema") if isinstance(inner, Mapping) else told.get("value")
    return dict(found) if isinstance(found, Mapping) else None


def read_answer(text: str, shape: Any = None) -> Any:
    """Return an answer as the object that it is.

    Args:
        text: The answer; it may stand in a block of code.
        shape: What was asked for: the type that is returned. None, or a schema: JSON values.

    Raises:
        AnswerError: It is no JSON, or has another shape; it says where.
    """
    try:
        value = read_json(text, fenced=True)
    except JSONFaultError as fault:
        place = f"line {fault.line}, column {fault.column}"
        raise AnswerError(f"The answer is {fault}.", text, place) from None
    if shape is None or isinstance(shape, Mapping):
        return value
    try:
        return value_of(value, shape)
    except MisfitError as fault:
        message = f"The answer has another shape: {fault}."
        raise AnswerError(message, text, fault.place) from None


def _name_of(shape: Any, schema: Schema) -> str:
    name = schema.get("title") or getattr(shape, "__name__", "") or "answer"
    return re.sub(r"[^A-Za-z0-9_-]", "_", str(name))[:64] or "answer"


__all__ = ["AnswerError", "ShapeError", "read_answer", "response_format", "schema_in"]
